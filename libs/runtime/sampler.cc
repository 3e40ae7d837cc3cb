#include "libs/runtime/sampler.h"

#include <chrono>
#include <memory>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/mutex.h"

namespace shopdesk::runtime {
namespace {

using Steady = std::chrono::steady_clock;

// What a scrape waits for at most.
constexpr absl::Duration kSampleTime = absl::Seconds(2);

class Sampled {
 public:
  Sampled(Runtime& runtime, absl::Duration age, std::function<absl::Status(ReadContext&)> sample)
      : runtime_(runtime), age_(age), sample_(std::move(sample)) {
    call_.method = "metrics";
    call_.caller = runtime.service();
  }

  void Sample() {
    MutexLock lock(mutex_);
    const Steady::time_point now = Steady::now();
    if (last_.has_value() && absl::FromChrono(now - *last_) < age_) return;
    CallInfo call = call_;
    call.deadline = absl::Now() + kSampleTime;
    if (runtime_.Read(call, sample_).ok()) last_ = now;
  }

 private:
  Runtime& runtime_;
  const absl::Duration age_;
  const std::function<absl::Status(ReadContext&)> sample_;
  CallInfo call_;
  // Held while sampling: two scrapes at once read once.
  Mutex mutex_;
  absl::optional<Steady::time_point> last_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::function<void()> Sampler(Runtime& runtime, absl::Duration age,
                              std::function<absl::Status(ReadContext&)> sample) {
  return
      [sampled = std::make_shared<Sampled>(runtime, age, std::move(sample))] { sampled->Sample(); };
}

}  // namespace shopdesk::runtime
