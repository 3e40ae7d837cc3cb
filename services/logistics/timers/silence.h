#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

namespace shopdesk::logistics::timers {

// Due when a shipment may have been without news for `silent_seconds`: makes it EXPIRED, or sets
// the timer again if there were news since it was set. Reports don't touch the timer, so that they
// stay cheap.
absl::Status ExpireSilent(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::timers
