#pragma once

#include "libs/rpc/server.h"

namespace shopdesk::logistics {

// What the program shopdesk-logistics runs; tests start it in-process.
rpc::ServiceDefinition Definition();

}  // namespace shopdesk::logistics
