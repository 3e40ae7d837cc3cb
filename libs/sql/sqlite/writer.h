#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "libs/sql/driver.h"
#include "libs/sql/finisher.h"
#include "libs/sql/sqlite/commit_mark.h"
#include "libs/sql/sqlite/connection.h"

namespace shopdesk::sql {

// The one thread that writes, with group commit: everything that was queued while the last commit
// was on its way to disk becomes one transaction, one COMMIT. Nothing, not even an error, is
// answered before the COMMIT it was seen in. A write that fails is undone alone: one that has
// changed nothing so far needs no undoing, which is most of them; only after one that has, the
// group is run again with each write in a savepoint (which cost a copy of every page that a write
// changes). Thread-safe.
class SqliteWriter {
 public:
  // `fatal` is called once it can't go on, from its thread.
  SqliteWriter(std::unique_ptr<SqliteConnection> connection, std::unique_ptr<CommitMark> mark,
               std::function<void(const absl::Status&)> fatal);
  ~SqliteWriter();

  void Enqueue(WriteTask task);
  // Whether the files are still those that were opened; if not, nothing is written any more.
  absl::Status CheckFiles();
  // Finishes what is queued, refuses later writes, ends the threads, empties the write-ahead log.
  // Idempotent.
  void Close();
  DatabaseStats Stats() const;

 private:
  // kSpoiled: a write failed that can be undone only with the whole transaction.
  enum class Outcome { kCommitted, kRolledBack, kSpoiled, kUnknown };

  void Run();
  // Moves what was queued to the backlog; false when closing and nothing is left.
  bool Collect();
  // Takes tasks off the backlog and writes them.
  void RunBatch();
  // Runs each task of `batch` in a transaction of its own.
  void RunSingly(std::vector<WriteTask> batch);
  // One transaction; sets the status of each task that ran. `ran` is how many did before the time
  // for a transaction was over.
  Outcome Transact(std::vector<WriteTask>& batch, size_t& ran);
  // Runs one task; anything but kCommitted ends the transaction.
  Outcome RunTask(WriteTask& task, bool savepoint);
  Outcome Commit(std::vector<WriteTask>& batch, size_t ran);
  void FailAll(std::vector<WriteTask>& batch, const absl::Status& status);
  // Answers, except the conflicts, which go back to the backlog.
  void Answer(std::vector<WriteTask> batch);
  void Checkpoint();
  // Saves what can be saved, and says that it is over.
  void End();
  static int OnWal(void* self, struct sqlite3* handle, const char* name, int frames);

  std::unique_ptr<SqliteConnection> connection_;
  // Of the writer's thread only.
  std::deque<WriteTask> backlog_;
  const std::unique_ptr<CommitMark> mark_;
  const std::function<void(const absl::Status&)> fatal_;
  // A commit failed, and what the file holds is known after the next start; or the files are gone.
  std::atomic<bool> broken_{false};
  bool ended_ = false;
  // How many of the next groups are run with savepoints.
  int careful_ = 0;
  int wal_frames_ = 0;
  // As many once a checkpoint was made of them, as far as readers let it.
  int copied_frames_ = 0;
  // Nothing was written for a while.
  bool idle_ = false;
  int next_checkpoint_;

  Mutex mutex_;
  CondVar wake_;
  absl::Status breach_ ABSL_GUARDED_BY(mutex_);
  std::vector<WriteTask> queue_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int64_t> queued_{0};
  std::atomic<int64_t> commits_{0};
  std::atomic<int64_t> writes_{0};
  std::atomic<int64_t> reruns_{0};
  Finisher finisher_;
  std::thread thread_;
};

}  // namespace shopdesk::sql
