#include "services/catalog/timers/clarity.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::timers {
namespace {

// Products that one transaction looks at: it must not keep sales waiting.
constexpr int kProductsAtOnce = 100;

}  // namespace

absl::Status LookAtClarity(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  absl::string_view after = LastSegment(due.resource_name);
  if (due.resource_name != domain::ProductName(shop, after)) after = "";
  ASSIGN_OR_RETURN(const std::vector<v1::Product> products,
                   store::ListProducts(ctx.txn(), shop, {}, after, kProductsAtOnce));
  for (const v1::Product& listed : products) {
    // Locked: who changes it meanwhile looks at it himself, after this.
    ASSIGN_OR_RETURN(const v1::Product product,
                     store::LoadProductForUpdate(ctx.txn(), shop, LastSegment(listed.name())));
    RETURN_IF_ERROR(handlers::LookAtClarity(ctx, product));
  }
  if (products.size() == kProductsAtOnce) {
    ctx.Schedule(domain::kProductClarity, products.back().name(), ctx.now());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::timers
