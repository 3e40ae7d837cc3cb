#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "libs/sql/driver.h"
#include "libs/sql/finisher.h"
#include "libs/sql/postgres/connection.h"
#include "libs/sql/postgres/queue.h"
#include "libs/sql/postgres/transaction.h"

namespace shopdesk::sql {

// The threads that write, each with a connection of its own. Thread-safe.
class PostgresWriters {
 public:
  PostgresWriters(PostgresSettings& settings, int connections);
  ~PostgresWriters();

  void Enqueue(WriteTask task);
  // Finishes what is queued, refuses later writes, ends the threads. Idempotent.
  void Close();
  DatabaseStats Stats() const;

 private:
  enum class Fate { kCommitted, kAborted, kUnknown };

  void Work();
  // Runs the tasks until each has an outcome, and answers.
  void RunAll(PostgresConnection& connection, std::vector<WriteTask> tasks);
  // One transaction; sets the status of the tasks it ran, and returns how many these are.
  size_t Transact(PostgresConnection& connection, std::vector<WriteTask>& tasks);
  // Reads what the tasks told they would read.
  static absl::Status ReadAnnounced(PostgresConnection& connection,
                                    const std::vector<WriteTask>& tasks, PostgresShared& shared);
  // False if nothing that the transaction did can be kept.
  static bool RunTask(PostgresConnection& connection, WriteTask& task, PostgresShared& shared,
                      PostgresTransaction::Undo undo);
  // What becomes of the tasks when nothing was changed since `error` came in the way of all.
  static void FailAll(PostgresConnection& connection, std::vector<WriteTask>& tasks,
                      const absl::Status& error);
  void Commit(PostgresConnection& connection, std::vector<WriteTask>& tasks, size_t ran);
  // What became of the connection's transaction, whose commit `server` did not answer.
  Fate Resolve(PostgresConnection& connection, const std::string& server);
  // Answers those that have an outcome, and returns the others.
  std::vector<WriteTask> Answer(std::vector<WriteTask> tasks);
  static void SetAll(std::vector<WriteTask>& tasks, size_t count, const absl::Status& status);
  void CountCommit(const std::vector<WriteTask>& tasks, size_t ran);
  // Waits longer the more often a write was in conflict.
  void PauseBefore(int attempt);

  PostgresSettings& settings_;
  PostgresQueue queue_;
  std::atomic<int64_t> queued_{0};
  std::atomic<int64_t> commits_{0};
  std::atomic<int64_t> writes_{0};
  std::atomic<int64_t> reruns_{0};
  std::atomic<int64_t> unannounced_{0};
  // Threads that have a connection, and those of them that work.
  std::atomic<int64_t> connected_{0};
  std::atomic<int64_t> working_{0};
  Finisher finisher_;
  std::vector<std::thread> threads_;
};

}  // namespace shopdesk::sql
