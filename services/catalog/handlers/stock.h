#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// The RPCs of StockService but reservations.
namespace shopdesk::catalog::handlers {

absl::Status GetStockLevel(rpc::ReadContext& ctx, const v1::GetStockLevelRequest& req,
                           v1::StockLevel* resp);
absl::Status ListStockLevels(rpc::ReadContext& ctx, const v1::ListStockLevelsRequest& req,
                             v1::ListStockLevelsResponse* resp);
absl::Status AdjustStock(rpc::WriteContext& ctx, const v1::AdjustStockRequest& req,
                         v1::AdjustStockResponse* resp);
absl::Status CountStock(rpc::WriteContext& ctx, const v1::CountStockRequest& req,
                        v1::StockLevel* resp);
absl::Status ConfigureStock(rpc::WriteContext& ctx, const v1::ConfigureStockRequest& req,
                            v1::StockLevel* resp);
absl::Status ListStockMovements(rpc::ReadContext& ctx, const v1::ListStockMovementsRequest& req,
                                v1::ListStockMovementsResponse* resp);
absl::Status GetStockFigures(rpc::ReadContext& ctx, const v1::GetStockFiguresRequest& req,
                             v1::StockFigures* resp);

}  // namespace shopdesk::catalog::handlers
