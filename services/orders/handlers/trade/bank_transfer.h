#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::handlers {

// What the change of an order of bank transfer brings along, after the order and `ledger`, the new
// entries, were saved: the payouts of what the ledger owes, what its claims are found by, the work
// item of a part payment. `before`: its payment's state before the change.
absl::Status ApplyTransfer(runtime::WriteContext& ctx, const v1::Order& order,
                           absl::Span<const v1::LedgerEntry> ledger,
                           v1::PaymentState::Value before);

}  // namespace shopdesk::orders::handlers
