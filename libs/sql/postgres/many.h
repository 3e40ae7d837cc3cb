#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "libs/sql/database.h"
#include "libs/sql/postgres/error.h"

namespace shopdesk::sql {

// A statement that is run for many rows of parameters at once (AdaptMany).
struct PostgresMany {
  using Rows = std::vector<std::vector<StoredValue>>;

  const Statement* statement;
  // Whether each row of parameters has to change exactly one row of the table.
  bool counted = false;
  Rows rows;
  // Of the connection: whether it is prepared along with it, and what it answered.
  bool preparing = false;
  PostgresResult result;

  // What AdaptMany wants to know.
  std::vector<Value::Kind> Types() const;
};

// The parameters of such a statement: an array a column, in PostgreSQL's binary form, then the
// number of rows if they are counted.
class ManyParameters {
 public:
  ManyParameters(const PostgresMany& many, absl::Span<const Value::Kind> types);
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void Add(std::string bytes);

  std::vector<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

}  // namespace shopdesk::sql
