#include "services/catalog/timers/search.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::timers {
namespace {

// Products that one transaction indexes anew: it must not keep sales waiting.
constexpr size_t kIndexBatch = 100;

}  // namespace

absl::Status IndexStale(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                   store::ListStaleProducts(ctx.txn(), shop, kIndexBatch));
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const v1::Product product, store::LoadProductForUpdate(ctx.txn(), shop, id));
    RETURN_IF_ERROR(store::IndexProduct(ctx.txn(), product));
  }
  if (ids.size() == kIndexBatch) {
    ctx.Schedule(domain::kSearchIndex, due.resource_name, ctx.now());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::timers
