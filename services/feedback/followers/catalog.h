#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/feedback/followers/orders.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::feedback::followers {

// "feedback.catalog": what agents knew of the goods counts in their scorecards.
absl::StatusOr<Effect> OnCatalogEvent(runtime::WorkflowContext& ctx, const event::v1::Event& event);

}  // namespace shopdesk::feedback::followers
