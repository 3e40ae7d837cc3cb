#include "libs/sql/postgres/queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace shopdesk::sql {
namespace {

// More of them make each a little cheaper, and have the first wait longer for the last.
constexpr size_t kMaxBatch = 100;
// While one is on its way to the disk the next is gathered, and a third would be smaller for it.
constexpr int kMaxBatches = 2;

}  // namespace

bool PostgresQueue::Push(WriteTask& task) {
  MutexLock lock(mutex_);
  if (closed_) return false;
  if (task.options.reads.empty() || task.options.alone) {
    others_.push_back(std::move(task));
    wake_.NotifyOne();
  } else {
    announced_.push_back(std::move(task));
    if (MayGather()) wake_.NotifyOne();
  }
  return true;
}

bool PostgresQueue::MayGather() const { return !announced_.empty() && batches_ < kMaxBatches; }

PostgresQueue::Batch PostgresQueue::Pop(absl::Duration patience) {
  MutexLock lock(mutex_);
  while (others_.empty() && !MayGather()) {
    // What a batch that runs has kept from being handed out its worker takes.
    if (closed_ || !wake_.WaitFor(mutex_, patience)) return {};
  }
  Batch batch;
  batch.announced = MayGather() && (others_.empty() || !others_turn_);
  others_turn_ = batch.announced;
  std::deque<WriteTask>& from = batch.announced ? announced_ : others_;
  const size_t count = batch.announced ? std::min(from.size(), kMaxBatch) : 1;
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
  std::move(from.begin(), end, std::back_inserter(batch.tasks));
  from.erase(from.begin(), end);
  if (batch.announced) ++batches_;
  // Of those that were not handed out one may have to be told.
  if (MayGather()) wake_.NotifyOne();
  return batch;
}

void PostgresQueue::Finish(const Batch& batch) {
  if (!batch.announced) return;
  MutexLock lock(mutex_);
  --batches_;
  if (!announced_.empty()) wake_.NotifyOne();
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
