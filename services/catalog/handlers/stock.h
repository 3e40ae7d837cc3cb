#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// The RPCs of StockService but reservations.
namespace shopdesk::catalog::handlers {

absl::Status GetStockLevel(runtime::ReadContext& ctx, const v1::GetStockLevelRequest& request,
                           v1::StockLevel* response);
absl::Status BatchGetStockLevels(runtime::ReadContext& ctx,
                                 const v1::BatchGetStockLevelsRequest& request,
                                 v1::BatchGetStockLevelsResponse* response);
absl::Status ListStockLevels(runtime::ReadContext& ctx, const v1::ListStockLevelsRequest& request,
                             v1::ListStockLevelsResponse* response);
absl::Status AdjustStock(runtime::WriteContext& ctx, const v1::AdjustStockRequest& request,
                         v1::AdjustStockResponse* response);
absl::Status CountStock(runtime::WriteContext& ctx, const v1::CountStockRequest& request,
                        v1::StockLevel* response);
absl::Status ConfigureStock(runtime::WriteContext& ctx, const v1::ConfigureStockRequest& request,
                            v1::StockLevel* response);
absl::Status ListStockMovements(runtime::ReadContext& ctx,
                                const v1::ListStockMovementsRequest& request,
                                v1::ListStockMovementsResponse* response);
absl::Status GetStockFigures(runtime::ReadContext& ctx, const v1::GetStockFiguresRequest& request,
                             v1::StockFigures* response);

}  // namespace shopdesk::catalog::handlers
