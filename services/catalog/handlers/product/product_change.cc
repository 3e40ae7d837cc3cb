#include "services/catalog/handlers/product/product_change.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/handlers/stock/stock_change.h"
#include "services/catalog/store/bargain/price_rule.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/picture.h"
#include "services/catalog/store/search/search.h"
#include "services/catalog/store/stock/listed_stock.h"
#include "services/catalog/store/stock/stock.h"
#include "services/catalog/store/wording/word_list.h"

namespace shopdesk::catalog::handlers {
namespace {

// FAILED_PRECONDITION (SKU_IN_USE) if it has stock.
absl::Status DeleteSku(runtime::WriteContext& ctx, absl::string_view shop, absl::string_view sku) {
  const std::string name = domain::SkuName(shop, sku);
  ASSIGN_OR_RETURN(const store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
  for (const v1::StockLevel& level : levels.levels) {
    if (!domain::IsEmpty(level)) return domain::SkuInUseError(name);
    RETURN_IF_ERROR(work::Close(ctx, kLowStock, level.name()));
    ctx.EmitDeleted(level, events::kStockRemoved);
  }
  RETURN_IF_ERROR(work::Close(ctx, kSimilarSku, name));
  RETURN_IF_ERROR(work::Close(ctx, kListedTooHigh, domain::ListedStockName(shop, sku)));
  const std::string subject = absl::StrCat("skus/", sku);
  ASSIGN_OR_RETURN(const absl::optional<v1::PriceRule> rule,
                   store::FindPriceRuleForUpdate(ctx.txn(), shop, subject));
  if (rule.has_value()) {
    RETURN_IF_ERROR(store::DeletePriceRule(ctx.txn(), shop, subject));
    ctx.EmitDeleted(*rule, events::kPriceRuleDeleted);
  }
  ASSIGN_OR_RETURN(const absl::optional<v1::ListedStock> page,
                   store::FindListedStockForUpdate(ctx.txn(), shop, sku));
  if (page.has_value()) ctx.EmitDeleted(*page, events::kListedStockRemoved);
  return store::DeleteSku(ctx.txn(), shop, sku);
}

// What came back of a SKU while no product had it is for sale again.
absl::Status TellRestored(runtime::WriteContext& ctx, absl::string_view shop,
                          const std::vector<std::string>& skus) {
  for (const std::string& sku : skus) {
    ASSIGN_OR_RETURN(store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
    if (levels.levels.empty()) continue;
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
    for (v1::StockLevel& level : levels.levels) {
      RETURN_IF_ERROR(SaveLevel(ctx, policy, level));
      ctx.Emit(level, events::kStockChanged);
    }
  }
  return absl::OkStatus();
}

// People take a new SKU for another one: it is sold, but somebody is to look.
absl::Status ReportSimilarSkus(runtime::WriteContext& ctx, const v1::Product& product,
                               const std::vector<std::string>& skus) {
  const absl::string_view shop = ShopOf(product.name());
  for (const std::string& sku : skus) {
    ASSIGN_OR_RETURN(const std::string sku_id, UnescapeId(sku));
    ASSIGN_OR_RETURN(const std::string similar,
                     store::FindSimilarSku(ctx.txn(), shop, sku_id, LastSegment(product.name())));
    if (similar.empty()) continue;
    RETURN_IF_ERROR(work::Open(ctx, kSimilarSku, {.resource = domain::SkuName(shop, sku)}));
  }
  return absl::OkStatus();
}

absl::Status KeepSnapshot(runtime::WriteContext& ctx, const v1::Product& product) {
  v1::ProductSnapshot snapshot;
  snapshot.set_name(domain::SnapshotName(product.name(), product.etag()));
  *snapshot.mutable_product() = product;
  *snapshot.mutable_create_time() = product.update_time();
  RETURN_IF_ERROR(store::InsertProductSnapshot(ctx.txn(), snapshot));
  ctx.Emit(snapshot, events::kProductSnapshotKept);
  return absl::OkStatus();
}

// What is kept of pictures goes with them.
absl::Status DropPicturePrints(runtime::WriteContext& ctx, const v1::Product& before,
                               const v1::Product& after) {
  std::set<std::string> present;
  for (const v1::Picture& picture : after.pictures()) present.insert(picture.uri());
  const bool all_stay =
      std::all_of(before.pictures().begin(), before.pictures().end(),
                  [&](const v1::Picture& picture) { return present.count(picture.uri()) > 0; });
  if (all_stay) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<v1::PicturePrint> prints,
                   store::ListPicturePrintsOf(ctx.txn(), after.name()));
  for (const v1::PicturePrint& print : prints) {
    if (present.count(print.uri()) > 0) continue;
    RETURN_IF_ERROR(store::DeletePicturePrint(ctx.txn(), print.name()));
    ctx.EmitDeleted(print, events::kPicturePrintDeleted);
  }
  return absl::OkStatus();
}

// What is held is work, and what was given up is none any more once it is tried anew. What is held
// for its wording is noted beside the product, so that a change
// of the word list finds it; what was and is still, after a change of the product, is looked at
// again at once.
absl::Status NoteHeld(runtime::WriteContext& ctx, const v1::Product& before,
                      const v1::Product& after) {
  const absl::string_view shop = ShopOf(after.name());
  const absl::string_view id = LastSegment(after.name());
  const bool planned = after.has_publish_time() && !before.has_publish_time();
  const bool published =
      after.state() == v1::Product::ON_SALE && before.state() != v1::Product::ON_SALE;
  if (planned || published) RETURN_IF_ERROR(work::Close(ctx, kPublishRefused, after.name()));
  if (after.held_for_briefing()) {
    RETURN_IF_ERROR(work::Open(ctx, kBriefingHeld, {.resource = after.name()}));
  } else if (before.held_for_briefing()) {
    RETURN_IF_ERROR(work::Close(ctx, kBriefingHeld, after.name()));
  }
  if (before.held_for_wording() && after.held_for_wording()) {
    ctx.Schedule(domain::kProductPublish, after.name(), ctx.now());
    return absl::OkStatus();
  }
  if (after.held_for_wording()) {
    RETURN_IF_ERROR(store::HoldForWording(ctx.txn(), shop, id));
    return work::Open(ctx, kProhibitedWording, {.resource = after.name()});
  }
  if (!before.held_for_wording()) return absl::OkStatus();
  RETURN_IF_ERROR(store::UnholdForWording(ctx.txn(), shop, id));
  return work::Close(ctx, kProhibitedWording, after.name());
}

}  // namespace

absl::Status SaveProduct(runtime::WriteContext& ctx, const absl::optional<v1::Product>& before,
                         v1::Product& after, absl::string_view event) {
  *after.mutable_update_time() = StoredTime(ctx.now());
  *after.mutable_create_time() = before.has_value() ? before->create_time() : after.update_time();
  if (before.has_value()) {
    after.set_etag(before->etag());
    RETURN_IF_ERROR(store::SaveProduct(ctx.txn(), after));
    for (const std::string& sku : domain::SkusWithout(*before, after)) {
      RETURN_IF_ERROR(DeleteSku(ctx, ShopOf(after.name()), sku));
    }
    RETURN_IF_ERROR(DropPicturePrints(ctx, *before, after));
  } else {
    RETURN_IF_ERROR(store::InsertProduct(ctx.txn(), after));
  }
  if (after.state() == v1::Product::ON_SALE) RETURN_IF_ERROR(KeepSnapshot(ctx, after));
  RETURN_IF_ERROR(store::IndexProduct(ctx.txn(), after));
  RETURN_IF_ERROR(LookAtClarity(ctx, after));
  const std::vector<std::string> added = domain::SkusWithout(after, before.value_or(v1::Product()));
  RETURN_IF_ERROR(TellRestored(ctx, ShopOf(after.name()), added));
  RETURN_IF_ERROR(ReportSimilarSkus(ctx, after, added));
  if (before.has_value()) RETURN_IF_ERROR(NoteHeld(ctx, *before, after));
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
                   store::LoadPath(ctx.txn(), shop, LastSegment(product.category())));
  return domain::EffectiveDefinitions(path);
}

}  // namespace shopdesk::catalog::handlers
