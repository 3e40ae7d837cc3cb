#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/intercept.pb.h"

// What intercepts and their shipments do to each other.
namespace shopdesk::logistics::handlers {

// Saves an intercept of a shipment after a step and emits the event of its new state. When it came
// to its end its sealed receiver is erased, the work is done, and `row.shipment` has no open
// intercept any more; saving that is the caller's.
absl::Status SaveInterceptStep(runtime::WriteContext& ctx, v1::Intercept& intercept,
                               store::ShipmentRow& row);

// Moves the open intercept on by what the carrier's news of the shipment says about it, and saves
// the shipment if it is over.
absl::Status FollowIntercept(runtime::WriteContext& ctx, store::ShipmentRow& row);

}  // namespace shopdesk::logistics::handlers
