#pragma once

#include <memory>
#include <vector>

#include "libs/rpc/server.h"
#include "libs/verify/check.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"

namespace shopdesk::feedback {

// What the program shopdesk-feedback runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// All that is verified but what every service has.
std::vector<shopdesk::verify::Check> AllChecks();

// Whom the service calls by itself, off the path of a request.
struct Clients {
  std::shared_ptr<clients::Orders> orders;
  std::shared_ptr<clients::Logistics> logistics;
  std::shared_ptr<clients::Catalog> catalog;
};

// Timers, followers and feed snapshots: all of the service that is below the wire. The feeds are
// those of orders and logistics.
void Compose(runtime::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> catalog_feed,
             std::unique_ptr<event::Source> orders_feed,
             std::unique_ptr<event::Source> logistics_feed);

}  // namespace shopdesk::feedback
