#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/order_error.pb.h"

// OrderErrorService.
namespace shopdesk::orders::handlers {

absl::Status RecordOrderError(rpc::WriteContext& ctx, const v1::RecordOrderErrorRequest& req,
                              v1::OrderError* resp);
absl::Status GetOrderError(rpc::ReadContext& ctx, const v1::GetOrderErrorRequest& req,
                           v1::OrderError* resp);
absl::Status ListOrderErrors(rpc::ReadContext& ctx, const v1::ListOrderErrorsRequest& req,
                             v1::ListOrderErrorsResponse* resp);
absl::Status ContestOrderError(rpc::WriteContext& ctx, const v1::ContestOrderErrorRequest& req,
                               v1::OrderError* resp);
absl::Status DecideOrderError(rpc::WriteContext& ctx, const v1::DecideOrderErrorRequest& req,
                              v1::OrderError* resp);
absl::Status GetOrderErrorRates(rpc::ReadContext& ctx, const v1::GetOrderErrorRatesRequest& req,
                                v1::OrderErrorRates* resp);

}  // namespace shopdesk::orders::handlers
