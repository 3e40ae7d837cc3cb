#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What becomes of a shipment of which nothing is heard. Reports don't touch these timers, so that
// they stay cheap: a timer that is due sets itself again if there were news since it was set.
namespace shopdesk::logistics::timers {

// Due when a shipment may be late: marks it so.
absl::Status MarkLate(runtime::WriteContext& ctx, const timer::Due& due);

// Due when a shipment may have been without news for `silent_seconds`: makes it EXPIRED.
absl::Status ExpireSilent(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::timers
