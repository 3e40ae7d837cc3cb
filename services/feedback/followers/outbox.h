#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/event/v1/event.pb.h"

// Follows the service's own feed and makes the outward calls that must happen: what the decisions
// of complaints ask of orders and logistics, and whether catalog answers what buyers ask. Each call
// is repeated until it is answered, with the same request_id; what is refused is work.
namespace shopdesk::feedback::followers {

// What changes here once an outward call is made; null: nothing.
using Effect = runtime::FollowerEffect;

// Whom the steps call.
struct Peers {
  clients::Orders& orders;
  clients::Logistics& logistics;
  clients::Catalog& catalog;
};

absl::StatusOr<Effect> Outbox(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                              const Peers& peers);

}  // namespace shopdesk::feedback::followers
