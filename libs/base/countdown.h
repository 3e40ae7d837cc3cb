#pragma once

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace shopdesk {

// Time since some moment of the machine's run. It never goes back, whatever is done to the
// machine's clock: what waits for a while, or measures how long something took, goes by it.
inline absl::Duration SteadyNow() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

// Time that runs out, by a clock that nobody sets: who waits waits no longer because the machine's
// clock was set back.
class Countdown {
 public:
  explicit Countdown(absl::Duration time)
      : end_(SteadyNow() + std::clamp(time, absl::ZeroDuration(), kMost)) {}
  // To a time by the machine's clock, as it stands now.
  static Countdown To(absl::Time deadline) { return Countdown(deadline - absl::Now()); }

  // Zero once it is over.
  absl::Duration left() const { return std::max(end_ - SteadyNow(), absl::ZeroDuration()); }
  bool over() const { return left() == absl::ZeroDuration(); }

 private:
  static constexpr absl::Duration kMost = absl::Hours(24 * 365);

  absl::Duration end_;
};

// Time that has passed, by the same clock.
class Stopwatch {
 public:
  absl::Duration elapsed() const { return SteadyNow() - start_; }

 private:
  absl::Duration start_ = SteadyNow();
};

}  // namespace shopdesk
