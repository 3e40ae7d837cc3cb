#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/rpctest/v1/note.pb.h"

// Handlers of a tiny service, as services write theirs, for the tests of libs/rpc.
namespace shopdesk::runtime::testing {

inline constexpr sql::Migration kSqliteNotes[] = {
    {100, "0100_notes", "CREATE TABLE notes (name TEXT PRIMARY KEY, shop TEXT, resource BLOB)"}};
inline constexpr sql::Migration kPostgresNotes[] = {
    {100, "0100_notes",
     "CREATE TABLE notes (name TEXT COLLATE \"C\" PRIMARY KEY, shop TEXT, resource BYTEA)"}};

// For Runtime::AddSnapshot.
SnapshotTable NoteSnapshot();

// Makes a shop known, as setting its policy does.
absl::Status MakeShop(Runtime& runtime, absl::string_view shop);
// Tells that the note will be read by its name.
void AnnounceNote(const rpctest::v1::CreateNoteRequest& request, sql::Reads& reads);
// Creates the note; ALREADY_EXISTS.
absl::Status CreateNote(WriteContext& ctx, const rpctest::v1::CreateNoteRequest& request,
                        rpctest::v1::Note* response);
// Creates the note or appends to its text.
absl::Status AppendNote(WriteContext& ctx, const rpctest::v1::CreateNoteRequest& request,
                        rpctest::v1::Note* response);
// Creates the note unless it exists.
absl::Status PutIfAbsent(WriteContext& ctx, const std::string& name, const std::string& text);
absl::Status GetNote(ReadContext& ctx, const rpctest::v1::GetNoteRequest& request,
                     rpctest::v1::Note* response);
// Emits "note.timer" for the timer's resource.
absl::Status EmitTimer(WriteContext& ctx, const timer::Due& due);

// For Owners: a note belongs to the buyer whose id is its text.
absl::StatusOr<std::string> OwnerOfNote(sql::Transaction& txn, absl::string_view name);
// Deletes the note; NOT_FOUND.
absl::Status DeleteNote(WriteContext& ctx, const std::string& name);

absl::StatusOr<rpctest::v1::Note> ReadNote(Runtime& runtime, const std::string& name);

}  // namespace shopdesk::runtime::testing
