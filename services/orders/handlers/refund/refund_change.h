#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/work/work.h"
#include "services/orders/handlers/trade/order_change.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::handlers {

// The timer of the deadline that a waiting refund has.
inline constexpr char kRefundDeadline[] = "refund_deadline";

// What a refund gives the desk to do, on kRefundWork's list; nullptr: nothing.
const work::Kind* WorkOf(const v1::Refund& refund);
// Whether money is to be claimed back that it paid for goods that didn't come: kReturnClaim.
bool IsOwed(const v1::Refund& refund);
// Whether tracking speaks against how it ended: kTrackingContradicted.
bool IsContradicted(const v1::Refund& refund);

// A refund that is being changed, and its order, which is the lock of all its refunds.
struct RefundChange {
  OrderChange order;
  v1::Refund refund;
  v1::Policy policy;
};

// Loads for update, the order first, and checks the refund's etag, if one is given. NOT_FOUND.
absl::StatusOr<RefundChange> LoadRefundForChange(runtime::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag = "");

// Stores a refund that is new, or was loaded for update; sets its timer and emits `event`; empty:
// the event of the state it came to.
absl::Status InsertRefundChange(runtime::WriteContext& ctx, v1::Refund& refund);
absl::Status SaveRefundChange(runtime::WriteContext& ctx, v1::Refund& refund,
                              absl::string_view event = "");
// Stores an order after what `refund` did to it.
absl::Status SaveRefundedOrder(runtime::WriteContext& ctx, OrderChange& order,
                               const v1::Refund& refund);

}  // namespace shopdesk::orders::handlers
