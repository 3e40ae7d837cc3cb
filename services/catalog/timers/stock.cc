#include "services/catalog/timers/stock.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/stock_change.h"
#include "services/catalog/store/stock/listed_stock.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::timers {
namespace {

// Levels, and pages, that one transaction sets anew: it must not keep sales waiting.
constexpr size_t kFlagsBatch = 500;

}  // namespace

absl::Status RefreshFlags(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(std::vector<v1::StockLevel> levels,
                   store::ListStaleLowForUpdate(ctx.txn(), shop, policy, kFlagsBatch));
  for (v1::StockLevel& level : levels) RETURN_IF_ERROR(handlers::SaveLevel(ctx, policy, level));
  ASSIGN_OR_RETURN(const std::vector<std::string> pages,
                   store::ListStaleTooHigh(ctx.txn(), shop, policy, kFlagsBatch));
  for (const std::string& sku : pages) {
    ASSIGN_OR_RETURN(const store::SkuLevels of_sku,
                     store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
    RETURN_IF_ERROR(handlers::RefreshListed(ctx, policy, sku, of_sku));
  }
  if (std::max(levels.size(), pages.size()) == kFlagsBatch) {
    ctx.Schedule(domain::kStockFlags, due.resource_name, ctx.now());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::timers
