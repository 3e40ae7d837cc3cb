#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetOrder(rpc::ReadContext& ctx, const v1::GetOrderRequest& request,
                      v1::Order* response);
absl::Status BatchGetOrders(rpc::ReadContext& ctx, const v1::BatchGetOrdersRequest& request,
                            v1::BatchGetOrdersResponse* response);
absl::Status ListOrders(rpc::ReadContext& ctx, const v1::ListOrdersRequest& request,
                        v1::ListOrdersResponse* response);
absl::Status DescribeOrder(rpc::ReadContext& ctx, const v1::DescribeOrderRequest& request,
                           v1::DescribeOrderResponse* response);
absl::Status CloseOrder(rpc::WriteContext& ctx, const v1::CloseOrderRequest& request,
                        v1::Order* response);
absl::Status GetOrderFigures(rpc::ReadContext& ctx, const v1::GetOrderFiguresRequest& request,
                             v1::OrderFigures* response);

}  // namespace shopdesk::orders::handlers
