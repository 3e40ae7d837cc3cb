#include "libs/sql/sqlite/writer.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/sql/sqlite/transaction.h"

namespace shopdesk::sql {
namespace {

// A transaction holds this many writes, and is begun to be committed after this time: the first
// waits for the last.
constexpr size_t kMaxWriterBatch = 1024;
constexpr absl::Duration kMaxWriterBatchTime = absl::Milliseconds(50);
// After a group that a failing write spoiled, so many groups are run with savepoints.
constexpr int kCarefulGroups = 32;

// The log is copied to the database file at 64 MB: a page that changes again and again is copied
// once. Past 256 MB, which takes a reader that holds it open, the writer waits a moment for the
// readers, so that it can begin anew.
constexpr int kCheckpointFrames = 16384;
constexpr int kLongWalFrames = 65536;
constexpr int kCheckpointWaitMillis = 100;
// Or once nothing was written for so long: who reads needs no look into the log then.
constexpr absl::Duration kIdleTime = absl::Seconds(1);
constexpr int kWriterBusyMillis = 5000;

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteConnection> connection,
                           std::unique_ptr<CommitMark> mark,
                           std::function<void(const absl::Status&)> fatal)
    : connection_(std::move(connection)),
      mark_(std::move(mark)),
      fatal_(std::move(fatal)),
      next_checkpoint_(kCheckpointFrames) {
  sqlite3_wal_hook(connection_->handle(), &SqliteWriter::OnWal, this);
  thread_ = std::thread([this] { Run(); });
}

SqliteWriter::~SqliteWriter() { Close(); }

void SqliteWriter::Enqueue(WriteTask task) {
  {
    MutexLock lock(mutex_);
    if (!closing_) {
      queued_.fetch_add(1, std::memory_order_relaxed);
      queue_.push_back(std::move(task));
      if (queue_.size() == 1) wake_.NotifyOne();
      return;
    }
  }
  std::move(task.done)(ClosedError());
}

void SqliteWriter::Close() {
  {
    MutexLock lock(mutex_);
    closing_ = true;
    wake_.NotifyOne();
    if (closed_) return;
    closed_ = true;
  }
  thread_.join();
  finisher_.Stop();
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                                             SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code == SQLITE_OK) mark_->LogIsEmpty();
  connection_.reset();
}

absl::Status SqliteWriter::CheckFiles() {
  absl::Status status = mark_->CheckFiles();
  if (status.ok()) return status;
  MutexLock lock(mutex_);
  breach_ = status;
  broken_ = true;
  wake_.NotifyOne();
  return status;
}

DatabaseStats SqliteWriter::Stats() const {
  return {.queued_writes = queued_.load(std::memory_order_relaxed),
          .commits = commits_.load(std::memory_order_relaxed),
          .writes = writes_.load(std::memory_order_relaxed),
          .reruns = reruns_.load(std::memory_order_relaxed)};
}

void SqliteWriter::Run() {
  while (Collect()) {
    if (!backlog_.empty()) RunBatch();
    if (broken_) {
      End();
    } else if (wal_frames_ >= next_checkpoint_ || idle_) {
      Checkpoint();
    }
  }
}

// What the log holds of a file that is there is copied into it: the log may have no name any more.
void SqliteWriter::End() {
  if (std::exchange(ended_, true)) return;
  absl::Status why;
  {
    MutexLock lock(mutex_);
    why = breach_.ok() ? UnavailableError("a commit failed; the next start finds out what it holds")
                       : breach_;
  }
  // After a failed fsync nothing may be taken for granted, least of all by writing on.
  const bool salvage = absl::IsFailedPrecondition(why);
  if (salvage &&
      sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                nullptr) == SQLITE_OK) {
    mark_->LogIsEmpty();
  }
  if (fatal_ != nullptr) fatal_(why);
}

bool SqliteWriter::Collect() {
  std::vector<WriteTask> fresh;
  {
    MutexLock lock(mutex_);
    idle_ = false;
    while (!idle_ && backlog_.empty() && queue_.empty() && !closing_ && (!broken_ || ended_)) {
      if (copied_frames_ == wal_frames_) {
        wake_.Wait(mutex_);
      } else {
        idle_ = !wake_.WaitFor(mutex_, kIdleTime);
      }
    }
    fresh.swap(queue_);
    const bool nothing = fresh.empty() && backlog_.empty();
    if (nothing && (idle_ || (broken_ && !ended_))) return true;
  }
  std::move(fresh.begin(), fresh.end(), std::back_inserter(backlog_));
  return !backlog_.empty();
}

void SqliteWriter::RunBatch() {
  std::vector<WriteTask> batch;
  const size_t size = std::min(backlog_.size(), kMaxWriterBatch);
  batch.reserve(size);
  std::move(backlog_.begin(), backlog_.begin() + size, std::back_inserter(batch));
  backlog_.erase(backlog_.begin(), backlog_.begin() + size);

  size_t ran = 0;
  if (careful_ > 0) --careful_;
  Outcome outcome = Transact(batch, ran);
  if (outcome == Outcome::kSpoiled) {
    if (batch.size() == 1) return Answer(std::move(batch));
    reruns_.fetch_add(static_cast<int64_t>(ran), std::memory_order_relaxed);
    careful_ = kCarefulGroups;
    ran = 0;
    outcome = Transact(batch, ran);
  }
  if (outcome == Outcome::kRolledBack) {
    if (batch.size() == 1) return Answer(std::move(batch));
    return RunSingly(std::move(batch));
  }
  for (size_t i = batch.size(); i > ran; --i) backlog_.push_front(std::move(batch[i - 1]));
  batch.resize(ran);
  Answer(std::move(batch));
}

void SqliteWriter::RunSingly(std::vector<WriteTask> batch) {
  reruns_.fetch_add(static_cast<int64_t>(batch.size()), std::memory_order_relaxed);
  for (WriteTask& task : batch) {
    std::vector<WriteTask> single;
    single.push_back(std::move(task));
    size_t ran = 0;
    Transact(single, ran);
    Answer(std::move(single));
  }
}

SqliteWriter::Outcome SqliteWriter::Transact(std::vector<WriteTask>& batch, size_t& ran) {
  if (broken_) {
    ran = batch.size();
    absl::Status why;
    {
      MutexLock lock(mutex_);
      why = breach_;
    }
    FailAll(batch,
            UnavailableError(why.ok() ? "the database stopped after a failed commit; restart it"
                                      : absl::StrCat(why.message(), "; restart it")));
    return Outcome::kUnknown;
  }
  if (connection_->Run(SqliteConnection::kBeginImmediate) != SQLITE_DONE) {
    ran = batch.size();
    FailAll(batch, connection_->LastError());
    return Outcome::kCommitted;
  }
  const absl::Time end = absl::Now() + kMaxWriterBatchTime;
  for (WriteTask& task : batch) {
    if (ran > 0 && absl::Now() > end) break;
    ++ran;
    const Outcome outcome = RunTask(task, careful_ > 0);
    if (outcome == Outcome::kCommitted) continue;
    if (!connection_->autocommit()) connection_->Run(SqliteConnection::kRollback);
    return outcome;
  }
  return Commit(batch, ran);
}

SqliteWriter::Outcome SqliteWriter::RunTask(WriteTask& task, bool savepoint) {
  if (task.options.deadline != absl::InfiniteFuture() && absl::Now() >= task.options.deadline) {
    task.status = DeadlineError();
    return Outcome::kCommitted;
  }
  if (savepoint && connection_->Run(SqliteConnection::kSavepointTask) != SQLITE_DONE) {
    task.status = connection_->LastError();
    return Outcome::kRolledBack;
  }
  SqliteTransaction txn(*connection_, /*writes=*/true);
  absl::Status ran = task.fn(txn);
  if (ran.ok()) ran = txn.Flush();
  task.status = OutcomeOf(std::move(ran), txn);
  task.committed = txn.TakeOnCommit();
  // A full disk or an I/O error has rolled everything back, the other writes of the batch too.
  if (connection_->autocommit()) {
    if (task.status.ok()) task.status = InternalError("the transaction was rolled back");
    return Outcome::kRolledBack;
  }
  if (!savepoint) {
    return task.status.ok() || !txn.wrote() ? Outcome::kCommitted : Outcome::kSpoiled;
  }
  if (!task.status.ok() && connection_->Run(SqliteConnection::kUndoTask) != SQLITE_DONE) {
    return Outcome::kRolledBack;
  }
  if (connection_->Run(SqliteConnection::kReleaseTask) != SQLITE_DONE) {
    if (task.status.ok()) task.status = connection_->LastError();
    return Outcome::kRolledBack;
  }
  return Outcome::kCommitted;
}

SqliteWriter::Outcome SqliteWriter::Commit(std::vector<WriteTask>& batch, size_t ran) {
  const int code = connection_->Run(SqliteConnection::kCommit);
  if (code == SQLITE_DONE) {
    commits_.fetch_add(1, std::memory_order_relaxed);
    const auto end = batch.begin() + static_cast<std::ptrdiff_t>(ran);
    writes_.fetch_add(
        std::count_if(batch.begin(), end, [](const WriteTask& task) { return task.status.ok(); }),
        std::memory_order_relaxed);
    return Outcome::kCommitted;
  }
  const absl::Status error = connection_->LastError();
  const bool full = (code & 0xff) == SQLITE_FULL;
  if (!connection_->autocommit()) connection_->Run(SqliteConnection::kRollback);
  // No room for the frames in the log: the last of them, which makes it a commit, was not written.
  if (full) {
    for (WriteTask& task : batch) task.status = error;
    return Outcome::kRolledBack;
  }
  // Anything else, a failed fsync above all, leaves in the log what the next start may find.
  broken_ = true;
  ran = batch.size();
  FailAll(batch, OutcomeUnknownError(error.message()));
  return Outcome::kUnknown;
}

void SqliteWriter::FailAll(std::vector<WriteTask>& batch, const absl::Status& status) {
  for (WriteTask& task : batch) task.status = status;
}

void SqliteWriter::Answer(std::vector<WriteTask> batch) {
  std::vector<WriteTask> again;
  std::vector<WriteTask> finished;
  finished.reserve(batch.size());
  for (WriteTask& task : batch) {
    if (IsConflict(task.status)) {
      if (++task.attempts < kMaxAttempts) {
        again.push_back(std::move(task));
        continue;
      }
      task.status = ConflictError();
    }
    finished.push_back(std::move(task));
  }
  reruns_.fetch_add(static_cast<int64_t>(again.size()), std::memory_order_relaxed);
  std::move(again.begin(), again.end(), std::back_inserter(backlog_));
  queued_.fetch_sub(static_cast<int64_t>(finished.size()), std::memory_order_relaxed);
  finisher_.Finish(std::move(finished));
}

void SqliteWriter::Checkpoint() {
  const bool wait = wal_frames_ >= kLongWalFrames;
  if (wait) sqlite3_busy_timeout(connection_->handle(), kCheckpointWaitMillis);
  sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                            wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
  if (wait) sqlite3_busy_timeout(connection_->handle(), kWriterBusyMillis);
  // The next write begins the log anew if nothing stood in the way (a reader, a full disk);
  // otherwise it is tried again after as many frames.
  next_checkpoint_ = wal_frames_ + kCheckpointFrames;
  copied_frames_ = wal_frames_;
}

int SqliteWriter::OnWal(void* self, sqlite3*, const char*, int frames) {
  auto* writer = static_cast<SqliteWriter*>(self);
  if (frames < writer->wal_frames_) writer->next_checkpoint_ = kCheckpointFrames;
  writer->wal_frames_ = frames;
  writer->copied_frames_ = 0;
  writer->mark_->Commit(frames);
  return SQLITE_OK;
}

}  // namespace shopdesk::sql
