#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
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
  // Sums up what is added to a row of a write: many events of a page add to the same figures.
  absl::Status Defer(const Change& change, std::initializer_list<Value> parameters) override;
  absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn) override;
  // Makes what was deferred: to be called once the write's function has succeeded.
  absl::Status Flush();
  absl::Status RunScript(const char* text) override;
  Dialect dialect() const override { return Dialect::kSqlite; }
  // Whether a statement was begun that may change something.
  bool wrote() const { return wrote_; }

 private:
  struct Sum {
    const Change* change;
    std::vector<StoredValue> parameters;
  };

  absl::StatusOr<SqliteConnection::Lease> Bind(const Statement& statement,
                                               absl::Span<const Value> parameters);
  absl::StatusOr<int64_t> Run(const Statement& statement, absl::Span<const Value> parameters);
  // Flushes if the statement may see what was deferred.
  absl::Status FlushBefore(const Statement& statement);
  absl::Status StepError(const Statement& statement);

  SqliteConnection& connection_;
  const bool writes_;
  bool wrote_ = false;
  // In the order in which they were begun, and where each is by its change and key.
  std::vector<Sum> sums_;
  absl::flat_hash_map<std::string, size_t> places_;
};

}  // namespace shopdesk::sql
