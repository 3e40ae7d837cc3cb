#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/packing.pb.h"

// PackingService, what goes into the box.
namespace shopdesk::orders::handlers {

absl::Status ScanItem(runtime::WriteContext& ctx, const v1::ScanItemRequest& request,
                      v1::ScanItemResponse* response);
absl::Status FinishPacking(runtime::WriteContext& ctx, const v1::FinishPackingRequest& request,
                           v1::FinishPackingResponse* response);

}  // namespace shopdesk::orders::handlers
