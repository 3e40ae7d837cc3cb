#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetOrder(runtime::ReadContext& ctx, const v1::GetOrderRequest& request,
                      v1::Order* response);
absl::Status BatchGetOrders(runtime::ReadContext& ctx, const v1::BatchGetOrdersRequest& request,
                            v1::BatchGetOrdersResponse* response);
absl::Status ListOrders(runtime::ReadContext& ctx, const v1::ListOrdersRequest& request,
                        v1::ListOrdersResponse* response);
absl::Status DescribeOrder(runtime::ReadContext& ctx, const v1::DescribeOrderRequest& request,
                           v1::DescribeOrderResponse* response);
absl::Status CloseOrder(runtime::WriteContext& ctx, const v1::CloseOrderRequest& request,
                        v1::Order* response);

}  // namespace shopdesk::orders::handlers
