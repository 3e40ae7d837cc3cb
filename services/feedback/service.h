#pragma once

#include <memory>

#include "libs/rpc/host.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"

namespace shopdesk::feedback {

// The routing tables: one line an RPC.
void AddServices(rpc::Host& host, const std::shared_ptr<clients::Orders>& orders,
                 const std::shared_ptr<clients::Catalog>& catalog,
                 const std::shared_ptr<clients::Logistics>& logistics);

}  // namespace shopdesk::feedback
