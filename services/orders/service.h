#pragma once

#include <memory>

#include "libs/rpc/host.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"

namespace shopdesk::orders {

// The services that orders calls.
struct Clients {
  std::shared_ptr<clients::Catalog> catalog;
  std::shared_ptr<clients::Logistics> logistics;
};

// The routing tables: one line an RPC.
void AddServices(rpc::Host& host, const Clients& clients);

}  // namespace shopdesk::orders
