#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::catalog::followers {

// Follows the own feed: tells of the levels that a reservation changed, so that reserving itself
// needn't. A level is told as it is by then; the changes that led there count as one.
void AnnounceTold(const event::v1::Event& event, sql::Reads& reads);
absl::StatusOr<runtime::FollowerEffect> TellStock(runtime::WorkflowContext& ctx,
                                                  const event::v1::Event& event);

}  // namespace shopdesk::catalog::followers
