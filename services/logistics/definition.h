#pragma once

#include <vector>

#include "libs/rpc/server.h"
#include "libs/verify/check.h"

namespace shopdesk::logistics {

// What the program shopdesk-logistics runs; tests start it in-process.
rpc::ServiceDefinition Definition();

// All that is verified but what every service has.
std::vector<shopdesk::verify::Check> AllChecks();

}  // namespace shopdesk::logistics
