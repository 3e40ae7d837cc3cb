#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"

// What happens when the deadline of an order's state comes. Each re-checks the order: a deadline
// that was moved or has lapsed does nothing.
namespace shopdesk::orders::timers {

// domain::kUnpaidClose, kCodUnreachable: closes the order.
absl::Status CloseOverdue(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kAutoConfirm, kCodFinish: finishes the trade.
absl::Status FinishOverdue(runtime::WriteContext& ctx, const timer::Due& due);
// domain::kPaidOutOfStockRefund: pays everything back.
absl::Status RefundOutOfStock(runtime::WriteContext& ctx, const timer::Due& due);
// handlers::kShipIntentTimer: a shipment was left half made; the outbox goes on with it.
absl::Status ResumeShipping(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::timers
