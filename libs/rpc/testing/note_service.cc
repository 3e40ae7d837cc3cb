#include "libs/rpc/testing/note_service.h"

#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/testing/notes.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

namespace shopdesk::rpc::testing {
namespace {

using namespace rpctest::v1;  // NOLINT: the messages of the service below

absl::Status ListNotes(ReadContext&, const ListNotesRequest& request, ListNotesResponse* response,
                       Gate& gate) {
  if (request.block()) gate.Wait();
  response->add_notes()->set_text("listed");
  return absl::OkStatus();
}

absl::Status Create(WriteContext& ctx, const CreateNoteRequest& request, Note* response) {
  RETURN_IF_ERROR(CreateNote(ctx, request, response));
  if (request.note().text() == "boom") return absl::UnknownError("a secret of the inside");
  if (request.note().text() == "refused") {
    return WrongStateError(request.name(), "SHUT", "create", "");
  }
  return absl::OkStatus();
}

absl::Status Copy(WorkflowContext& ctx, const CopyNoteRequest& request, Note* response) {
  GetNoteRequest get;
  get.set_name(request.source());
  RETURN_IF_ERROR(ctx.Read([&](ReadContext& read) { return GetNote(read, get, response); }));
  CreateNoteRequest create;
  create.set_name(absl::StrCat(request.source(), "-copy-", ctx.DerivedId("copy")));
  *create.mutable_note() = *response;
  return ctx.Finish(*response,
                    [&](WriteContext& write) { return CreateNote(write, create, response); });
}

absl::Status Append(WriteContext& ctx, const AppendNotesRequest& request,
                    AppendNotesResponse* response) {
  CreateNoteRequest create;
  create.set_name(request.name());
  create.mutable_note()->set_text("appended");
  Note note;
  RETURN_IF_ERROR(CreateNote(ctx, create, &note));
  response->set_name(note.name());
  return absl::OkStatus();
}

absl::Status Tail(WorkflowContext&, const TailNotesRequest& request, Sink<TailNotesResponse> sink,
                  Gate& gate) {
  TailNotesResponse response;
  for (int i = 0; request.count() == 0 || i < request.count(); ++i) {
    response.set_index(i);
    RETURN_IF_ERROR(sink(response));
    if (i == 0 && request.count() == 0) gate.Wait();
  }
  return absl::OkStatus();
}

class Service final : public NoteService::CallbackService {
 public:
  Service(Host& host, Gate& gate) : host_(host), gate_(gate) {}

  grpc::ServerUnaryReactor* GetNote(grpc::CallbackServerContext* c, const GetNoteRequest* q,
                                    Note* r) override {
    return host_.Read(c, q, r, testing::GetNote);
  }
  grpc::ServerUnaryReactor* ListNotes(grpc::CallbackServerContext* c, const ListNotesRequest* q,
                                      ListNotesResponse* r) override {
    return host_.Query(c, q, r, testing::ListNotes, gate_);
  }
  grpc::ServerUnaryReactor* CreateNote(grpc::CallbackServerContext* c, const CreateNoteRequest* q,
                                       Note* r) override {
    return host_.Write(c, q, r, Affinity{q->name()}, Create);
  }
  grpc::ServerUnaryReactor* CopyNote(grpc::CallbackServerContext* c, const CopyNoteRequest* q,
                                     Note* r) override {
    return host_.Workflow(c, q, r, Copy);
  }
  grpc::ServerBidiReactor<AppendNotesRequest, AppendNotesResponse>* AppendNotes(
      grpc::CallbackServerContext* c) override {
    return host_.WriteStream<AppendNotesRequest, AppendNotesResponse>(c, Append);
  }
  grpc::ServerWriteReactor<TailNotesResponse>* TailNotes(grpc::CallbackServerContext* c,
                                                         const TailNotesRequest* q) override {
    return host_.ReadStream<TailNotesResponse>(c, q, Tail, gate_);
  }

 private:
  Host& host_;
  Gate& gate_;
};

}  // namespace

ServiceDefinition NoteDefinition(Gate& gate) {
  return {.name = "notes",
          .sqlite_migrations = kSqliteNotes,
          .postgres_migrations = kPostgresNotes,
          .compose = [&gate](Server& server) {
            server.runtime().AddSnapshot(NoteSnapshot());
            server.Add(std::make_unique<Service>(server.host(), gate));
            return absl::OkStatus();
          }};
}

}  // namespace shopdesk::rpc::testing
