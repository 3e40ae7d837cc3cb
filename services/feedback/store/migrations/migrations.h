#pragma once

#include "absl/types/span.h"
#include "libs/sql/database.h"

// The tables of feedback: numbers from 100.
namespace shopdesk::feedback::store {

absl::Span<const sql::Migration> SqliteMigrations();
absl::Span<const sql::Migration> PostgresMigrations();

}  // namespace shopdesk::feedback::store
