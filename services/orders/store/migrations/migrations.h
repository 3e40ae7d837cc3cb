#pragma once

#include "absl/types/span.h"
#include "libs/sql/database.h"

// The tables of orders, from number 100.
namespace shopdesk::orders::store {

absl::Span<const sql::Migration> SqliteMigrations();
absl::Span<const sql::Migration> PostgresMigrations();

}  // namespace shopdesk::orders::store
