#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/countdown.h"
#include "libs/event/log.h"

namespace shopdesk::event {

// How far a follower is behind its source, in time. Not thread-safe.
class Lag {
 public:
  // `patience`: a source that has nothing says so about that often.
  explicit Lag(absl::Duration patience) : patience_(patience) {}

  // It begins to follow.
  void Begin() {
    if (!at_head_.has_value()) at_head_.emplace();
  }
  // What was read is to be applied.
  void Read(const Page& page);
  // It can't go on where it was.
  void Lose() { behind_ = true; }
  // Everything that the source has is applied.
  void CatchUp() {
    at_head_.emplace();
    behind_ = false;
  }
  // The age of the oldest event that isn't applied; for how long there was no word from the source
  // if that is more.
  absl::Duration Get() const;

 private:
  const absl::Duration patience_;
  // Since it last knew that there was nothing left.
  absl::optional<Stopwatch> at_head_;
  bool behind_ = false;
  // Of the first event that was read.
  absl::Duration oldest_age_;
};

}  // namespace shopdesk::event
