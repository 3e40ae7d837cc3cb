#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What happens when an order's time comes. Each re-checks the order: a time that was moved or has
// lapsed does nothing.
namespace shopdesk::orders::timers {

// domain::kUnpaidClose, kCodUnreachable: closes the order.
absl::Status CloseOverdue(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kAutoConfirm, kCodFinish: finishes the trade.
absl::Status FinishOverdue(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kPaidOutOfStockRefund: pays everything back.
absl::Status RefundOutOfStock(runtime::WriteContext& ctx, const timer::Due& due);
// handlers::kShipIntentTimer: a shipment was left half made; the outbox goes on with it.
absl::Status ResumeShipping(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kPaymentReminder: the reminder goes out, or on the agents' list.
absl::Status RemindPayment(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kCodFirstContact: nobody tried to reach the buyer in time.
absl::Status MissCodContact(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kShipByWarning: little time is left to ship.
absl::Status WarnShipBy(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::timers
