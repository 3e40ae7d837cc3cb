#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/store/stock/stock.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// How stock levels, and what the page shows of them, change, whoever changes them: rows, ledger,
// events and work items together.
namespace shopdesk::catalog::handlers {

// Books a movement of a level, which is already as it is after it.
absl::Status Book(runtime::WriteContext& ctx, const v1::StockLevel& level,
                  const domain::Movement& movement, absl::string_view reference);
// Saves a level that was loaded for update, and tells when its low-stock flag changed: event and
// work item.
absl::Status SaveLevel(runtime::WriteContext& ctx, const v1::Policy& policy, v1::StockLevel& level,
                       store::LevelColumns columns = store::LevelColumns::kAll);

// After a level was saved at which these reservations went without before: tells which go without
// since, and which no longer: events and work items. `before` is store::FindOversold's.
absl::Status CompareOversold(runtime::WriteContext& ctx, const v1::StockLevel& level,
                             const std::set<std::string>& before);

// After levels of a SKU were saved, of which so much could be promised before: tells when the page
// has come to show more than that, or no longer does. Costs nothing otherwise.
absl::Status CompareListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           const store::SkuLevels& levels, int64_t available_before);
// The same without knowing what was before. `sku` is escaped.
absl::Status RefreshListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           absl::string_view sku, const store::SkuLevels& levels);
// Saves a page that was loaded for update, and tells when its too_high changed: event and work
// item.
absl::Status SaveListedStock(runtime::WriteContext& ctx, v1::ListedStock& page, bool was_too_high);

}  // namespace shopdesk::catalog::handlers
