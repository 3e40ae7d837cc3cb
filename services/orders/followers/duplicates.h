#pragma once

#include "absl/status/statusor.h"
#include "services/orders/followers/outbox.h"

namespace shopdesk::orders::followers {

// Finds orders that may have been placed twice, holds the packing of pairs that are paid, and drops
// pairs of which one was closed. Nothing for other events.
absl::StatusOr<Effect> Duplicates(rpc::WorkflowContext& ctx, const event::v1::Event& event);

}  // namespace shopdesk::orders::followers
