#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order_take_over.pb.h"

// OrderImportService: orders that were placed elsewhere.
namespace shopdesk::orders::handlers {

// A request of the stream. Each of its rows is taken, or is an error of its own.
absl::Status ImportOrders(runtime::WriteContext& ctx, const v1::ImportOrdersRequest& request,
                          v1::ImportOrdersResponse* response);

}  // namespace shopdesk::orders::handlers
