#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {

// What can be promised of SKUs, by id; those without a level are left out. `sku_ids`: unescaped.
inline absl::StatusOr<absl::flat_hash_map<std::string, int64_t>> LoadAvailable(
    runtime::ReadContext& ctx, absl::string_view shop, const std::vector<std::string>& sku_ids) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  std::vector<std::string> escaped;
  absl::flat_hash_map<std::string, std::string> ids;
  for (const std::string& sku_id : sku_ids) {
    escaped.push_back(EscapeId(sku_id));
    ids.emplace(escaped.back(), sku_id);
  }
  absl::flat_hash_map<std::string, int64_t> available;
  ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                   store::ListLevelsOfSkus(ctx.txn(), shop, escaped));
  for (const v1::StockLevel& level : levels) {
    available[ids[domain::IdsOfStockLevel(level.name()).sku]] += domain::Available(level, policy);
  }
  return available;
}

}  // namespace shopdesk::catalog::handlers
