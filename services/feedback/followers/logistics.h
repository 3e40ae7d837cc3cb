#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/feedback/followers/orders.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::feedback::followers {

// "feedback.logistics": late parcels become work, which ends when they arrive; whom an announcement
// chose is kept.
absl::StatusOr<Effect> OnShipmentEvent(runtime::WorkflowContext& ctx,
                                       const event::v1::Event& event);

}  // namespace shopdesk::feedback::followers
