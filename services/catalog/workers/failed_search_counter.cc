#include "services/catalog/workers/failed_search_counter.h"

#include <string>
#include <thread>
#include <utility>

#include "libs/base/countdown.h"
#include "libs/base/mutex.h"

namespace shopdesk::catalog::workers {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);

class Counter {
 public:
  Counter(runtime::Runtime& runtime, std::shared_ptr<handlers::FailedSearches> searches)
      : runtime_(runtime), searches_(std::move(searches)) {}

  void Start() {
    thread_ = std::thread([this] { Loop(); });
  }
  void Stop() {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      wake_.NotifyAll();
    }
    thread_.join();
  }
  absl::StatusOr<int64_t> CatchUp() { return searches_->Count(runtime_); }

 private:
  // The last time when it is stopped.
  void Loop() {
    for (bool last = false; !last;) {
      last = Wait();
      if (const absl::Status status = CatchUp().status(); !status.ok()) {
        runtime_.logger().Log(observe::Level::kWarn, "searches in vain can't be counted",
                              {{"error", std::string(status.message())}});
      }
    }
  }
  // Whether it is to stop.
  bool Wait() {
    MutexLock lock(mutex_);
    const Countdown pause(kInterval);
    while (!stopping_ && !pause.over()) wake_.WaitFor(mutex_, pause.left());
    return stopping_;
  }

  runtime::Runtime& runtime_;
  const std::shared_ptr<handlers::FailedSearches> searches_;
  std::thread thread_;
  Mutex mutex_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

void AddFailedSearchCounter(runtime::Runtime& runtime,
                            std::shared_ptr<handlers::FailedSearches> searches) {
  const auto counter = std::make_shared<Counter>(runtime, std::move(searches));
  runtime.AddWorker({[counter] { counter->Start(); }, [counter] { counter->Stop(); },
                     [counter](absl::Time) { return counter->CatchUp(); }});
}

}  // namespace shopdesk::catalog::workers
