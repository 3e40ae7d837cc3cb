#include "libs/runtime/owners.h"

#include "libs/base/error.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::runtime {
namespace {

using rpctest::v1::CopyNoteRequest;
using rpctest::v1::GetNoteRequest;
using rpctest::v1::ListNotesRequest;
using rpctest::v1::Note;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

constexpr char kMine[] = "shops/1/notes/mine";
constexpr char kForeign[] = "shops/1/notes/foreign";

// A note belongs to the buyer whose id is its text.
class OwnersTest : public ::testing::Test {
 protected:
  OwnersTest()
      : runtime_({.sqlite_migrations = testing::kSqliteNotes,
                  .postgres_migrations = testing::kPostgresNotes}) {
    runtime_->owners().Add("shops/{shop}/notes/{note}", testing::OwnerOfNote);
    EXPECT_OK(shopdesk::testing::RunWrite(*runtime_, [](WriteContext& ctx) {
      absl::Status status = testing::PutIfAbsent(ctx, kMine, "b1");
      status.Update(testing::PutIfAbsent(ctx, kForeign, "b2"));
      return status;
    }));
    call_.actor.set_kind(type::v1::Actor::BUYER);
    call_.actor.set_id("b1");
    call_.own_only = true;
  }

  absl::Status Check(const google::protobuf::Message& request) {
    return runtime_->Read(call_, [&](ReadContext& ctx) {
      return runtime_->owners().Check(ctx.txn(), "b1", request);
    });
  }

  shopdesk::testing::TestRuntime runtime_;
  CallInfo call_ = shopdesk::testing::TestCall();
};

TEST_F(OwnersTest, WhatIsAnothersIsAsIfItWerentThere) {
  GetNoteRequest request;
  request.set_name(kMine);
  EXPECT_THAT(Check(request), IsOk());
  for (const char* name : {kForeign, "shops/1/notes/none", "shops/2/notes/mine"}) {
    request.set_name(name);
    const absl::Status status = Check(request);
    EXPECT_EQ(status, NotFoundError(name)) << name;
  }
}

TEST_F(OwnersTest, EveryNameHasToBeHis) {
  CopyNoteRequest request;
  request.set_source(kMine);
  request.set_request_id(kForeign);
  EXPECT_THAT(Check(request), HasReason("NOT_FOUND"));
}

TEST_F(OwnersTest, ABuyerFieldHoldsHisId) {
  ListNotesRequest request;
  EXPECT_THAT(Check(request), HasReason("INVALID_ARGUMENT")) << "of nobody is of all";
  request.set_buyer("b1");
  EXPECT_THAT(Check(request), IsOk());
  request.set_buyer("b2");
  EXPECT_THAT(Check(request), HasReason("NOT_FOUND"));
}

TEST_F(OwnersTest, ARequestThatNamesNothingOfHisIsRefused) {
  GetNoteRequest request;
  for (const char* name : {"", "shops/1", "shops/1/notes/-", "shops/1/notes/mine/lines/1"}) {
    request.set_name(name);
    EXPECT_THAT(Check(request), HasReason("INVALID_ARGUMENT")) << name;
  }
}

TEST_F(OwnersTest, WhatIsForTheShopToSayIsNotForHim) {
  CopyNoteRequest request;
  request.set_source(kMine);
  request.set_urgent(true);
  EXPECT_THAT(Check(request), HasReason("INVALID_ARGUMENT"));
}

// The answer that another buyer got under the same request_id isn't his either.
TEST_F(OwnersTest, RepetitionsAreCheckedToo) {
  CopyNoteRequest request;
  request.set_source(kForeign);
  request.set_request_id("r1");
  call_.request_id = "r1";
  int runs = 0;
  const auto write = [&](const CallInfo& call) {
    Note note;
    return runtime_->WriteAndWait(call, &request, &note, [&](WriteContext&) {
      ++runs;
      return absl::OkStatus();
    });
  };
  const auto work = [&](const CallInfo& call) {
    Note note;
    return runtime_->Workflow(call, &request, &note, [&](WorkflowContext& ctx) {
      return ctx.Finish(note, [](WriteContext&) { return absl::OkStatus(); });
    });
  };
  CallInfo owner = call_;
  owner.own_only = false;
  EXPECT_THAT(write(owner), IsOk());
  EXPECT_THAT(write(call_), HasReason("NOT_FOUND"));
  EXPECT_THAT(work(owner), IsOk());
  EXPECT_THAT(work(call_), HasReason("NOT_FOUND"));
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace shopdesk::runtime
