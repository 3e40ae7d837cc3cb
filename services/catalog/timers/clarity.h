#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

namespace shopdesk::catalog::timers {

// domain::kProductClarity: all products of the shop are looked at, a page at a time. Of the policy:
// from the first one; of a product: from the next one.
absl::Status LookAtClarity(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::timers
