#pragma once

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/countdown.h"

namespace shopdesk {

// Notices that the machine's clock was set: a deadline of before says nothing then.
class ClockWatch {
 public:
  bool WasSet() const {
    return absl::AbsDuration(absl::Now() - begin_ - passed_.elapsed()) > kMostDrift;
  }

 private:
  // What a clock that is only kept right may go otherwise than time passes.
  static constexpr absl::Duration kMostDrift = absl::Seconds(1);

  absl::Time begin_ = absl::Now();
  Stopwatch passed_;
};

// What `check(deadline)` says; once more if the clock was set meanwhile.
template <class Check>
absl::Status CheckBy(absl::Duration time, Check check) {
  const ClockWatch watch;
  absl::Status status = check(absl::Now() + time);
  return status.ok() || !watch.WasSet() ? status : check(absl::Now() + time);
}

}  // namespace shopdesk
