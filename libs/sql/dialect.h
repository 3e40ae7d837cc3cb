#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/sql/database.h"

// Where the two databases want different words for the same statement.
namespace shopdesk::sql {

// The text of a statement for a database: row locks dropped for SQLite, IN LIST($n) spelled out,
// $n turned into SQLite's ?n (which, unlike its own $n, are numbered). Literals, quoted names and
// comments are left alone.
std::string Adapt(Dialect dialect, const Statement& statement);

// The text of a statement that PostgreSQL runs for many rows of parameters at once. Each parameter
// is an array now, of the type that is given. A SELECT's first column is the number of the row of
// parameters, from 1. With `counted`, one more parameter says how many
// rows an INSERT or UPDATE has to change: it fails by a division by zero (22012) otherwise.
std::string AdaptMany(const Statement& statement, absl::Span<const Value::Kind> types,
                      bool counted = false);

// The table that a statement changes: empty for one that reads, or begins with WITH.
absl::string_view ChangedTable(absl::string_view text);
// Whether the words of a text have that table's name among them.
bool Mentions(absl::string_view text, absl::string_view table);

// An UPDATE that sets columns to parameters, and finds its rows by columns that equal parameters:
// each column with its parameter's index. Nullopt for any other text.
struct PlainUpdate {
  using Columns = std::vector<std::pair<std::string, size_t>>;
  Columns set;
  Columns where;
};
absl::optional<PlainUpdate> ParseUpdate(absl::string_view text);

// For parameterised tests and messages.
absl::string_view DialectName(Dialect dialect);

}  // namespace shopdesk::sql
