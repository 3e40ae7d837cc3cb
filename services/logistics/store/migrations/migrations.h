#pragma once

#include "absl/types/span.h"
#include "libs/sql/database.h"

// The tables of logistics: numbers from 100.
namespace shopdesk::logistics::store {

absl::Span<const sql::Migration> SqliteMigrations();
absl::Span<const sql::Migration> PostgresMigrations();

}  // namespace shopdesk::logistics::store
