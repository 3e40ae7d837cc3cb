#pragma once

#include "absl/types/span.h"
#include "libs/sql/database.h"

// The tables of the libraries (events, followers, timers, sealed data, idempotency): numbers 1 to
// 99. A service applies them before its own, which start at 100.
namespace shopdesk::runtime {

absl::Span<const sql::Migration> SqliteMigrations();
absl::Span<const sql::Migration> PostgresMigrations();

}  // namespace shopdesk::runtime
