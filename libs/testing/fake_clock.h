#pragma once

#include "libs/base/clock.h"
#include "libs/base/mutex.h"

namespace shopdesk::testing {

// A clock that stands until it is moved. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    MutexLock lock(mutex_);
    return now_;
  }
  void Set(absl::Time now) {
    MutexLock lock(mutex_);
    now_ = now;
  }
  void Advance(absl::Duration by) {
    MutexLock lock(mutex_);
    now_ += by;
  }

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::testing
