#pragma once

#include "absl/status/statusor.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/followers/outbox.h"

// What orders has told to buyers by logistics' notices: each once, however often the event is
// handled. A notice that logistics declines for good is given up.
namespace shopdesk::orders::followers {

// The reminder to pay, unless it was overtaken.
absl::StatusOr<Effect> SendPaymentReminder(rpc::WorkflowContext& ctx, const event::v1::Event& event,
                                           clients::Logistics& logistics);
// The later date to ship by, unless another was proposed since.
absl::StatusOr<Effect> SendShipDate(rpc::WorkflowContext& ctx, const event::v1::Event& event,
                                    clients::Logistics& logistics);

}  // namespace shopdesk::orders::followers
