#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What happens before the deadline of an order's state. Each re-checks the order: a time that was
// moved or has lapsed does nothing.
namespace shopdesk::orders::timers {

// domain::kPaymentReminder: the reminder goes out, or on the agents' list.
absl::Status RemindPayment(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kCodFirstContact: nobody tried to reach the buyer in time.
absl::Status MissCodContact(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kShipByWarning: little time is left to ship.
absl::Status WarnShipBy(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::timers
