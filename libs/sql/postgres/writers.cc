#include "libs/sql/postgres/writers.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/postgres/row.h"
#include "libs/sql/postgres/transaction.h"

namespace shopdesk::sql {
namespace {

using Control = PostgresConnection::Control;

// A batch is committed after this time: its first write waits for the last.
constexpr absl::Duration kMaxBatchTime = absl::Milliseconds(100);
// An idle worker without connection tries to get one this often.
constexpr absl::Duration kIdle = absl::Seconds(2);
constexpr absl::Duration kFirstPause = absl::Milliseconds(1);
constexpr absl::Duration kLongestPause = absl::Milliseconds(100);
// How long it is tried to learn what became of a commit: as long as a fail-over takes.
constexpr absl::Duration kResolveTime = absl::Seconds(15);
constexpr int kResolvePauseMillis = 50;

// "absent": no transaction with this id has ended on this server.
constexpr Statement kTransactionStatus = {
    "sql.get_outcome",
    "SELECT CASE WHEN CAST($1 AS xid8) >= pg_snapshot_xmax(pg_current_snapshot()) THEN 'absent' "
    "ELSE pg_xact_status(CAST($1 AS xid8)) END"};

}  // namespace

PostgresWriters::PostgresWriters(PostgresSettings& settings, int connections)
    : settings_(settings) {
  threads_.reserve(static_cast<size_t>(connections));
  for (int i = 0; i < connections; ++i) threads_.emplace_back([this] { Work(); });
}

PostgresWriters::~PostgresWriters() { Close(); }

void PostgresWriters::Enqueue(WriteTask task) {
  queued_.fetch_add(1, std::memory_order_relaxed);
  if (queue_.Push(task)) return;
  queued_.fetch_sub(1, std::memory_order_relaxed);
  std::move(task.done)(ClosedError());
}

void PostgresWriters::Close() {
  queue_.Close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  finisher_.Stop();
}

DatabaseStats PostgresWriters::Stats() const {
  return {.queued_writes = queued_.load(std::memory_order_relaxed),
          .commits = commits_.load(std::memory_order_relaxed),
          .writes = writes_.load(std::memory_order_relaxed),
          .reruns = reruns_.load(std::memory_order_relaxed),
          .unannounced = unannounced_.load(std::memory_order_relaxed),
          .connections_in_use = working_.load(),
          .connections_idle = std::max<int64_t>(connected_ - working_, 0),
          .connections_limit = static_cast<int64_t>(threads_.size())};
}

void PostgresWriters::Work() {
  PostgresConnection connection(settings_, PostgresConnection::Use::kWrite);
  bool counted = false;
  const auto count = [&](bool connected) {
    connected_ += static_cast<int>(connected) - static_cast<int>(counted);
    counted = connected;
  };
  while (true) {
    // Ready before the first write comes. Who gets no connection leaves the writes to those who
    // have one; if nobody has, the write itself reports the failure.
    count(connection.Connect().ok());
    if (!counted && connected_ > 0) {
      if (queue_.closed()) return;
      queue_.Pause(kIdle);
      continue;
    }
    PostgresQueue::Batch batch = queue_.Pop(kIdle);
    if (batch.tasks.empty()) {
      if (!queue_.closed()) continue;
      count(false);
      return;
    }
    ++working_;
    RunAll(connection, std::exchange(batch.tasks, {}));
    --working_;
    count(connection.connected());
    queue_.Finish(batch);
  }
}

void PostgresWriters::RunAll(PostgresConnection& connection, std::vector<WriteTask> tasks) {
  // Together first; what has to run again runs alone, so that one can't spoil it for the others.
  size_t together = tasks.size();
  while (!tasks.empty()) {
    together = std::min(together, tasks.size());
    PauseBefore(tasks.front().attempts);
    std::vector<WriteTask> batch(std::make_move_iterator(tasks.begin()),
                                 std::make_move_iterator(tasks.begin() + together));
    tasks.erase(tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(together));
    const auto ran = static_cast<std::ptrdiff_t>(Transact(connection, batch));
    std::vector<WriteTask> rest(std::make_move_iterator(batch.begin() + ran),
                                std::make_move_iterator(batch.end()));
    batch.erase(batch.begin() + ran, batch.end());
    std::vector<WriteTask> again = Answer(std::move(batch));
    if (!again.empty()) together = 1;
    std::move(rest.begin(), rest.end(), std::back_inserter(again));
    std::move(tasks.begin(), tasks.end(), std::back_inserter(again));
    tasks = std::move(again);
  }
}

size_t PostgresWriters::Transact(PostgresConnection& connection, std::vector<WriteTask>& tasks) {
  absl::Time deadline = absl::InfinitePast();
  for (const WriteTask& task : tasks) deadline = std::max(deadline, task.options.deadline);
  connection.BeginWrite(deadline);
  PostgresShared shared;
  if (const absl::Status read = ReadAnnounced(connection, tasks, shared); !read.ok()) {
    FailAll(connection, tasks, read);
    return tasks.size();
  }
  const auto undo =
      tasks.size() > 1 ? PostgresTransaction::Undo::kAlone : PostgresTransaction::Undo::kWithAll;
  const Countdown batch_time(kMaxBatchTime);
  size_t ran = 0;
  for (WriteTask& task : tasks) {
    if (ran > 0 && batch_time.over()) break;
    ++ran;
    if (RunTask(connection, task, shared, undo)) continue;
    FailAll(connection, tasks, task.status);
    return tasks.size();
  }
  unannounced_.fetch_add(shared.unannounced, std::memory_order_relaxed);
  if (tasks.size() == 1 && !tasks.front().status.ok()) {
    connection.Abandon();
  } else {
    for (auto& many : shared.changes.TakeAll()) connection.Queue(std::move(many));
    Commit(connection, tasks, ran);
  }
  return ran;
}

absl::Status PostgresWriters::ReadAnnounced(PostgresConnection& connection,
                                            const std::vector<WriteTask>& tasks,
                                            PostgresShared& shared) {
  for (const WriteTask& task : tasks) shared.rows.Announce(task.options.reads);
  const auto reads = shared.rows.ToRead();
  if (reads.empty()) return absl::OkStatus();
  shared.announced = !tasks.front().options.alone;
  for (const auto& many : reads) connection.Queue(many);
  RETURN_IF_ERROR(connection.Flush());
  shared.rows.Answered();
  return absl::OkStatus();
}

void PostgresWriters::FailAll(PostgresConnection& connection, std::vector<WriteTask>& tasks,
                              const absl::Status& error) {
  absl::Status status = error;
  if (connection.connected()) {
    connection.Abandon();
    // Each by itself, which finds out whose it was.
    if (tasks.size() > 1) status = absl::AbortedError(error.message());
  } else if (status = connection.Connect(); status.ok()) {
    // If the server is there again, all of it can run again.
    status = absl::AbortedError("the connection was lost");
  }
  SetAll(tasks, tasks.size(), status);
}

bool PostgresWriters::RunTask(PostgresConnection& connection, WriteTask& task,
                              PostgresShared& shared, PostgresTransaction::Undo undo) {
  if (task.options.deadline != absl::InfiniteFuture() && absl::Now() >= task.options.deadline) {
    task.status = DeadlineError();
    return true;
  }
  PostgresTransaction txn(connection, &shared, undo);
  task.status = OutcomeOf(task.fn(txn), txn);
  task.committed = txn.TakeOnCommit();
  if (!txn.failure().ok() && (!connection.connected() || connection.queued_failed())) {
    task.status = txn.failure();
    return false;
  }
  if (undo == PostgresTransaction::Undo::kAlone) txn.End(task.status.ok());
  return true;
}

void PostgresWriters::Commit(PostgresConnection& connection, std::vector<WriteTask>& tasks,
                             size_t ran) {
  absl::Status error;
  const std::string server = connection.server();
  switch (connection.Commit(error)) {
    case PostgresConnection::CommitOutcome::kCommitted:
      return CountCommit(tasks, ran);
    case PostgresConnection::CommitOutcome::kFailed:
      return SetAll(tasks, ran, ran == 1 ? error : absl::AbortedError(error.message()));
    case PostgresConnection::CommitOutcome::kUnknown:
      break;
  }
  switch (Resolve(connection, server)) {
    case Fate::kCommitted:
      return CountCommit(tasks, ran);
    case Fate::kAborted:
      return SetAll(tasks, ran, absl::AbortedError("the connection was lost before the commit"));
    case Fate::kUnknown:
      return SetAll(tasks, ran, OutcomeUnknownError(error.message()));
  }
}

PostgresWriters::Fate PostgresWriters::Resolve(PostgresConnection& connection,
                                               const std::string& server) {
  const Countdown countdown(kResolveTime);
  const std::string id = connection.transaction_id();
  while (!countdown.over()) {
    std::string status;
    if (connection.Connect().ok()) {
      connection.BeginRead(absl::Now() + absl::Seconds(5));
      auto result = connection.Run(kTransactionStatus, {id});
      if (result.ok()) status = std::string(PostgresRow(result->get(), 0).Text(0));
      connection.Abandon();
    }
    if (!status.empty() && connection.server() != server) {
      // A crash or a fail-over: ids whose transactions were lost are given out again, so the one
      // that was committed may be another. If none was, ours was not.
      return status == "committed" ? Fate::kUnknown : Fate::kAborted;
    }
    if (status == "committed") return Fate::kCommitted;
    if (status == "aborted") return Fate::kAborted;
    // The server is away, or hasn't noticed so far that the connection is gone.
    poll(nullptr, 0, kResolvePauseMillis);
  }
  return Fate::kUnknown;
}

std::vector<WriteTask> PostgresWriters::Answer(std::vector<WriteTask> tasks) {
  std::vector<WriteTask> again;
  std::vector<WriteTask> finished;
  finished.reserve(tasks.size());
  for (WriteTask& task : tasks) {
    if (IsConflict(task.status)) {
      if (++task.attempts < kMaxAttempts) {
        again.push_back(std::move(task));
        continue;
      }
      task.status = ConflictError();
    }
    finished.push_back(std::move(task));
  }
  queued_.fetch_sub(static_cast<int64_t>(finished.size()), std::memory_order_relaxed);
  finisher_.Finish(std::move(finished));
  reruns_.fetch_add(static_cast<int64_t>(again.size()), std::memory_order_relaxed);
  return again;
}

void PostgresWriters::PauseBefore(int attempt) {
  if (attempt == 0) return;
  const absl::Duration longest = std::min(kFirstPause * (1 << attempt), kLongestPause);
  // Those who met must not meet again.
  queue_.Pause(longest * static_cast<int64_t>(512 + absl::GetCurrentTimeNanos() % 512) / 1024);
}

void PostgresWriters::SetAll(std::vector<WriteTask>& tasks, size_t count,
                             const absl::Status& status) {
  for (size_t i = 0; i < count; ++i) tasks[i].status = status;
}

void PostgresWriters::CountCommit(const std::vector<WriteTask>& tasks, size_t ran) {
  commits_.fetch_add(1, std::memory_order_relaxed);
  const auto end = tasks.begin() + static_cast<std::ptrdiff_t>(ran);
  writes_.fetch_add(
      std::count_if(tasks.begin(), end, [](const WriteTask& task) { return task.status.ok(); }),
      std::memory_order_relaxed);
}

}  // namespace shopdesk::sql
