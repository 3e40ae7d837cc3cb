#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

namespace shopdesk::logistics::timers {

// Due when a shipment may be late: marks it so, or sets the timer again if there were news since it
// was set.
absl::Status FindLate(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::timers
