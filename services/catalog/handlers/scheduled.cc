#include "services/catalog/handlers/scheduled.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/events.h"
#include "services/catalog/domain/listing.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/handlers/bargain.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/grant.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/handlers/reservation.h"
#include "services/catalog/store/listed_stock.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Levels, and pages, that one transaction sets anew: it must not keep sales waiting.
constexpr size_t kFlagsBatch = 500;

}  // namespace

absl::Status OnReservationExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  return ExpireReservation(ctx, due.resource_name);
}

absl::Status OnProductPublish(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), shop, LastSegment(due.resource_name)));
  if (!before.has_publish_time() || FromProto(before.publish_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  ASSIGN_OR_RETURN(const domain::Definitions definitions, LoadDefinitions(ctx, shop, product));
  if (!domain::MissingFacts(product, definitions).empty()) {
    product.clear_publish_time();
    return SaveProduct(ctx, before, product, events::kProductPublishRefused);
  }
  RETURN_IF_ERROR(domain::Publish(product));
  return SaveProduct(ctx, before, product, events::kProductPublished);
}

absl::Status OnProductDelist(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                               LastSegment(due.resource_name)));
  if (!before.has_delist_time() || FromProto(before.delist_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  RETURN_IF_ERROR(domain::Delist(product));
  return SaveProduct(ctx, before, product, events::kProductDelisted);
}

absl::Status OnStockFlags(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(std::vector<v1::StockLevel> levels,
                   store::ListStaleFlagsForUpdate(ctx.txn(), shop, policy, kFlagsBatch));
  for (v1::StockLevel& level : levels) RETURN_IF_ERROR(SaveLevel(ctx, policy, level));
  ASSIGN_OR_RETURN(const std::vector<std::string> pages,
                   store::ListStaleTooHigh(ctx.txn(), shop, policy, kFlagsBatch));
  for (const std::string& sku : pages) {
    ASSIGN_OR_RETURN(const store::SkuLevels of_sku,
                     store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
    RETURN_IF_ERROR(RefreshListed(ctx, policy, sku, of_sku));
  }
  if (std::max(levels.size(), pages.size()) == kFlagsBatch) {
    ctx.Schedule(kStockFlags, due.resource_name, ctx.now());
  }
  return absl::OkStatus();
}

absl::Status OnBargainExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  return ExpireBargain(ctx, due.resource_name);
}

absl::Status OnGrantExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  return ExpireGrant(ctx, due.resource_name);
}

}  // namespace shopdesk::catalog::handlers
