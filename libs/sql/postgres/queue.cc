#include "libs/sql/postgres/queue.h"

#include <algorithm>
#include <utility>

namespace shopdesk::sql {
namespace {

// PostgreSQL keeps 64 open subtransactions of a session where others see them cheaply.
constexpr size_t kMaxBatch = 60;

}  // namespace

bool PostgresQueue::Push(WriteTask& task) {
  MutexLock lock(mutex_);
  if (closed_) return false;
  if (task.options.affinity.empty()) {
    Entry entry;
    entry.alone.push_back(std::move(task));
    ready_.push_back(std::move(entry));
    wake_.NotifyOne();
    return true;
  }
  auto [found, is_new] = keys_.try_emplace(task.options.affinity);
  if (is_new) {
    ready_.push_back({found->first, {}});
    wake_.NotifyOne();
  }
  found->second.push_back(std::move(task));
  return true;
}

PostgresQueue::Batch PostgresQueue::Pop(absl::Duration patience) {
  MutexLock lock(mutex_);
  while (ready_.empty()) {
    // What still runs under a key may leave writes behind: its worker takes them.
    if (closed_ || !wake_.WaitFor(mutex_, patience)) break;
  }
  if (ready_.empty()) return {};
  Entry entry = std::move(ready_.front());
  ready_.pop_front();
  if (entry.key.empty()) return {"", std::move(entry.alone)};
  Batch batch = {std::move(entry.key), {}};
  std::deque<WriteTask>& waiting = keys_[batch.key];
  const auto end =
      waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kMaxBatch));
  std::move(waiting.begin(), end, std::back_inserter(batch.tasks));
  waiting.erase(waiting.begin(), end);
  return batch;
}

void PostgresQueue::Finish(const std::string& key) {
  if (key.empty()) return;
  MutexLock lock(mutex_);
  auto found = keys_.find(key);
  if (found->second.empty()) {
    keys_.erase(found);
    return;
  }
  ready_.push_back({key, {}});
  wake_.NotifyOne();
}

void PostgresQueue::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  wake_.NotifyAll();
  closing_.NotifyAll();
}

bool PostgresQueue::closed() {
  MutexLock lock(mutex_);
  return closed_;
}

void PostgresQueue::Pause(absl::Duration time) {
  MutexLock lock(mutex_);
  if (!closed_) closing_.WaitFor(mutex_, time);
}

}  // namespace shopdesk::sql
