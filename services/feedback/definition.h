#pragma once

#include "libs/rpc/server.h"

namespace shopdesk::feedback {

// What the program shopdesk-feedback runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// Followers and feed snapshots: all of the service that is below the wire. `orders_feed` is the
// event feed of orders.
void Compose(rpc::Runtime& runtime, std::unique_ptr<event::Source> orders_feed);

}  // namespace shopdesk::feedback
