#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/runtime/snapshot.h"
#include "shopdesk/catalog/v1/policy.pb.h"
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
// The levels of a shop for the feed's snapshot (runtime::SnapshotTable).
absl::Status SnapshotStockLevels(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view position, int limit,
                                 runtime::SnapshotTable::AddFn add);
// Tells the feed of a level of the policy's shop as it is now, unless it did already. Ids are
// escaped.
absl::Status TellLevel(runtime::WriteContext& ctx, const v1::Policy& policy, absl::string_view sku,
                       absl::string_view location);
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
