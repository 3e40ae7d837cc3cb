#pragma once

#include "absl/status/statusor.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::orders::followers {

// What was bought comes to be in price protection when it is paid; a line whose SKU was changed
// since is in it as the other SKU.
absl::StatusOr<Effect> ProtectLines(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers);
// A refund has ended: lines that price drops waited for it with are settled.
absl::StatusOr<Effect> SettleWaitingLines(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers);

}  // namespace shopdesk::orders::followers
