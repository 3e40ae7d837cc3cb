#pragma once

#include <deque>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {

// The writes that wait for a connection. Those that told what they read are handed out together,
// others one by one. Thread-safe.
class PostgresQueue {
 public:
  struct Batch {
    std::vector<WriteTask> tasks;
    // Whether they told what they read.
    bool announced = false;
  };

  // False when closed: the task is left as it was.
  bool Push(WriteTask& task);
  // The next writes. Empty after `patience` without any, and at once when closed and nothing is
  // left.
  Batch Pop(absl::Duration patience);
  // The batch has an outcome.
  void Finish(const Batch& batch);
  // Nothing is taken in any more; what waits is still handed out.
  void Close();
  bool closed();
  // Waits for the time, or until closed.
  void Pause(absl::Duration time);

 private:
  bool MayGather() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  CondVar wake_;
  CondVar closing_;
  std::deque<WriteTask> announced_ ABSL_GUARDED_BY(mutex_);
  std::deque<WriteTask> others_ ABSL_GUARDED_BY(mutex_);
  // Batches of those that were announced which have no outcome so far.
  int batches_ ABSL_GUARDED_BY(mutex_) = 0;
  // They take turns with the others.
  bool others_turn_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::sql
