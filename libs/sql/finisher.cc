#include "libs/sql/finisher.h"

#include <utility>

namespace shopdesk::sql {

Finisher::Finisher() : thread_([this] { Run(); }) {}

Finisher::~Finisher() { Stop(); }

void Finisher::Finish(std::vector<WriteTask> tasks) {
  if (tasks.empty()) return;
  MutexLock lock(mutex_);
  waiting_.push_back(std::move(tasks));
  if (waiting_.size() == 1) wake_.NotifyOne();
}

void Finisher::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
}

void Finisher::Run() {
  std::vector<std::vector<WriteTask>> batches;
  while (true) {
    {
      MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(mutex_);
      if (waiting_.empty()) return;
      batches.swap(waiting_);
    }
    for (std::vector<WriteTask>& tasks : batches) {
      for (WriteTask& task : tasks) {
        if (task.status.ok()) {
          for (auto& committed : task.committed) std::move(committed)();
        }
        std::move(task.done)(std::move(task.status));
      }
    }
    batches.clear();
  }
}

}  // namespace shopdesk::sql
