#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/basket.pb.h"

// BasketService.
namespace shopdesk::orders::handlers {

absl::Status CheckBasket(runtime::WorkflowContext& ctx, const v1::CheckBasketRequest& request,
                         v1::CheckBasketResponse* response, clients::Catalog& catalog,
                         clients::Logistics& logistics);

}  // namespace shopdesk::orders::handlers
