#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <forward_list>
#include <string>

#include "libs/sql/database.h"

namespace shopdesk::sql {

// A row of a binary result, decoded by the types of its columns.
class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  int64_t Int(int column) const override;
  absl::string_view Text(int column) const override;
  absl::string_view Bytes(int column) const override { return Text(column); }
  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) != 0; }

 private:
  absl::string_view Raw(int column) const;

  const PGresult* result_;
  const int row_;
  // Numbers that were asked for as text.
  mutable std::forward_list<std::string> texts_;
};

}  // namespace shopdesk::sql
