#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/price.pb.h"

namespace shopdesk::orders::handlers {

absl::Status ChangePrice(runtime::WorkflowContext& ctx, const v1::ChangePriceRequest& request,
                         v1::Order* response, clients::Catalog& catalog);
absl::Status ChangeSku(runtime::WorkflowContext& ctx, const v1::ChangeSkuRequest& request,
                       v1::Order* response, clients::Catalog& catalog);

}  // namespace shopdesk::orders::handlers
