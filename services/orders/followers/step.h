#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::orders::followers {

// What changes here once an outward call is made; null: nothing.
using Effect = runtime::FollowerEffect;

// Whom the steps call.
struct Peers {
  clients::Catalog& catalog;
  clients::Logistics& logistics;
};

// What an event of the own feed gives to do: its outward calls, repeated until they succeed.
using Step = absl::StatusOr<Effect> (*)(runtime::WorkflowContext&, const event::v1::Event&,
                                        const Peers&);

}  // namespace shopdesk::orders::followers
