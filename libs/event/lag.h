#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/countdown.h"
#include "libs/event/log.h"

namespace shopdesk::event {

// How far a follower is behind its source, in time. Not thread-safe.
class Lag {
 public:
  // `patience`: a source that has nothing says so about that often. `steady`: a clock that nobody
  // sets.
  explicit Lag(absl::Duration patience, absl::Duration (*steady)() = SteadyNow)
      : patience_(patience), steady_(steady) {}

  // It begins to follow; what it knew when it followed before doesn't count any more.
  void Begin() { CatchUp(); }
  // What was read is to be applied.
  void Read(const Page& page);
  // It can't go on where it was.
  void Lose() { behind_ = true; }
  // Everything that the source has is applied.
  void CatchUp() {
    word_ = steady_();
    behind_ = false;
    oldest_age_ = absl::ZeroDuration();
  }
  // The age of the oldest event that isn't applied, as far as the source told; while the source
  // says nothing it grows with the time since its last word.
  absl::Duration Get() const;

 private:
  const absl::Duration patience_;
  absl::Duration (*const steady_)();
  // When the source last said something, by that clock.
  absl::optional<absl::Duration> word_;
  bool behind_ = false;
  // Of the first event that was read, at that time.
  absl::Duration oldest_age_;
};

}  // namespace shopdesk::event
