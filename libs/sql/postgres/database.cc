#include <algorithm>
#include <memory>
#include <thread>
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

// Connections for reading, lent one at a time. Thread-safe. A thread of its own connects them when
// somebody waits: looking up the server's name alone may take seconds, and nobody waits for that
// who can have another connection meanwhile.
class ReaderPool {
 public:
  ReaderPool(PostgresSettings& settings, int size) {
    for (int i = 0; i < size; ++i) {
      connections_.push_back(
          std::make_unique<PostgresConnection>(settings, PostgresConnection::Use::kRead));
      unconnected_.push_back(connections_.back().get());
    }
    connector_ = std::thread([this] { ConnectThem(); });
  }
  // A connected one, waiting for it until the deadline: when the server takes no more connections,
  // for one of those that there are. If there is none, the error of the attempt to make one.
  absl::StatusOr<PostgresConnection*> Take(absl::Time deadline) {
    const Countdown countdown = Countdown::To(deadline);
    MutexLock lock(mutex_);
    const int64_t failures = failures_;
    wanted_.NotifyOne();
    ++waiting_;
    while (free_.empty() && !closed_ && (failures_ == failures || lent_ > 0) && !countdown.over()) {
      freed_.WaitFor(mutex_, countdown.left());
    }
    --waiting_;
    if (closed_) return ClosedError();
    if (free_.empty()) return failures_ != failures ? failure_ : DeadlineError();
    PostgresConnection* connection = free_.back();
    free_.pop_back();
    ++lent_;
    return connection;
  }
  void GiveBack(PostgresConnection* connection) {
    MutexLock lock(mutex_);
    --lent_;
    (connection->connected() ? free_ : unconnected_).push_back(connection);
    freed_.NotifyAll();
    wanted_.NotifyOne();
  }
  void AddStats(DatabaseStats& stats) {
    MutexLock lock(mutex_);
    stats.connections_in_use += lent_;
    stats.connections_idle += static_cast<int64_t>(free_.size());
    stats.connections_limit += static_cast<int64_t>(connections_.size());
    stats.waiting_reads = waiting_;
  }
  // Waits for the reads that run, refuses later ones, closes the connections.
  void Close() {
    {
      MutexLock lock(mutex_);
      closed_ = true;
      freed_.NotifyAll();
      wanted_.NotifyOne();
      while (lent_ > 0) freed_.Wait(mutex_);
    }
    if (connector_.joinable()) connector_.join();
    MutexLock lock(mutex_);
    free_.clear();
    unconnected_.clear();
    connections_.clear();
  }

 private:
  void ConnectThem() {
    mutex_.Lock();
    Countdown pause(absl::ZeroDuration());
    while (!closed_) {
      if (waiting_ <= static_cast<int64_t>(free_.size()) || unconnected_.empty()) {
        wanted_.Wait(mutex_);
      } else if (lent_ > 0 && !pause.over()) {
        wanted_.WaitFor(mutex_, pause.left());
      } else {
        PostgresConnection* connection = unconnected_.back();
        unconnected_.pop_back();
        mutex_.Unlock();
        const absl::Status status = connection->Connect();
        mutex_.Lock();
        (status.ok() ? free_ : unconnected_).push_back(connection);
        if (!status.ok()) {
          ++failures_;
          failure_ = status;
          pause = Countdown(kPatience);
        }
        freed_.NotifyAll();
      }
    }
    mutex_.Unlock();
  }

  Mutex mutex_;
  // One was given back, made, or couldn't be.
  CondVar freed_;
  // Somebody waits, or none is left that others could have.
  CondVar wanted_;
  std::vector<std::unique_ptr<PostgresConnection>> connections_ ABSL_GUARDED_BY(mutex_);
  // Connected, the one used last at the end, which is taken first.
  std::vector<PostgresConnection*> free_ ABSL_GUARDED_BY(mutex_);
  std::vector<PostgresConnection*> unconnected_ ABSL_GUARDED_BY(mutex_);
  int64_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t lent_ ABSL_GUARDED_BY(mutex_) = 0;
  // Attempts to connect that failed, and the last one's error.
  int64_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread connector_;
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
