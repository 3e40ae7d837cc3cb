#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/refund.pb.h"

// RefundService, goods that come back without a refund having been asked.
namespace shopdesk::orders::handlers {

absl::Status AcceptReturn(rpc::WriteContext& ctx, const v1::AcceptReturnRequest& req,
                          v1::Return* resp);
absl::Status GetReturn(rpc::ReadContext& ctx, const v1::GetReturnRequest& req, v1::Return* resp);
absl::Status ListReturns(rpc::ReadContext& ctx, const v1::ListReturnsRequest& req,
                         v1::ListReturnsResponse* resp);

}  // namespace shopdesk::orders::handlers
