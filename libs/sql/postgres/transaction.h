#pragma once

#include <vector>

#include "libs/sql/driver.h"
#include "libs/sql/postgres/announced.h"
#include "libs/sql/postgres/changes.h"
#include "libs/sql/postgres/connection.h"

namespace shopdesk::sql {

// What the writes of one transaction share.
struct PostgresShared {
  AnnouncedRows rows;
  PostgresChanges changes;
  // Whether they told what they read.
  bool announced = false;
  // Statements that were run though.
  int64_t unannounced = 0;
};

// A transaction of PostgreSQL as a read sees it, or one of the writes that are in it.
class PostgresTransaction final : public DriverTransaction {
 public:
  enum class Undo {
    // With the transaction.
    kWithAll,
    // Alone, by End.
    kAlone,
  };
  // `shared` null: a read.
  explicit PostgresTransaction(PostgresConnection& connection, PostgresShared* shared = nullptr,
                               Undo undo = Undo::kWithAll);

  absl::StatusOr<int64_t> Execute(const Statement& statement,
                                  std::initializer_list<Value> parameters) override;
  absl::Status Query(const Statement& statement, std::initializer_list<Value> parameters,
                     RowFn fn) override;
  absl::Status Defer(const Change& change, std::initializer_list<Value> parameters) override;
  absl::Status Savepoint(absl::FunctionRef<absl::Status()> fn) override;
  absl::Status RunScript(const char* text) override;
  Dialect dialect() const override { return Dialect::kPostgres; }

  // With Undo::kAlone, once: keeps what was done, or takes it back.
  void End(bool keep);

 private:
  using Control = PostgresConnection::Control;
  // A part that can be taken back. The database hears of it when a statement is run in it.
  struct Part {
    Control savepoint;
    Control release;
    Control undo;
    PostgresChanges::Mark changes;
    size_t rows = 0;
    bool sent = false;
  };

  void Begin(Control savepoint, Control release, Control undo);
  void EndPart(bool keep);
  // Queues what was deferred, and the savepoints of the parts, to go before a statement.
  void SendDeferred();
  absl::StatusOr<PostgresResult> Run(const Statement& statement,
                                     std::initializer_list<Value> parameters);

  PostgresConnection& connection_;
  PostgresShared* const shared_;
  std::vector<Part> parts_;
};

}  // namespace shopdesk::sql
