#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetOrderFigures(runtime::ReadContext& ctx, const v1::GetOrderFiguresRequest& request,
                             v1::OrderFigures* response);

}  // namespace shopdesk::orders::handlers
