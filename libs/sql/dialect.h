#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "libs/sql/database.h"

// Where the two databases want different words for the same statement.
namespace shopdesk::sql {

// The text of a statement for a database: row locks dropped for SQLite, IN LIST($n) spelled out,
// $n turned into SQLite's ?n (which, unlike its own $n, are numbered). Literals, quoted names and
// comments are left alone.
std::string Adapt(Dialect dialect, const Statement& statement);

// For parameterised tests and messages.
absl::string_view DialectName(Dialect dialect);

}  // namespace shopdesk::sql
