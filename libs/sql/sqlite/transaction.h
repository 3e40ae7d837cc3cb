#pragma once

#include "libs/sql/driver.h"
#include "libs/sql/sqlite/connection.h"

namespace shopdesk::sql {

// Statements on a connection whose transaction somebody else begins and ends.
class SqliteTransaction final : public DriverTransaction {
 public:
  // `writes`: results are read to their end before the first row is handed out, so that changes
  // made from the row function can't change the rows still to come, as in PostgreSQL.
  SqliteTransaction(SqliteConnection& connection, bool writes)
      : connection_(connection), writes_(writes) {}

  absl::StatusOr<int64_t> Execute(const Statement& statement,
                                  std::initializer_list<Value> parameters) override;
  absl::Status Query(const Statement& statement, std::initializer_list<Value> parameters,
                     RowFn fn) override;
  absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn) override;
  absl::Status RunScript(const char* text) override;
  Dialect dialect() const override { return Dialect::kSqlite; }
  // Whether a statement was begun that may change something.
  bool wrote() const { return wrote_; }

 private:
  absl::StatusOr<SqliteConnection::Lease> Bind(const Statement& statement,
                                               std::initializer_list<Value> parameters);
  absl::Status StepError(const Statement& statement);

  SqliteConnection& connection_;
  const bool writes_;
  bool wrote_ = false;
};

}  // namespace shopdesk::sql
