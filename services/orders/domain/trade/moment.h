#pragma once

#include "absl/time/time.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::orders::domain {

// When, in business time, and by whom something is done.
struct Moment {
  absl::Time now;
  type::v1::Actor actor;
};

}  // namespace shopdesk::orders::domain
