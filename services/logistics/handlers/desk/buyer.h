#pragma once

#include "absl/status/status.h"
#include "libs/erasure/erasure.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/buyer.pb.h"

// BuyerService.
namespace shopdesk::logistics::handlers {

absl::Status EraseOrder(runtime::WriteContext& ctx, const v1::EraseOrderRequest& request,
                        v1::EraseOrderResponse* response);
absl::Status EraseBuyer(runtime::WriteContext& ctx, const v1::EraseBuyerRequest& request,
                        erasure::v1::Erasure* response);
// The timer erasure::kStepTimer: erases a few of the buyer's notices.
absl::Status EraseSomeNotices(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
