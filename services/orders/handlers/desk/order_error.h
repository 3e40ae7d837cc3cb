#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order_error.pb.h"

// OrderErrorService.
namespace shopdesk::orders::handlers {

absl::Status RecordOrderError(runtime::WriteContext& ctx,
                              const v1::RecordOrderErrorRequest& request, v1::OrderError* response);
absl::Status GetOrderError(runtime::ReadContext& ctx, const v1::GetOrderErrorRequest& request,
                           v1::OrderError* response);
absl::Status ListOrderErrors(runtime::ReadContext& ctx, const v1::ListOrderErrorsRequest& request,
                             v1::ListOrderErrorsResponse* response);
absl::Status ContestOrderError(runtime::WriteContext& ctx,
                               const v1::ContestOrderErrorRequest& request,
                               v1::OrderError* response);
absl::Status DecideOrderError(runtime::WriteContext& ctx,
                              const v1::DecideOrderErrorRequest& request, v1::OrderError* response);
absl::Status GetOrderErrorRates(runtime::ReadContext& ctx,
                                const v1::GetOrderErrorRatesRequest& request,
                                v1::OrderErrorRates* response);

}  // namespace shopdesk::orders::handlers
