#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/driver.h"
#include "libs/sql/postgres/connection.h"
#include "libs/sql/postgres/transaction.h"
#include "libs/sql/postgres/writers.h"

namespace shopdesk::sql {
namespace {

// Connections for reading, lent one at a time. Thread-safe.
class ReaderPool {
 public:
  ReaderPool(PostgresSettings& settings, int size) {
    for (int i = 0; i < std::max(size, 1); ++i) {
      connections_.push_back(std::make_unique<PostgresConnection>(settings));
      free_.push_back(connections_.back().get());
    }
  }
  // Waits for a free one until the deadline.
  absl::StatusOr<PostgresConnection*> Take(absl::Time deadline) {
    MutexLock lock(mutex_);
    while (free_.empty() && !closed_) {
      const absl::Duration left =
          deadline == absl::InfiniteFuture() ? absl::InfiniteDuration() : deadline - absl::Now();
      if (left <= absl::ZeroDuration()) return DeadlineError();
      freed_.WaitFor(mutex_, left);
    }
    if (closed_) return ClosedError();
    PostgresConnection* connection = free_.back();
    free_.pop_back();
    return connection;
  }
  void GiveBack(PostgresConnection* connection) {
    MutexLock lock(mutex_);
    free_.push_back(connection);
    freed_.NotifyAll();
  }
  // Waits for the reads that run, refuses later ones, closes the connections.
  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
    freed_.NotifyAll();
    while (free_.size() < connections_.size()) freed_.Wait(mutex_);
    free_.clear();
    connections_.clear();
  }

 private:
  Mutex mutex_;
  CondVar freed_;
  std::vector<std::unique_ptr<PostgresConnection>> connections_ ABSL_GUARDED_BY(mutex_);
  // The last one used first: it is connected.
  std::vector<PostgresConnection*> free_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(std::unique_ptr<PostgresSettings> settings, const PostgresOptions& options)
      : settings_(std::move(settings)),
        readers_(*settings_, options.read_connections),
        writers_(*settings_, options.write_connections) {}
  ~PostgresDatabase() override { Close(); }

  void Write(WriteOptions options, WriteFn fn, DoneFn done) override {
    writers_.Enqueue({std::move(options), std::move(fn), std::move(done)});
  }
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(Transaction&)> fn) override {
    if (deadline != absl::InfiniteFuture() && absl::Now() >= deadline) return DeadlineError();
    ASSIGN_OR_RETURN(PostgresConnection * connection, readers_.Take(deadline));
    connection->BeginRead(deadline);
    PostgresTransaction txn(*connection);
    absl::Status status = OutcomeOf(fn(txn), txn);
    connection->Abandon();
    readers_.GiveBack(connection);
    return status;
  }
  absl::Status Migrate(absl::Span<const Migration> migrations) override {
    // One migrator at a time in a schema; a change of tables may take its time, but must not make
    // everybody wait for its lock.
    return RunMigrations(
        *this,
        absl::StrCat("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;",
                     "SET LOCAL idle_in_transaction_session_timeout = 0;",
                     "SELECT pg_advisory_xact_lock(hashtextextended('shopdesk', hashtext('",
                     absl::StrReplaceAll(settings_->schema(), {{"'", "''"}}), "')));",
                     "CREATE SCHEMA IF NOT EXISTS ", settings_->schema(), ";",
                     "SET LOCAL lock_timeout = '10s'"),
        migrations);
  }
  absl::StatusOr<int> SchemaVersion() override { return ReadSchemaVersion(*this); }
  absl::Status CheckWritable(absl::Time deadline) override { return probe_.Check(*this, deadline); }
  DatabaseStats Stats() const override { return writers_.Stats(); }
  std::vector<StatementStats> Statements() const override { return settings_->meter().Read(); }
  Dialect dialect() const override { return Dialect::kPostgres; }
  void Close() override {
    // The readers last: a write's completion may read.
    writers_.Close();
    readers_.Close();
  }

 private:
  std::unique_ptr<PostgresSettings> settings_;
  ReaderPool readers_;
  PostgresWriters writers_;
  WriteProbe probe_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const PostgresOptions& options) {
  ASSIGN_OR_RETURN(auto settings, PostgresSettings::Make(options));
  return std::make_unique<PostgresDatabase>(std::move(settings), options);
}

}  // namespace shopdesk::sql
