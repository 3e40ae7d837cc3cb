#pragma once

#include "libs/rpc/host.h"

namespace shopdesk::rpc {

// The service's EventFeed (shopdesk.event.v1): its log by pages and as a stream, and its present
// resources as Runtime::AddSnapshot named them.
void AddFeedService(Host& host);

}  // namespace shopdesk::rpc
