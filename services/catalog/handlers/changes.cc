#include "services/catalog/handlers/changes.h"

#include <vector>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/store/categories.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/search.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {

google::protobuf::Timestamp StoredTime(absl::Time time) {
  return ToProto(FromMillis(ToMillis(time)));
}

absl::Status SaveProduct(rpc::WriteContext& ctx, const absl::optional<v1::Product>& before,
                         v1::Product& after, absl::string_view event) {
  const int64_t version = before.has_value() ? VersionOf(before->etag()) : 0;
  after.set_etag(MakeEtag(version + 1));
  *after.mutable_update_time() = StoredTime(ctx.now());
  *after.mutable_create_time() = before.has_value() ? before->create_time() : after.update_time();
  const absl::string_view shop = ShopOf(after.name());
  const absl::string_view id = LastSegment(after.name());
  RETURN_IF_ERROR(store::SaveProduct(ctx.txn(), shop, id, before, after));
  if (after.state() == v1::Product::ON_SALE) {
    v1::ProductSnapshot snapshot;
    snapshot.set_name(domain::SnapshotName(after.name(), after.etag()));
    *snapshot.mutable_product() = after;
    *snapshot.mutable_create_time() = after.update_time();
    RETURN_IF_ERROR(store::InsertSnapshot(ctx.txn(), shop, id, snapshot));
  }
  RETURN_IF_ERROR(store::IndexProduct(ctx.txn(), shop, id, after));
  ctx.Emit(after, event);
  return absl::OkStatus();
}

absl::StatusOr<domain::Definitions> LoadDefinitions(rpc::WriteContext& ctx, absl::string_view shop,
                                                    const v1::Product& product) {
  if (product.category().empty()) return domain::Definitions();
  if (ShopOf(product.category()) != shop) {
    return InvalidFieldError("product.category", "must be a category of the same shop");
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::LoadPath(ctx.txn(), product.category()));
  return domain::EffectiveDefinitions(path);
}

absl::Status Book(rpc::WriteContext& ctx, const v1::StockLevel& level,
                  const domain::Movement& movement, absl::string_view reference) {
  return store::InsertMovement(ctx.txn(), level, movement, reference, ctx.actor(), ctx.now());
}

absl::Status SaveLevel(rpc::WriteContext& ctx, const v1::Policy& policy, v1::StockLevel& level,
                       store::Changed changed) {
  const bool was_low = level.low();
  domain::Refresh(level, policy);
  if (level.low() != was_low) changed = store::Changed::kAnything;
  RETURN_IF_ERROR(store::SaveLevel(ctx.txn(), level, changed, ctx.now()));
  if (level.low() != was_low) ctx.Emit(level, level.low() ? "stock.low" : "stock.recovered");
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
