#include "services/catalog/handlers/changes.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/errors.h"
#include "services/catalog/domain/events.h"
#include "services/catalog/domain/listed_stock.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/handlers/work_kinds.h"
#include "services/catalog/store/bargains.h"
#include "services/catalog/store/categories.h"
#include "services/catalog/store/listed_stock.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/search.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {

namespace {

absl::Status SetWork(runtime::WriteContext& ctx, const work::Kind& kind,
                     const std::string& resource, bool open) {
  return open ? work::Open(ctx.txn(), kind, {.resource = resource}, ctx.now())
              : work::Close(ctx.txn(), kind, resource);
}

// FAILED_PRECONDITION (SKU_IN_USE) if it has stock.
absl::Status DeleteSku(runtime::WriteContext& ctx, absl::string_view shop, absl::string_view sku) {
  const std::string name = domain::SkuName(shop, sku);
  ASSIGN_OR_RETURN(const store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
  for (const v1::StockLevel& level : levels.levels) {
    if (!domain::IsEmpty(level)) return domain::SkuInUseError(name);
    RETURN_IF_ERROR(work::Close(ctx.txn(), kLowStock, level.name()));
  }
  RETURN_IF_ERROR(work::Close(ctx.txn(), kListedTooHigh, domain::ListedStockName(shop, sku)));
  RETURN_IF_ERROR(store::DeletePriceRule(ctx.txn(), absl::StrCat(name, "/priceRule")));
  return store::DeleteSku(ctx.txn(), shop, sku);
}

}  // namespace

google::protobuf::Timestamp StoredTime(absl::Time time) {
  return ToProto(FromMillis(ToMillis(time)));
}

absl::Status SaveProduct(runtime::WriteContext& ctx, const absl::optional<v1::Product>& before,
                         v1::Product& after, absl::string_view event) {
  const int64_t version = before.has_value() ? VersionOf(before->etag()) : 0;
  after.set_etag(MakeEtag(version + 1));
  *after.mutable_update_time() = StoredTime(ctx.now());
  *after.mutable_create_time() = before.has_value() ? before->create_time() : after.update_time();
  const absl::string_view shop = ShopOf(after.name());
  const absl::string_view id = LastSegment(after.name());
  RETURN_IF_ERROR(store::SaveProduct(ctx.txn(), shop, id, !before.has_value(), after));
  if (before.has_value()) {
    for (const std::string& sku : domain::RemovedSkus(*before, after)) {
      RETURN_IF_ERROR(DeleteSku(ctx, shop, sku));
    }
  }
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

absl::StatusOr<domain::Definitions> LoadDefinitions(runtime::WriteContext& ctx,
                                                    absl::string_view shop,
                                                    const v1::Product& product) {
  if (product.category().empty()) return domain::Definitions();
  if (ShopOf(product.category()) != shop) {
    return InvalidFieldError("product.category", "must be a category of the same shop");
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::LoadPath(ctx.txn(), product.category()));
  return domain::EffectiveDefinitions(path);
}

absl::Status Book(runtime::WriteContext& ctx, const v1::StockLevel& level,
                  const domain::Movement& movement, absl::string_view reference) {
  return store::InsertMovement(ctx.txn(), level, movement, reference, ctx.actor(), ctx.now());
}

absl::Status SaveLevel(runtime::WriteContext& ctx, const v1::Policy& policy, v1::StockLevel& level,
                       store::Changed changed) {
  const bool was_low = level.low();
  domain::Refresh(level, policy);
  if (level.low() != was_low) changed = store::Changed::kAnything;
  RETURN_IF_ERROR(store::SaveLevel(ctx.txn(), level, changed, ctx.now()));
  if (level.low() == was_low) return absl::OkStatus();
  ctx.Emit(level, level.low() ? events::kStockLow : events::kStockRecovered);
  return SetWork(ctx, kLowStock, level.name(), level.low());
}

absl::Status CompareListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           const store::SkuLevels& levels, int64_t available_before) {
  if (!levels.listed.has_value()) return absl::OkStatus();
  const int64_t available = domain::TotalAvailable(levels.levels, policy);
  const int64_t listed = *levels.listed;
  if ((listed > available) == (listed > available_before)) return absl::OkStatus();
  const std::string& level = levels.levels[0].name();
  return RefreshListed(ctx, policy, LastSegment(ParentOf(level)), levels);
}

absl::Status RefreshListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           absl::string_view sku, const store::SkuLevels& levels) {
  const absl::string_view shop = ShopOf(policy.name());
  ASSIGN_OR_RETURN(absl::optional<v1::ListedStock> page,
                   store::FindListedStockForUpdate(ctx.txn(), shop, sku));
  if (!page.has_value()) return absl::OkStatus();
  const bool was_too_high = page->too_high();
  domain::Compare(*page, levels.levels, policy);
  return page->too_high() == was_too_high ? absl::OkStatus()
                                          : SaveListedStock(ctx, *page, was_too_high);
}

absl::Status SaveListedStock(runtime::WriteContext& ctx, v1::ListedStock& page, bool was_too_high) {
  *page.mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveListedStock(ctx.txn(), page));
  if (page.too_high() == was_too_high) return absl::OkStatus();
  ctx.Emit(page, page.too_high() ? events::kListedStockTooHigh : events::kListedStockCovered);
  return SetWork(ctx, kListedTooHigh, page.name(), page.too_high());
}

}  // namespace shopdesk::catalog::handlers
