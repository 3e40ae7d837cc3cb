#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/work/work.h"
#include "services/orders/domain/refund/refund_after.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::handlers {

// The timer of the deadline that a waiting refund has.
inline constexpr char kRefundDeadline[] = "refund_deadline";

// What a refund gives the desk to do, on kRefundWork's list; nullptr: nothing.
const work::Kind* WorkOf(const v1::Refund& refund);
// What else it gives somebody to do, each kind with the refunds that may need it and those that do.
struct RefundWork {
  const work::Kind* kind;
  bool (*may_need)(const v1::Refund&);
  bool (*needs)(const v1::Refund&);
};
inline constexpr RefundWork kMoreRefundWork[] = {
    {&kReturnClaim, [](const v1::Refund& refund) { return refund.has_scan_payment(); },
     [](const v1::Refund& refund) {
       return refund.scan_payment().state() == v1::ScanPayment::OWED;
     }},
    {&kTrackingContradicted, [](const v1::Refund& refund) { return refund.has_replacement(); },
     [](const v1::Refund& refund) { return !refund.replacement().contradicted_by().empty(); }},
    {&kUncountedReturn,
     [](const v1::Refund& refund) { return domain::TakesGoodsBack(refund.kind()); },
     domain::IsUncounted},
    {&kSendGoodsBack, [](const v1::Refund& refund) { return domain::IsEnded(refund.state()); },
     domain::HoldsBuyersGoods},
};

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
