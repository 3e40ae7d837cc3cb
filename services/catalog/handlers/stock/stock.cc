#include "services/catalog/handlers/stock/stock.h"

#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/figures.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/handlers/stock/stock_change.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Stock levels: usual, at most.
constexpr PageLimits kLevelPage{100, 1000};
// Rows of the ledger: usual, at most.
constexpr PageLimits kMovementPage{100, 1000};

// A level that is being changed, among those of its SKU.
struct LockedLevel {
  store::SkuLevels levels;
  v1::StockLevel* level = nullptr;
  // What could be promised of the SKU before the change.
  int64_t available = 0;
  // The reservations that went without at the level before the change.
  std::set<std::string> oversold;
};
absl::StatusOr<LockedLevel> Lock(runtime::WriteContext& ctx, const v1::Policy& policy,
                                 const domain::StockLevelIds& ids) {
  LockedLevel locked;
  ASSIGN_OR_RETURN(locked.levels, store::LoadLevelsForUpdate(ctx.txn(), ids.shop, ids.sku));
  locked.available = domain::TotalAvailable(locked.levels.levels, policy);
  RETURN_IF_ERROR(
      store::MakeLevels(ctx.txn(), locked.levels, ids.shop, ids.sku, {std::string(ids.location)}));
  ASSIGN_OR_RETURN(locked.level, store::FindLevel(locked.levels, ids.shop, ids.sku, ids.location));
  ASSIGN_OR_RETURN(locked.oversold, store::FindOversold(ctx.txn(), *locked.level));
  return locked;
}
absl::Status Save(runtime::WriteContext& ctx, const v1::Policy& policy, LockedLevel& locked) {
  RETURN_IF_ERROR(SaveLevel(ctx, policy, *locked.level));
  RETURN_IF_ERROR(CompareOversold(ctx, *locked.level, locked.oversold));
  return CompareListed(ctx, policy, locked.levels, locked.available);
}

// Changes one level of a SKU.
absl::Status AdjustLevel(runtime::WriteContext& ctx, const v1::Policy& policy,
                         const v1::AdjustStockRequest& request, absl::string_view sku_id,
                         const std::map<v1::StockBucket::Value, int64_t>& buckets,
                         v1::StockLevel& level) {
  ASSIGN_OR_RETURN(const std::set<std::string> oversold, store::FindOversold(ctx.txn(), level));
  for (const auto& [bucket, delta] : buckets) {
    if (delta == 0) continue;
    ASSIGN_OR_RETURN(
        const domain::Movement movement,
        domain::Adjust(level, sku_id, domain::BucketFor(level, bucket, request.reason()), delta,
                       request.reason()));
    RETURN_IF_ERROR(Book(ctx, level, movement, request.reference()));
  }
  RETURN_IF_ERROR(SaveLevel(ctx, policy, level));
  RETURN_IF_ERROR(CompareOversold(ctx, level, oversold));
  if (level.sku_removed() && request.reason() == v1::MovementReason::RETURNED) {
    RETURN_IF_ERROR(work::Open(ctx, kRemovedSkuReturned, {.resource = level.name()}));
  }
  ctx.Emit(level, events::kStockAdjusted);
  return absl::OkStatus();
}

// Changes the levels of one SKU, which are loaded once however many they are.
absl::Status AdjustSku(runtime::WriteContext& ctx, const v1::Policy& policy,
                       const v1::AdjustStockRequest& request,
                       const domain::Adjustments& adjustments, v1::AdjustStockResponse& response) {
  const absl::string_view shop = ShopOf(request.parent());
  const std::string& sku_id = adjustments.begin()->first.first;
  const std::string sku = EscapeId(sku_id);
  std::vector<std::string> locations;
  for (const auto& [where, buckets] : adjustments) locations.push_back(EscapeId(where.second));
  ASSIGN_OR_RETURN(store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
  const int64_t available = domain::TotalAvailable(levels.levels, policy);
  RETURN_IF_ERROR(store::MakeLevels(ctx.txn(), levels, shop, sku, locations,
                                    request.reason() == v1::MovementReason::RETURNED
                                        ? store::MakeFor::kSkuOrRemoved
                                        : store::MakeFor::kSku));
  size_t number = 0;
  for (const auto& [where, buckets] : adjustments) {
    ASSIGN_OR_RETURN(v1::StockLevel * level,
                     store::FindLevel(levels, shop, sku, locations[number++]));
    RETURN_IF_ERROR(AdjustLevel(ctx, policy, request, sku_id, buckets, *level));
    *response.add_stock_levels() = *level;
  }
  return CompareListed(ctx, policy, levels, available);
}

}  // namespace

absl::Status GetStockLevel(runtime::ReadContext& ctx, const v1::GetStockLevelRequest& request,
                           v1::StockLevel* response) {
  const domain::StockLevelIds ids = domain::IdsOfStockLevel(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ids.shop));
  ASSIGN_OR_RETURN(*response, store::LoadLevel(ctx.txn(), ids.shop, ids.sku, ids.location));
  domain::Refresh(*response, policy);
  return absl::OkStatus();
}

absl::Status ListStockLevels(runtime::ReadContext& ctx, const v1::ListStockLevelsRequest& request,
                             v1::ListStockLevelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  const absl::string_view sku = LastSegment(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(ListPage(
      request, kLevelPage, store::LevelKey(),
      [&](const store::LevelKey& after, int limit) {
        return store::ListLevels(ctx.txn(), shop, sku == "-" ? "" : sku, request.low_only(), after,
                                 limit);
      },
      [](const v1::StockLevel& level) {
        const domain::StockLevelIds ids = domain::IdsOfStockLevel(level.name());
        return store::LevelKey(ids.sku, ids.location);
      },
      *response, *response->mutable_stock_levels()));
  for (v1::StockLevel& level : *response->mutable_stock_levels()) domain::Refresh(level, policy);
  return absl::OkStatus();
}

absl::Status SnapshotStockLevels(sql::Transaction& txn, absl::string_view shop,
                                 absl::string_view position, int limit,
                                 runtime::SnapshotTable::AddFn add) {
  const absl::optional<std::vector<std::string>> key = SplitKey(position);
  if (!key.has_value() || (!key->empty() && key->size() != 2)) return BadPageTokenError();
  const store::LevelKey after =
      key->empty() ? store::LevelKey() : store::LevelKey((*key)[0], (*key)[1]);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(txn, shop));
  ASSIGN_OR_RETURN(std::vector<v1::StockLevel> levels,
                   store::ListLevels(txn, shop, "", /*low_only=*/false, after, limit));
  for (v1::StockLevel& level : levels) {
    domain::Refresh(level, policy);
    const domain::StockLevelIds ids = domain::IdsOfStockLevel(level.name());
    RETURN_IF_ERROR(
        add(JoinKey({std::string(ids.sku), std::string(ids.location)}), level.SerializeAsString()));
  }
  return absl::OkStatus();
}

absl::Status BatchGetStockLevels(runtime::ReadContext& ctx,
                                 const v1::BatchGetStockLevelsRequest& request,
                                 v1::BatchGetStockLevelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  std::vector<std::string> skus;
  for (const std::string& sku_id : request.sku_ids()) skus.push_back(EscapeId(sku_id));
  ASSIGN_OR_RETURN(std::vector<v1::StockLevel> levels,
                   store::ListLevelsOfSkus(ctx.txn(), shop, skus));
  ASSIGN_OR_RETURN(const auto products, store::FindProductsOfSkus(ctx.txn(), shop, skus));
  std::set<std::string> known;
  for (const auto& [sku, product] : products) known.insert(sku);
  for (v1::StockLevel& level : levels) {
    known.emplace(domain::IdsOfStockLevel(level.name()).sku);
    domain::Refresh(level, policy);
    *response->add_stock_levels() = std::move(level);
  }
  for (size_t i = 0; i < skus.size(); ++i) {
    if (known.insert(skus[i]).second) response->add_missing_sku_ids(request.sku_ids(i));
  }
  return absl::OkStatus();
}

absl::Status TellLevel(runtime::WriteContext& ctx, const v1::Policy& policy, absl::string_view sku,
                       absl::string_view location) {
  const absl::string_view shop = ShopOf(policy.name());
  ASSIGN_OR_RETURN(absl::optional<v1::StockLevel> level,
                   store::FindUntoldForUpdate(ctx.txn(), shop, sku, location));
  if (!level.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(store::MarkTold(ctx.txn(), *level));
  domain::Refresh(*level, policy);
  ctx.Emit(*level, events::kStockChanged);
  return absl::OkStatus();
}

absl::Status AdjustStock(runtime::WriteContext& ctx, const v1::AdjustStockRequest& request,
                         v1::AdjustStockResponse* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  ASSIGN_OR_RETURN(const domain::Adjustments adjustments,
                   domain::MergeAdjustments(request, policy));
  for (auto next = adjustments.begin(); next != adjustments.end();) {
    const std::string& sku_id = next->first.first;
    const auto begin = next;
    while (next != adjustments.end() && next->first.first == sku_id) ++next;
    RETURN_IF_ERROR(AdjustSku(ctx, policy, request, {begin, next}, *response));
  }
  return absl::OkStatus();
}

absl::Status CountStock(runtime::WriteContext& ctx, const v1::CountStockRequest& request,
                        v1::StockLevel* response) {
  const domain::StockLevelIds ids = domain::IdsOfStockLevel(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ids.shop));
  ASSIGN_OR_RETURN(LockedLevel locked, Lock(ctx, policy, ids));
  v1::StockLevel& level = *locked.level;
  RETURN_IF_ERROR(CheckEtag(request.etag(), level));
  const domain::Movement movement = domain::Count(level, request.counted());
  RETURN_IF_ERROR(Book(ctx, level, movement, request.reference()));
  RETURN_IF_ERROR(Save(ctx, policy, locked));
  ctx.Emit(level, events::kStockCounted);
  *response = std::move(level);
  return absl::OkStatus();
}

absl::Status ConfigureStock(runtime::WriteContext& ctx, const v1::ConfigureStockRequest& request,
                            v1::StockLevel* response) {
  const domain::StockLevelIds ids = domain::IdsOfStockLevel(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ids.shop));
  ASSIGN_OR_RETURN(LockedLevel locked, Lock(ctx, policy, ids));
  v1::StockLevel& level = *locked.level;
  RETURN_IF_ERROR(CheckEtag(request.etag(), level));
  level.clear_safety_stock();
  level.clear_low_stock_threshold();
  if (request.has_safety_stock()) level.set_safety_stock(request.safety_stock());
  if (request.has_low_stock_threshold())
    level.set_low_stock_threshold(request.low_stock_threshold());
  RETURN_IF_ERROR(Save(ctx, policy, locked));
  ctx.Emit(level, events::kStockConfigured);
  *response = std::move(level);
  return absl::OkStatus();
}

absl::Status ListStockMovements(runtime::ReadContext& ctx,
                                const v1::ListStockMovementsRequest& request,
                                v1::ListStockMovementsResponse* response) {
  return ListPage(
      request, kMovementPage, PageKey<int64_t>(),
      [&](const PageKey<int64_t>& after, int limit) {
        return store::ListMovements(ctx.txn(), ShopOf(request.parent()),
                                    LastSegment(request.parent()), std::get<0>(after), limit);
      },
      [](const v1::StockMovement& movement) { return PageKey<int64_t>(movement.sequence()); },
      *response, *response->mutable_movements());
}

absl::Status GetStockFigures(runtime::ReadContext& ctx, const v1::GetStockFiguresRequest& request,
                             v1::StockFigures* response) {
  constexpr Day kFirst = std::numeric_limits<Day>::min();
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums period, figures::Sum(ctx, shop, days));
  ASSIGN_OR_RETURN(const Sums to_its_end, figures::Sum(ctx, shop, {kFirst, days.last}));
  ASSIGN_OR_RETURN(const Sums all,
                   figures::Sum(ctx, shop, {kFirst, std::numeric_limits<Day>::max()}));
  *response = domain::StockFiguresOf(period, to_its_end, all);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
