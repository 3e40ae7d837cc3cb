#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

namespace shopdesk::catalog::timers {

// domain::kStockFlags: sets the flags of levels and pages (low, too_high) anew after a change of
// the policy, a batch at a time.
absl::Status RefreshFlags(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::timers
