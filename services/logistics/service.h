#pragma once

#include <memory>

#include "libs/rpc/host.h"
#include "services/logistics/store/rate/rate_book.h"

namespace shopdesk::logistics {

// The routing tables: one line an RPC.
void AddServices(rpc::Host& host, const std::shared_ptr<store::RateBook>& rates);

}  // namespace shopdesk::logistics
