#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"

// The RPCs of ListedStockService.
namespace shopdesk::catalog::handlers {

absl::Status ReportListedStock(rpc::WriteContext& ctx, const v1::ReportListedStockRequest& req,
                               v1::ReportListedStockResponse* resp);
absl::Status GetListedStock(rpc::ReadContext& ctx, const v1::GetListedStockRequest& req,
                            v1::ListedStock* resp);
absl::Status ListDiscrepancies(rpc::ReadContext& ctx, const v1::ListDiscrepanciesRequest& req,
                               v1::ListDiscrepanciesResponse* resp);
absl::Status SyncListedStock(rpc::WriteContext& ctx, const v1::SyncListedStockRequest& req,
                             v1::SyncListedStockResponse* resp);

}  // namespace shopdesk::catalog::handlers
