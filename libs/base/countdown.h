#pragma once

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace shopdesk {

// Time that runs out, by a clock that nobody sets: who waits waits no longer because the machine's
// clock was set back.
class Countdown {
 public:
  explicit Countdown(absl::Duration time)
      : end_(std::chrono::steady_clock::now() +
             absl::ToChronoNanoseconds(std::clamp(time, absl::ZeroDuration(), kMost))) {}
  // To a time by the machine's clock, as it stands now.
  static Countdown To(absl::Time deadline) { return Countdown(deadline - absl::Now()); }

  // Zero once it is over.
  absl::Duration left() const {
    return std::max(absl::FromChrono(end_ - std::chrono::steady_clock::now()),
                    absl::ZeroDuration());
  }
  bool over() const { return left() == absl::ZeroDuration(); }

 private:
  static constexpr absl::Duration kMost = absl::Hours(24 * 365);

  std::chrono::steady_clock::time_point end_;
};

// Time that has passed, by the same clock.
class Stopwatch {
 public:
  absl::Duration elapsed() const {
    return absl::FromChrono(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace shopdesk
