#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::Status PlaceOrder(rpc::WorkflowContext& ctx, const v1::PlaceOrderRequest& request,
                        v1::Order* response, clients::Catalog& catalog,
                        clients::Logistics& logistics);

}  // namespace shopdesk::orders::handlers
