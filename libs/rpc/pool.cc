#include "libs/rpc/pool.h"

#include <utility>

namespace shopdesk::rpc {

Pool::Pool(int threads, int max_queued)
    : max_threads_(threads > 0 ? threads : 1), max_queued_(max_queued > 0 ? max_queued : 0) {}

Pool::~Pool() { Stop(); }

bool Pool::Submit(Task task) {
  MutexLock lock(mutex_);
  if (stopped_ || queue_.size() + running_ >= max_threads_ + max_queued_) return false;
  queue_.push_back(std::move(task));
  if (queue_.size() + running_ > threads_.size() && threads_.size() < max_threads_) {
    threads_.emplace_back([this] { Loop(); });
  } else {
    ready_.NotifyOne();
  }
  return true;
}

void Pool::Stop() {
  std::vector<std::thread> threads;
  {
    MutexLock lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
    ready_.NotifyAll();
  }
  for (std::thread& thread : threads) thread.join();
}

int64_t Pool::depth() const {
  MutexLock lock(mutex_);
  return static_cast<int64_t>(queue_.size() + running_);
}

void Pool::Loop() {
  while (true) {
    Task task;
    {
      MutexLock lock(mutex_);
      while (queue_.empty() && !stopped_) ready_.Wait(mutex_);
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      ++running_;
    }
    task();
    task = nullptr;
    MutexLock lock(mutex_);
    --running_;
  }
}

}  // namespace shopdesk::rpc
