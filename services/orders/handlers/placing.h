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

// What follows from a new order that was stored: its timer, its work items, "order.placed".
absl::Status EmitPlaced(rpc::WriteContext& ctx, const v1::Order& order);

}  // namespace shopdesk::orders::handlers
