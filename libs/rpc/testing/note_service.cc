#include "libs/rpc/testing/note_service.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/testing/notes.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::rpc::testing {
namespace {

using namespace rpctest::v1;  // NOLINT: the messages of the service below

absl::Status ListNotes(runtime::ReadContext&, const ListNotesRequest& request,
                       ListNotesResponse* response, Gate& gate) {
  if (request.block()) gate.Wait();
  response->add_notes()->set_text("listed");
  return absl::OkStatus();
}

absl::Status Create(runtime::WriteContext& ctx, const CreateNoteRequest& request, Note* response) {
  RETURN_IF_ERROR(runtime::testing::CreateNote(ctx, request, response));
  if (request.note().text() == "boom") return absl::UnknownError("a secret of the inside");
  if (request.note().text() == "refused") {
    return WrongStateError(request.name(), "SHUT", "create", "");
  }
  return absl::OkStatus();
}

absl::Status Copy(runtime::WorkflowContext& ctx, const CopyNoteRequest& request, Note* response) {
  GetNoteRequest get;
  get.set_name(request.source());
  RETURN_IF_ERROR(ctx.Read(
      [&](runtime::ReadContext& read) { return runtime::testing::GetNote(read, get, response); }));
  CreateNoteRequest create;
  create.set_name(absl::StrCat(request.source(), "-copy-", ctx.DerivedId("copy")));
  *create.mutable_note() = *response;
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return runtime::testing::CreateNote(write, create, response);
  });
}

absl::Status Append(runtime::WriteContext& ctx, const AppendNotesRequest& request,
                    AppendNotesResponse* response) {
  CreateNoteRequest create;
  create.set_name(request.name());
  create.mutable_note()->set_text("appended");
  Note note;
  RETURN_IF_ERROR(runtime::testing::CreateNote(ctx, create, &note));
  response->set_name(note.name());
  return absl::OkStatus();
}

absl::Status Tail(runtime::WorkflowContext&, const TailNotesRequest& request,
                  runtime::Sink<TailNotesResponse> sink, Gate& gate) {
  TailNotesResponse response;
  for (int i = 0; request.count() == 0 || i < request.count(); ++i) {
    response.set_index(i);
    RETURN_IF_ERROR(sink.Send(response));
    if (i == 0 && request.count() == 0) gate.Wait();
  }
  return absl::OkStatus();
}

void AddRoutes(Host& host, Gate& gate) {
  Routes notes = host.Service("shopdesk.rpctest.v1.NoteService");
  notes.Read("GetNote", runtime::testing::GetNote);
  notes.Query("ListNotes", ListNotes, gate);
  notes.WriteMany(runtime::testing::AnnounceNote, "CreateNote", Create);
  notes.Workflow("CopyNote", Copy);
  notes.WriteStream("AppendNotes", Append);
  notes.WorkflowStream("CopyNotes", Copy);
  notes.ReadStream("TailNotes", Tail, gate);
}

}  // namespace

ServiceDefinition NoteDefinition(Gate& gate) {
  return {.name = "notes",
          .sqlite_migrations = runtime::testing::kSqliteNotes,
          .postgres_migrations = runtime::testing::kPostgresNotes,
          .compose = [&gate](Server& server) -> absl::Status {
            for (const char* shop : {"1", "2"}) {
              RETURN_IF_ERROR(runtime::testing::MakeShop(server.runtime(), shop));
            }
            server.runtime().AddSnapshot(runtime::testing::NoteSnapshot());
            server.runtime().owners().Add("shops/{shop}/notes/{note}",
                                          runtime::testing::OwnerOfNote);
            AddRoutes(server.host(), gate);
            return absl::OkStatus();
          }};
}

}  // namespace shopdesk::rpc::testing
