#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What catalog does without being asked: the effects of its timers (kinds in changes.h). Each looks
// at its resource again; a stale timer does nothing.
namespace shopdesk::catalog::handlers {

absl::Status OnReservationExpiry(runtime::WriteContext& ctx, const timer::Due& due);
// A product that lacks required facts by then stays off sale: "product.publish_refused".
absl::Status OnProductPublish(runtime::WriteContext& ctx, const timer::Due& due);
absl::Status OnProductDelist(runtime::WriteContext& ctx, const timer::Due& due);
// Sets the flags of levels and pages (low, too_high) anew after a change of the policy, a batch at
// a time.
absl::Status OnStockFlags(runtime::WriteContext& ctx, const timer::Due& due);
absl::Status OnBargainExpiry(runtime::WriteContext& ctx, const timer::Due& due);
absl::Status OnGrantExpiry(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::handlers
