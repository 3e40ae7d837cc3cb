#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "libs/sql/sqlite/connection.h"

namespace shopdesk::sql {

// Read-only connections, lent one at a time. Thread-safe.
class SqliteReaderPool {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteReaderPool>> Open(const std::string& file,
                                                                int readers, int64_t mmap_bytes,
                                                                StatementMeter& meter);

  // Runs `fn` in a snapshot on a free connection, waiting for one until the deadline.
  absl::Status Read(absl::Time deadline, absl::FunctionRef<absl::Status(Transaction&)> fn);
  // Adds its connections and who waits, and the writer's.
  void AddStats(DatabaseStats& stats) const;
  // Waits for the reads that run, refuses later ones, closes the connections.
  void Close();

 private:
  SqliteReaderPool() = default;
  absl::StatusOr<SqliteConnection*> Take(absl::Time deadline);
  void GiveBack(SqliteConnection* connection);

  mutable Mutex mutex_;
  CondVar freed_;
  std::vector<std::unique_ptr<SqliteConnection>> connections_ ABSL_GUARDED_BY(mutex_);
  // The last one used first: its cache is warm.
  std::vector<SqliteConnection*> free_ ABSL_GUARDED_BY(mutex_);
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::sql
