#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/driver.h"
#include "libs/sql/postgres/connection.h"
#include "libs/sql/postgres/transaction.h"
#include "libs/sql/postgres/writers.h"

namespace shopdesk::sql {
namespace {

// How soon another attempt is made to connect while others are connected.
constexpr absl::Duration kPatience = absl::Seconds(1);

// Connections for reading, lent one at a time. Thread-safe.
class ReaderPool {
 public:
  ReaderPool(PostgresSettings& settings, int size) {
    for (int i = 0; i < size; ++i) {
      connections_.push_back(
          std::make_unique<PostgresConnection>(settings, PostgresConnection::Use::kRead));
      free_.push_back(connections_.back().get());
    }
  }
  // A free one that is connected, waiting for it until the deadline. When the server takes no more
  // connections it waits for one of those that there are.
  absl::StatusOr<PostgresConnection*> Take(absl::Time deadline) {
    const Countdown countdown = Countdown::To(deadline);
    while (true) {
      bool lent = false;
      ASSIGN_OR_RETURN(PostgresConnection * connection, TakeFree(countdown, lent));
      absl::Status status = connection->Connect();
      MutexLock lock(mutex_);
      if (status.ok()) {
        if (!lent) ++lent_;
        return connection;
      }
      if (lent) --lent_;
      // Behind those that are connected.
      free_.insert(free_.begin(), connection);
      // Who closes waits for all of them.
      if (closed_) freed_.NotifyAll();
      // One that was given back meanwhile stands last.
      if (free_.back()->connected()) continue;
      if (lent_ == 0 || countdown.over() || closed_) {
        freed_.NotifyAll();
        return status;
      }
      ++waiting_;
      freed_.WaitFor(mutex_, std::min(countdown.left(), kPatience));
      --waiting_;
    }
  }
  void GiveBack(PostgresConnection* connection) {
    MutexLock lock(mutex_);
    --lent_;
    if (connection->connected()) {
      free_.push_back(connection);
    } else {
      free_.insert(free_.begin(), connection);
    }
    freed_.NotifyAll();
  }
  void AddStats(DatabaseStats& stats) {
    MutexLock lock(mutex_);
    const int64_t idle = std::count_if(free_.begin(), free_.end(),
                                       [](PostgresConnection* one) { return one->connected(); });
    stats.connections_in_use += static_cast<int64_t>(connections_.size() - free_.size());
    stats.connections_idle += idle;
    stats.connections_limit += static_cast<int64_t>(connections_.size());
    stats.waiting_reads = waiting_;
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
  // Counted as lent at once if it is connected, so that nobody who gets no connection takes it for
  // lost while it is on its way.
  absl::StatusOr<PostgresConnection*> TakeFree(const Countdown& countdown, bool& lent) {
    MutexLock lock(mutex_);
    while (free_.empty() && !closed_) {
      if (countdown.over()) return DeadlineError();
      ++waiting_;
      freed_.WaitFor(mutex_, countdown.left());
      --waiting_;
    }
    if (closed_) return ClosedError();
    PostgresConnection* connection = free_.back();
    free_.pop_back();
    lent = connection->connected();
    if (lent) ++lent_;
    return connection;
  }

  Mutex mutex_;
  CondVar freed_;
  std::vector<std::unique_ptr<PostgresConnection>> connections_ ABSL_GUARDED_BY(mutex_);
  // The last one used last: it is connected, and taken first.
  std::vector<PostgresConnection*> free_ ABSL_GUARDED_BY(mutex_);
  int64_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // Connected, and at work.
  int64_t lent_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(std::unique_ptr<PostgresSettings> settings, const PostgresOptions& options)
      : settings_(std::move(settings)),
        readers_(*settings_, options.connections - WritersOf(options)),
        writers_(*settings_, WritersOf(options)) {}
  ~PostgresDatabase() override { Close(); }

  void Write(WriteOptions options, WriteFn fn, DoneFn done) override {
    writers_.Enqueue({std::move(options), std::move(fn), Told(std::move(done))});
  }
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(Transaction&)> fn) override {
    const Stopwatch since;
    return Told(since, ReadNow(deadline, fn));
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
  DatabaseStats Stats() const override {
    DatabaseStats stats = writers_.Stats();
    readers_.AddStats(stats);
    return stats;
  }
  std::vector<StatementStats> Statements() const override { return settings_->meter().Read(); }
  Dialect dialect() const override { return Dialect::kPostgres; }
  void Close() override {
    // The readers last: a write's completion may read.
    writers_.Close();
    readers_.Close();
  }

 private:
  static int WritersOf(const PostgresOptions& options) { return options.connections / 2; }
  absl::Status ReadNow(absl::Time deadline, absl::FunctionRef<absl::Status(Transaction&)> fn) {
    if (deadline != absl::InfiniteFuture() && absl::Now() >= deadline) return DeadlineError();
    ASSIGN_OR_RETURN(PostgresConnection * connection, readers_.Take(deadline));
    connection->BeginRead(deadline);
    PostgresTransaction txn(*connection);
    absl::Status status = OutcomeOf(fn(txn), txn);
    connection->Abandon();
    readers_.GiveBack(connection);
    return status;
  }

  std::unique_ptr<PostgresSettings> settings_;
  mutable ReaderPool readers_;
  PostgresWriters writers_;
  WriteProbe probe_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const PostgresOptions& options) {
  if (options.connections < 2) return InvalidFieldError("connections", "must be at least 2");
  ASSIGN_OR_RETURN(auto settings, PostgresSettings::Make(options));
  return std::make_unique<PostgresDatabase>(std::move(settings), options);
}

}  // namespace shopdesk::sql
