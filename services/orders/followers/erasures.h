#pragma once

#include "services/orders/followers/step.h"

// What logistics keeps of an order and its buyer is erased there, too.
namespace shopdesk::orders::followers {

absl::StatusOr<Effect> EraseShipments(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers);
absl::StatusOr<Effect> EraseRest(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                 const Peers& peers);

}  // namespace shopdesk::orders::followers
