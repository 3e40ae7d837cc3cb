#include "libs/rpc/access.h"

#include "libs/base/error.h"
#include "libs/rpc/client.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/access_matrix.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using rpctest::v1::CopyNoteRequest;
using rpctest::v1::GetNoteRequest;
using rpctest::v1::ListNotesRequest;
using rpctest::v1::ListNotesResponse;
using rpctest::v1::Note;
using rpctest::v1::NoteService;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::TestServer;

// Notes belong to the buyer whose id is their text.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest()
      : server_(testing::NoteDefinition(gate_)), stub_(NoteService::NewStub(server_.channel())) {
    gate_.Open();
    EXPECT_OK(shopdesk::testing::RunWrite(server_->runtime(), [](runtime::WriteContext& ctx) {
      absl::Status status = runtime::testing::PutIfAbsent(ctx, "shops/1/notes/mine", "b1");
      status.Update(runtime::testing::PutIfAbsent(ctx, "shops/1/notes/foreign", "b2"));
      return status;
    }));
  }

  template <class Request, class Response>
  absl::Status CallAsBuyer(grpc::Status (NoteService::Stub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
                           const Request& request) {
    grpc::ClientContext context;
    context.AddMetadata("shopdesk-actor", "buyer:b1");
    Response response;
    return FromGrpc(((*stub_).*method)(&context, request, &response));
  }

  testing::Gate gate_;
  TestServer server_;
  const std::unique_ptr<NoteService::Stub> stub_;
};

TEST_F(AccessTest, EveryAdapterHoldsWhatTheProtosSay) {
  shopdesk::testing::ExpectAccessAsDeclared(server_);
}

TEST_F(AccessTest, ABuyerReachesHisOwnByEveryAdapter) {
  GetNoteRequest get;
  get.set_name("shops/1/notes/mine");
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::GetNote, get), IsOk());
  get.set_name("shops/1/notes/foreign");
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::GetNote, get), HasReason("NOT_FOUND"));
  ListNotesRequest list;
  list.set_buyer("b1");
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::ListNotes, list), IsOk());
  list.clear_buyer();
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::ListNotes, list), HasReason("INVALID_ARGUMENT"));
  CopyNoteRequest copy;
  copy.set_source("shops/1/notes/mine");
  copy.set_request_id("r1");
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::CopyNote, copy), IsOk());
  copy.set_source("shops/1/notes/foreign");
  copy.set_request_id("r2");
  EXPECT_THAT(CallAsBuyer(&NoteService::Stub::CopyNote, copy), HasReason("NOT_FOUND"));
}

TEST_F(AccessTest, ARefusalSaysWhoMay) {
  CopyNoteRequest copy;
  grpc::ClientContext context;
  context.AddMetadata("shopdesk-actor", "service:bi;role=reader");
  Note note;
  const absl::Status status = FromGrpc(stub_->CopyNote(&context, copy, &note));
  EXPECT_THAT(status, HasReason("ROLE_NOT_ALLOWED"));
  EXPECT_EQ(ErrorMetadataOf(status, "method"), "/shopdesk.rpctest.v1.NoteService/CopyNote");
  EXPECT_EQ(ErrorMetadataOf(status, "role"), "reader");
  EXPECT_EQ(ErrorMetadataOf(status, "allowed"),
            "owner, lead, agent, pre_sale, guide, complaint, promotion, packing, finance, buyer");
}

}  // namespace
}  // namespace shopdesk::rpc
