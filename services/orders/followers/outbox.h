#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

// Follows the service's own feed and makes the outward calls that must happen: what is reserved is
// confirmed, taken out of stock or given back; what came back is put into stock; shipments left
// half made are finished; buyers are told. Each call is repeated until it succeeds, with the same
// request_id. Also looks for orders placed twice, off the path of placing.
namespace shopdesk::orders::followers {

// Tells which order the effect of an event changes, where it is known to.
void AnnounceOutbox(const event::v1::Event& event, sql::Reads& reads);
absl::StatusOr<Effect> Outbox(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                              const Peers& peers);

}  // namespace shopdesk::orders::followers
