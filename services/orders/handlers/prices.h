#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/price.pb.h"

namespace shopdesk::orders::handlers {

absl::Status ChangePrice(rpc::WorkflowContext& ctx, const v1::ChangePriceRequest& req,
                         v1::Order* resp, clients::Catalog& catalog);
absl::Status ChangeSku(rpc::WorkflowContext& ctx, const v1::ChangeSkuRequest& req, v1::Order* resp,
                       clients::Catalog& catalog);

}  // namespace shopdesk::orders::handlers
