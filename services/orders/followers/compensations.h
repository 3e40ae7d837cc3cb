#pragma once

#include "absl/status/statusor.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

// What the policy compensates by itself: once an order and cause.
namespace shopdesk::orders::followers {

// An order that was shipped after it was promised to be.
absl::StatusOr<Effect> CompensateLate(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers);
// A refund of an order that was paid when nothing was left.
absl::StatusOr<Effect> CompensateOutOfStock(runtime::WorkflowContext& ctx,
                                            const event::v1::Event& event, const Peers& peers);

}  // namespace shopdesk::orders::followers
