#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::Status PlaceOrder(runtime::WorkflowContext& ctx, const v1::PlaceOrderRequest& request,
                        v1::Order* response, clients::Catalog& catalog,
                        clients::Logistics& logistics);

// What follows from a new order that was stored: its timer, its work items, events::kOrderPlaced.
absl::Status EmitPlaced(runtime::WriteContext& ctx, const v1::Order& order);

}  // namespace shopdesk::orders::handlers
