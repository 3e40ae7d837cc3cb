#include "libs/sql/sqlite/reader_pool.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/sqlite/transaction.h"

namespace shopdesk::sql {

absl::StatusOr<std::unique_ptr<SqliteReaderPool>> SqliteReaderPool::Open(const std::string& file,
                                                                         int readers,
                                                                         int64_t mmap_bytes,
                                                                         StatementMeter& meter) {
  std::unique_ptr<SqliteReaderPool> pool(new SqliteReaderPool);
  MutexLock lock(pool->mutex_);
  for (int i = 0; i < std::max(readers, 1); ++i) {
    ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(file, SqliteConnection::Mode::kReader,
                                                             mmap_bytes, meter));
    pool->free_.push_back(connection.get());
    pool->connections_.push_back(std::move(connection));
  }
  return pool;
}

absl::Status SqliteReaderPool::Read(absl::Time deadline,
                                    absl::FunctionRef<absl::Status(Transaction&)> fn) {
  if (deadline != absl::InfiniteFuture() && absl::Now() >= deadline) return DeadlineError();
  ASSIGN_OR_RETURN(SqliteConnection * connection, Take(deadline));
  connection->set_deadline(deadline);
  absl::Status status;
  if (connection->Run(SqliteConnection::kBegin) != SQLITE_DONE) {
    status = connection->LastError();
  } else {
    SqliteTransaction txn(*connection, /*writes=*/false);
    status = OutcomeOf(fn(txn), txn);
    connection->set_deadline(absl::InfiniteFuture());
    // An error may have ended it already; nothing was written, so nothing is lost.
    if (!connection->autocommit()) connection->Run(SqliteConnection::kCommit);
  }
  GiveBack(connection);
  return status;
}

void SqliteReaderPool::AddStats(DatabaseStats& stats) const {
  MutexLock lock(mutex_);
  const auto all = static_cast<int64_t>(connections_.size());
  const auto idle = static_cast<int64_t>(free_.size());
  const int writer = stats.queued_writes > 0 ? 1 : 0;
  stats.connections_in_use = all - idle + writer;
  stats.connections_idle = idle + 1 - writer;
  stats.connections_limit = all + 1;
  stats.waiting_reads = waiting_;
}

void SqliteReaderPool::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  freed_.NotifyAll();
  while (free_.size() < connections_.size()) freed_.Wait(mutex_);
  free_.clear();
  connections_.clear();
}

absl::StatusOr<SqliteConnection*> SqliteReaderPool::Take(absl::Time deadline) {
  const Countdown countdown = Countdown::To(deadline);
  MutexLock lock(mutex_);
  while (free_.empty() && !closed_) {
    if (countdown.over()) return DeadlineError();
    ++waiting_;
    freed_.WaitFor(mutex_, countdown.left());
    --waiting_;
  }
  if (closed_) return ClosedError();
  SqliteConnection* connection = free_.back();
  free_.pop_back();
  return connection;
}

void SqliteReaderPool::GiveBack(SqliteConnection* connection) {
  MutexLock lock(mutex_);
  free_.push_back(connection);
  // Close waits too, and only for the last one.
  if (closed_) {
    freed_.NotifyAll();
  } else if (waiting_ > 0) {
    freed_.NotifyOne();
  }
}

}  // namespace shopdesk::sql
