#pragma once

#include "absl/types/span.h"
#include "libs/sql/database.h"

// The tables of catalog: numbers from 100.
namespace shopdesk::catalog::store {

absl::Span<const sql::Migration> SqliteMigrations();
absl::Span<const sql::Migration> PostgresMigrations();

}  // namespace shopdesk::catalog::store
