#pragma once

#include "absl/status/status.h"
#include "libs/erasure/erasure.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/buyer.pb.h"

// BuyerService.
namespace shopdesk::orders::handlers {

absl::Status EraseBuyer(runtime::WriteContext& ctx, const v1::EraseBuyerRequest& request,
                        erasure::v1::Erasure* response);
// The timer erasure::kStepTimer: erases a few of the buyer's orders that have ended.
absl::Status EraseSomeOrders(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
