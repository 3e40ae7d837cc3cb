#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libs/rpc/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/event/v1/event.pb.h"

// Follows the service's own feed and makes the outward calls that must happen: what is reserved is
// confirmed, taken out of stock or given back; what came back is put into stock; shipments left
// half made are finished; buyers are told. Each call is repeated until it succeeds, with the same
// request_id. Also looks for orders placed twice, off the path of placing.
namespace shopdesk::orders::followers {

// What changes here once the call is made; null: nothing.
using Effect = absl::AnyInvocable<absl::Status(rpc::WriteContext&)>;

absl::StatusOr<Effect> Outbox(rpc::WorkflowContext& ctx, const event::v1::Event& event,
                              clients::Catalog& catalog, clients::Logistics& logistics);

}  // namespace shopdesk::orders::followers
