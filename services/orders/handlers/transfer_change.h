#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/rpc/context.h"
#include "services/orders/handlers/order_change.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

// When an order that was claimed or partly paid now is closed.
absl::StatusOr<absl::Time> TransferCloseTime(const v1::Policy& policy, absl::Time now);

// What the change of an order of bank transfer brings along, after order and ledger were saved: the
// payouts of what the ledger owes, what its claims are found by, the work item of a part payment.
absl::Status FollowTransfer(rpc::WriteContext& ctx, const OrderChange& change);

}  // namespace shopdesk::orders::handlers
