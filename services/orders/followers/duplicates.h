#pragma once

#include "absl/status/statusor.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::orders::followers {

// Off the path of placing: looks for an order that this one may be placed twice with.
absl::StatusOr<Effect> FindDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers);
// Holds the packing of an order that now is to be packed, while its pairs are undecided.
absl::StatusOr<Effect> HoldDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers);
// Drops the pairs of an order that was closed.
absl::StatusOr<Effect> LapseDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                       const Peers& peers);

}  // namespace shopdesk::orders::followers
