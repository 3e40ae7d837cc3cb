#pragma once

#include <memory>
#include <vector>

#include "libs/event/log.h"
#include "libs/rpc/server.h"
#include "libs/verify/check.h"
#include "services/orders/service.h"

namespace shopdesk::orders {

// What the program shopdesk-orders runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// All that is verified but what every service has.
std::vector<shopdesk::verify::Check> AllChecks();

// Timers, followers and feed snapshots: all of the service that is below the wire.
// `logistics_feed` null: nothing is followed but the own feed.
void Compose(runtime::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> logistics_feed);

}  // namespace shopdesk::orders
