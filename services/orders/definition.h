#pragma once

#include <memory>

#include "libs/event/log.h"
#include "libs/rpc/server.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"

namespace shopdesk::orders {

// What the program shopdesk-orders runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// The services that orders calls.
struct Clients {
  std::shared_ptr<clients::Catalog> catalog;
  std::shared_ptr<clients::Logistics> logistics;
};

// Timers, followers and feed snapshots: all of the service that is below the wire.
// `logistics_feed` null: nothing is followed but the own feed.
void Compose(rpc::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> logistics_feed);

}  // namespace shopdesk::orders
