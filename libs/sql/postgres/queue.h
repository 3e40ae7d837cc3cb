#pragma once

#include <deque>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "libs/base/mutex.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {

// The writes that wait for a connection. Those with an affinity key are handed out together, and no
// others of that key until they are finished: two transactions never fight for one hot row.
// Thread-safe.
class PostgresQueue {
 public:
  struct Batch {
    std::string key;
    std::vector<WriteTask> tasks;
  };

  // False when closed: the task is left as it was.
  bool Push(WriteTask& task);
  // The next write without a key, or the next of a key, 60 at most. Empty after `patience` without
  // any, and at once when closed and nothing is left.
  Batch Pop(absl::Duration patience);
  // Lets the waiting writes of a batch's key be handed out.
  void Finish(const std::string& key);
  // Nothing is taken in any more; what waits is still handed out.
  void Close();
  bool closed();
  // Waits for the time, or until closed.
  void Pause(absl::Duration time);

 private:
  // Of a key, or one write without a key.
  struct Entry {
    std::string key;
    std::vector<WriteTask> alone;
  };

  Mutex mutex_;
  CondVar wake_;
  CondVar closing_;
  std::deque<Entry> ready_ ABSL_GUARDED_BY(mutex_);
  // The keys with writes that wait, are ready, or run.
  absl::flat_hash_map<std::string, std::deque<WriteTask>> keys_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::sql
