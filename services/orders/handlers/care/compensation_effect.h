#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/compensation.pb.h"

// What compensation brings (CompensationService).
namespace shopdesk::orders::handlers {

absl::Status GetCompensationEffect(runtime::ReadContext& ctx,
                                   const v1::GetCompensationEffectRequest& request,
                                   v1::CompensationEffect* response);

}  // namespace shopdesk::orders::handlers
