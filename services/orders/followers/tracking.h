#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/followers/outbox.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::orders::followers {

// Follows logistics' feed: what tracking says of a parcel moves its pieces, collects COD, pauses
// the receipt timer, signs or closes the trade. Logistics is asked whom a parcel goes to that was
// given another address there.
absl::StatusOr<Effect> Tracking(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                clients::Logistics& logistics);

}  // namespace shopdesk::orders::followers
