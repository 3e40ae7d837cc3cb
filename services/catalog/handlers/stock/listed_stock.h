#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"

// The RPCs of ListedStockService.
namespace shopdesk::catalog::handlers {

absl::Status ReportListedStock(runtime::WriteContext& ctx,
                               const v1::ReportListedStockRequest& request,
                               v1::ReportListedStockResponse* response);
absl::Status GetListedStock(runtime::ReadContext& ctx, const v1::GetListedStockRequest& request,
                            v1::ListedStock* response);
absl::Status ListDiscrepancies(runtime::ReadContext& ctx,
                               const v1::ListDiscrepanciesRequest& request,
                               v1::ListDiscrepanciesResponse* response);
absl::Status SyncListedStock(runtime::WriteContext& ctx, const v1::SyncListedStockRequest& request,
                             v1::SyncListedStockResponse* response);

}  // namespace shopdesk::catalog::handlers
