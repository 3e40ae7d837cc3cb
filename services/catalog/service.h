#pragma once

#include "libs/rpc/host.h"

namespace shopdesk::catalog {

// The routing tables: one line an RPC.
void AddServices(rpc::Host& host);

}  // namespace shopdesk::catalog
