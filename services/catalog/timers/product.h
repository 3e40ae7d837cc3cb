#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What was planned for a product. Each looks at it again; a stale timer does nothing.
namespace shopdesk::catalog::timers {

// domain::kProductPublish. A product that lacks required facts by then stays off sale:
// "product.publish_refused".
absl::Status PublishPlanned(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kProductDelist.
absl::Status DelistPlanned(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::timers
