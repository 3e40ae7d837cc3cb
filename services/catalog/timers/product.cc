#include "services/catalog/timers/product.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/events.h"
#include "services/catalog/domain/listing.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/handlers/product_change.h"
#include "services/catalog/store/product.h"

namespace shopdesk::catalog::timers {

absl::Status PublishPlanned(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), shop, LastSegment(due.resource_name)));
  if (!before.has_publish_time() || FromProto(before.publish_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  ASSIGN_OR_RETURN(const domain::Definitions definitions,
                   handlers::LoadDefinitions(ctx, shop, product));
  if (!domain::MissingFacts(product, definitions).empty()) {
    product.clear_publish_time();
    return handlers::SaveProduct(ctx, before, product, events::kProductPublishRefused);
  }
  RETURN_IF_ERROR(domain::Publish(product));
  return handlers::SaveProduct(ctx, before, product, events::kProductPublished);
}

absl::Status DelistPlanned(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(const v1::Product before,
                   store::LoadProductForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                               LastSegment(due.resource_name)));
  if (!before.has_delist_time() || FromProto(before.delist_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  v1::Product product = before;
  RETURN_IF_ERROR(domain::Delist(product));
  return handlers::SaveProduct(ctx, before, product, events::kProductDelisted);
}

}  // namespace shopdesk::catalog::timers
