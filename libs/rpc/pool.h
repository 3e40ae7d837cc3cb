#pragma once

#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "libs/base/mutex.h"

namespace shopdesk::rpc {

using Task = absl::AnyInvocable<void()>;

// Threads for work that may block. They are started when there is work for them and stay. The
// queue is bounded: what does not fit is refused, so that overload is answered at once instead of
// late. Thread-safe.
class Pool {
 public:
  // At most `threads` run at once and `max_queued` wait.
  Pool(int threads, int max_queued);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False when the pool is full or stopped; the task is dropped unrun.
  bool Submit(Task task);
  // Runs what is queued, then ends the threads. Idempotent.
  void Stop();
  // What waits or runs, and how much of it there may be.
  int64_t depth() const;
  int64_t limit() const { return static_cast<int64_t>(max_threads_ + max_queued_); }

 private:
  void Loop();

  const size_t max_threads_;
  const size_t max_queued_;
  mutable Mutex mutex_;
  CondVar ready_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::rpc
