#pragma once

#include "libs/rpc/server.h"

namespace shopdesk::logistics {

// The service for rpc::Main, and for tests that run it in-process.
rpc::ServiceDefinition MakeDefinition();

}  // namespace shopdesk::logistics
