#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/rpctest/v1/note.pb.h"

// Handlers of a tiny service, as services write theirs, for the tests of libs/rpc.
namespace shopdesk::rpc::testing {

inline constexpr sql::Migration kSqliteNotes[] = {
    {100, "0100_notes", "CREATE TABLE notes (name TEXT PRIMARY KEY, shop TEXT, resource BLOB)"}};
inline constexpr sql::Migration kPostgresNotes[] = {
    {100, "0100_notes",
     "CREATE TABLE notes (name TEXT COLLATE \"C\" PRIMARY KEY, shop TEXT, resource BYTEA)"}};

// For Runtime::AddSnapshot.
runtime::SnapshotTable NoteSnapshot();

// Creates the note; ALREADY_EXISTS.
absl::Status CreateNote(runtime::WriteContext& ctx, const rpctest::v1::CreateNoteRequest& request,
                        rpctest::v1::Note* response);
// Creates the note or appends to its text.
absl::Status AppendNote(runtime::WriteContext& ctx, const rpctest::v1::CreateNoteRequest& request,
                        rpctest::v1::Note* response);
// Creates the note unless it exists.
absl::Status PutIfAbsent(runtime::WriteContext& ctx, const std::string& name,
                         const std::string& text);
absl::Status GetNote(runtime::ReadContext& ctx, const rpctest::v1::GetNoteRequest& request,
                     rpctest::v1::Note* response);
// Emits "note.timer" for the timer's resource.
absl::Status EmitTimer(runtime::WriteContext& ctx, const timer::Due& due);

absl::StatusOr<rpctest::v1::Note> ReadNote(runtime::Runtime& runtime, const std::string& name);

}  // namespace shopdesk::rpc::testing
