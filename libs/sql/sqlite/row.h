#pragma once

#include <cstdint>
#include <forward_list>
#include <string>
#include <vector>

#include "libs/sql/database.h"

struct sqlite3_stmt;

namespace shopdesk::sql {

// The row a statement stands on.
class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* stmt) : stmt_(stmt) {}
  int64_t Int(int column) const override;
  absl::string_view Text(int column) const override;
  absl::string_view Bytes(int column) const override;
  bool IsNull(int column) const override;

 private:
  sqlite3_stmt* stmt_;
};

// Rows copied out of their statement.
class SqliteRows {
 public:
  explicit SqliteRows(int columns) : columns_(columns) {}
  // Appends the row the statement stands on.
  void Append(sqlite3_stmt* stmt);
  // Calls `fn` for each row; stops at an error.
  absl::Status ForEach(RowFn fn) const;

 private:
  struct Cell {
    enum class Kind : char { kNull, kInt, kBytes } kind;
    int64_t number = 0;
    size_t begin = 0;
    size_t size = 0;
  };
  class View;

  const int columns_;
  std::vector<Cell> cells_;
  std::string bytes_;
};

}  // namespace shopdesk::sql
