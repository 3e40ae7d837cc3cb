#pragma once

#include "libs/sql/driver.h"
#include "libs/sql/postgres/connection.h"

namespace shopdesk::sql {

// Statements on a connection whose transaction somebody else begins and ends.
class PostgresTransaction final : public DriverTransaction {
 public:
  explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

  absl::StatusOr<int64_t> Execute(const Statement& statement,
                                  std::initializer_list<Value> parameters) override;
  absl::Status Query(const Statement& statement, std::initializer_list<Value> parameters,
                     RowFn fn) override;
  absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn) override;
  absl::Status RunScript(const char* text) override;
  Dialect dialect() const override { return Dialect::kPostgres; }

 private:
  PostgresConnection& connection_;
};

}  // namespace shopdesk::sql
