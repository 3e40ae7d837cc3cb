#pragma once

#include <vector>

#include "libs/rpc/server.h"
#include "libs/verify/check.h"

namespace shopdesk::catalog {

// What the program shopdesk-catalog runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// Timers and feed snapshots: all of the service that is below the wire.
void Compose(runtime::Runtime& runtime);

// All that is verified but what every service has.
std::vector<shopdesk::verify::Check> AllChecks();

}  // namespace shopdesk::catalog
