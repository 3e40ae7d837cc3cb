#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/base/countdown.h"
#include "libs/event/handler.h"

namespace shopdesk::event {

// Why an event is parked that could be applied.
inline constexpr char kBehind[] = "waits behind an earlier event of this resource";

// Worth trying again without knowing more: also a full disk, which parking needs as well.
bool IsPassing(const absl::Status& status);

// An event and what was decided about it.
struct Item {
  const Event* event;
  Effect effect;
  // Not OK: it is parked.
  absl::Status error;
};

// Asks a follower's handler about events.
class Decider {
 public:
  // See FollowerOptions.
  Decider(const Handler& handler, int at_once, bool by_event_alone)
      : handler_(handler), at_once_(at_once), by_event_alone_(by_event_alone) {}

  // Decides about events from the first on, as far as one transaction may go, and not for longer
  // than `time` once there is something; `next` is the first that it left. `parked` has the
  // resources of which events are parked. An error is transient, and of the event at `next`.
  absl::Status Decide(absl::Span<const Event> events, const std::map<std::string, int64_t>& parked,
                      const Countdown& time, std::vector<Item>& items, size_t& next) const;

 private:
  std::vector<absl::StatusOr<Effect>> Ask(absl::Span<const Event> events) const;

  const Handler& handler_;
  const int at_once_;
  const bool by_event_alone_;
};

}  // namespace shopdesk::event
