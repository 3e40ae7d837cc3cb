#pragma once

#include "libs/rpc/server.h"

namespace shopdesk::catalog {

// What the program shopdesk-catalog runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// Timers and feed snapshots: all of the service that is below the wire.
void Compose(runtime::Runtime& runtime);

}  // namespace shopdesk::catalog
