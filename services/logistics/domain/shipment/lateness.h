#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// When a parcel is late.
namespace shopdesk::logistics::domain {

// The policy's, as they were when the shipment was made. Zero: never.
struct LateRules {
  absl::Duration unscanned;
  absl::Duration stuck;
};

// Why the parcel is late, and since when: the deadline that passed first. `news`: when it was heard
// of last. nullopt: it isn't. One that is EXPIRED is, since then.
absl::optional<v1::Lateness> JudgeLateness(const v1::Shipment& shipment, const LateRules& rules,
                                           absl::Time news, absl::Time now);

// The next deadline after `now` that can make it late; infinite future if there is none.
absl::Time NextLateDeadline(const v1::Shipment& shipment, const LateRules& rules, absl::Time news,
                            absl::Time now);

// Whether it is marked as late.
inline bool IsLate(const v1::Shipment& shipment) {
  return shipment.has_lateness() && !shipment.lateness().has_end_time();
}

}  // namespace shopdesk::logistics::domain
