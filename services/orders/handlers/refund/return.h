#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/refund.pb.h"

// RefundService, goods that come back without a refund having been asked.
namespace shopdesk::orders::handlers {

absl::Status AcceptReturn(runtime::WriteContext& ctx, const v1::AcceptReturnRequest& request,
                          v1::Return* response);
absl::Status GetReturn(runtime::ReadContext& ctx, const v1::GetReturnRequest& request,
                       v1::Return* response);
absl::Status ListReturns(runtime::ReadContext& ctx, const v1::ListReturnsRequest& request,
                         v1::ListReturnsResponse* response);

}  // namespace shopdesk::orders::handlers
