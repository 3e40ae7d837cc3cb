#pragma once

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "libs/base/mutex.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {

// Tells callers the outcome of their writes on a thread of its own, so that the writers are at
// their next transaction meanwhile. Thread-safe.
class Finisher {
 public:
  Finisher();
  ~Finisher();

  // Calls of each task, later, what waits for its commit, and `done` with its status.
  void Finish(std::vector<WriteTask> tasks);
  // Finishes everything that was handed in, and ends the thread. Idempotent.
  void Stop();

 private:
  void Run();

  Mutex mutex_;
  CondVar wake_;
  std::vector<std::vector<WriteTask>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace shopdesk::sql
