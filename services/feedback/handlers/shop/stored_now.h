#pragma once

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/runtime/context.h"

namespace shopdesk::feedback::handlers {

// Business time as it is stored: whole milliseconds.
inline absl::Time StoredNow(const runtime::Context& ctx) { return FromMillis(ToMillis(ctx.now())); }

}  // namespace shopdesk::feedback::handlers
