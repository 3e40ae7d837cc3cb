#include "libs/runtime/testing/notes.h"

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::runtime::testing {
namespace {

using rpctest::v1::CreateNoteRequest;
using rpctest::v1::GetNoteRequest;
using rpctest::v1::Note;

constexpr sql::Statement kInsert = {
    "notes.insert_note",
    "INSERT INTO notes (name, shop, resource) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSelect = {"notes.get_note", "SELECT resource FROM notes WHERE name = $1"};
constexpr sql::Statement kLock = {"notes.lock_note",
                                  "SELECT resource FROM notes WHERE name = $1 FOR UPDATE"};
constexpr sql::Statement kUpdate = {"notes.update_note",
                                    "UPDATE notes SET resource = $2 WHERE name = $1"};
constexpr sql::Statement kDelete = {"notes.delete_note",
                                    "DELETE FROM notes WHERE name = $1 RETURNING resource"};
constexpr sql::Statement kMakeShop = {
    "notes.make_shop",
    "INSERT INTO policies (shop, version, data) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kPage = {
    "notes.list_notes",
    "SELECT name, resource FROM notes WHERE shop = $1 AND name > $2 ORDER BY name LIMIT $3"};

// Whether it was not there.
absl::StatusOr<bool> Insert(WriteContext& ctx, const Note& note) {
  const std::string bytes = note.SerializeAsString();
  ASSIGN_OR_RETURN(int64_t inserted, ctx.txn().Execute(kInsert, {note.name(), ShopOf(note.name()),
                                                                 sql::Blob{bytes}}));
  if (inserted > 0) ctx.Emit(note, "note.created");
  return inserted > 0;
}

}  // namespace

SnapshotTable NoteSnapshot() { return {Note::descriptor(), kPage}; }

absl::StatusOr<std::string> OwnerOfNote(sql::Transaction& txn, absl::string_view name) {
  ASSIGN_OR_RETURN(const absl::optional<Note> note, sql::FindMessage<Note>(txn, kSelect, {name}));
  return note.has_value() ? note->text() : "";
}

absl::Status MakeShop(Runtime& runtime, absl::string_view shop) {
  return runtime.database().WriteAndWait({}, [&](sql::Transaction& txn) {
    return txn.Execute(kMakeShop, {shop, sql::Blob{""}}).status();
  });
}

void AnnounceNote(const CreateNoteRequest& request, sql::Reads& reads) {
  reads.Add(kSelect, {request.name()});
}

absl::Status DeleteNote(WriteContext& ctx, const std::string& name) {
  ASSIGN_OR_RETURN(const Note note, sql::LoadMessage<Note>(ctx.txn(), kDelete, {name}, name));
  ctx.EmitDeleted(note, "note.deleted");
  return absl::OkStatus();
}

absl::Status CreateNote(WriteContext& ctx, const CreateNoteRequest& request, Note* response) {
  *response = request.note();
  response->set_name(request.name());
  ASSIGN_OR_RETURN(bool inserted, Insert(ctx, *response));
  return inserted ? absl::OkStatus() : AlreadyExistsError(request.name());
}

absl::Status AppendNote(WriteContext& ctx, const CreateNoteRequest& request, Note* response) {
  Note note = request.note();
  note.set_name(request.name());
  ASSIGN_OR_RETURN(bool inserted, Insert(ctx, note));
  if (!inserted) {
    ASSIGN_OR_RETURN(note,
                     sql::LoadMessage<Note>(ctx.txn(), kLock, {request.name()}, request.name()));
    note.mutable_text()->append(request.note().text());
    const std::string bytes = note.SerializeAsString();
    RETURN_IF_ERROR(ctx.txn().Execute(kUpdate, {request.name(), sql::Blob{bytes}}).status());
    ctx.Emit(note, "note.appended");
  }
  *response = note;
  return absl::OkStatus();
}

absl::Status PutIfAbsent(WriteContext& ctx, const std::string& name, const std::string& text) {
  Note note;
  note.set_name(name);
  note.set_text(text);
  return Insert(ctx, note).status();
}

absl::Status GetNote(ReadContext& ctx, const GetNoteRequest& request, Note* response) {
  ASSIGN_OR_RETURN(*response,
                   sql::LoadMessage<Note>(ctx.txn(), kSelect, {request.name()}, request.name()));
  return absl::OkStatus();
}

absl::Status EmitTimer(WriteContext& ctx, const timer::Due& due) {
  Note note;
  note.set_name(due.resource_name);
  ctx.Emit(note, "note.timer");
  return absl::OkStatus();
}

absl::StatusOr<Note> ReadNote(Runtime& runtime, const std::string& name) {
  Note note;
  GetNoteRequest request;
  request.set_name(name);
  CallInfo call;
  RETURN_IF_ERROR(
      runtime.Read(call, [&](ReadContext& ctx) { return GetNote(ctx, request, &note); }));
  return note;
}

}  // namespace shopdesk::runtime::testing
