#include "services/catalog/handlers/stock/available.h"

#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {

absl::StatusOr<std::map<std::string, int64_t>> ReadAvailable(runtime::ReadContext& ctx,
                                                             const v1::Policy& policy,
                                                             absl::string_view shop,
                                                             const std::vector<std::string>& skus) {
  ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                   store::ListLevelsOfSkus(ctx.txn(), shop, skus));
  std::map<std::string, std::vector<v1::StockLevel>> by_sku;
  for (const v1::StockLevel& level : levels) {
    by_sku[std::string(domain::IdsOfStockLevel(level.name()).sku)].push_back(level);
  }
  std::map<std::string, int64_t> available;
  for (const auto& [sku, of_sku] : by_sku) {
    available[sku] = domain::TotalAvailable(of_sku, policy);
  }
  return available;
}

absl::StatusOr<std::map<std::string, int64_t>> ReadAvailable(runtime::ReadContext& ctx,
                                                             const v1::Policy& policy,
                                                             const v1::Product& product) {
  if (product.state() != v1::Product::ON_SALE) return std::map<std::string, int64_t>();
  std::vector<std::string> skus;
  for (const v1::Sku& sku : product.skus()) skus.push_back(EscapeId(sku.sku_id()));
  return ReadAvailable(ctx, policy, ShopOf(product.name()), skus);
}

}  // namespace shopdesk::catalog::handlers
