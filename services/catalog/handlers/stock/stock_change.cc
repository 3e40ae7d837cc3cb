#include "services/catalog/handlers/stock/stock_change.h"

#include <set>
#include <string>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/listed_stock.h"
#include "services/catalog/domain/stock/reservation.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/store/stock/listed_stock.h"
#include "services/catalog/store/stock/reservation.h"

namespace shopdesk::catalog::handlers {
namespace {

absl::Status SetWork(runtime::WriteContext& ctx, const work::Kind& kind,
                     const std::string& resource, bool open) {
  return open ? work::Open(ctx, kind, {.resource = resource}) : work::Close(ctx, kind, resource);
}

// Whether a reservation goes without at another level than this one.
absl::StatusOr<bool> IsOversoldElsewhere(runtime::WriteContext& ctx,
                                         const v1::Reservation& reservation,
                                         const std::string& level_name) {
  const absl::string_view shop = ShopOf(reservation.name());
  for (const v1::ReservationLine& line : reservation.lines()) {
    if (domain::Remaining(line) == 0) continue;
    const std::string sku = EscapeId(line.sku_id());
    const std::string location = EscapeId(line.location());
    if (domain::StockLevelName(shop, sku, location) == level_name) continue;
    ASSIGN_OR_RETURN(const v1::StockLevel level, store::LoadLevel(ctx.txn(), shop, sku, location));
    ASSIGN_OR_RETURN(const std::set<std::string> oversold, store::FindOversold(ctx.txn(), level));
    if (oversold.contains(reservation.name())) return true;
  }
  return false;
}

absl::Status TellOversold(runtime::WriteContext& ctx, const std::string& name,
                          const std::string& level_name, bool oversold) {
  ASSIGN_OR_RETURN(const v1::Reservation reservation,
                   store::LoadReservation(ctx.txn(), ShopOf(name), LastSegment(name)));
  ASSIGN_OR_RETURN(const bool elsewhere, IsOversoldElsewhere(ctx, reservation, level_name));
  if (elsewhere) return absl::OkStatus();
  ctx.Emit(reservation, oversold ? events::kReservationOversold : events::kReservationCovered);
  if (!oversold) return work::Close(ctx, kOversoldReservation, name);
  return work::Open(ctx, kOversoldReservation, {.resource = name, .order = reservation.order()});
}

}  // namespace

absl::Status Book(runtime::WriteContext& ctx, const v1::StockLevel& level,
                  const domain::Movement& movement, absl::string_view reference) {
  return store::InsertMovement(ctx.txn(), level, movement, reference, ctx.actor(), ctx.now());
}

absl::Status SaveLevel(runtime::WriteContext& ctx, const v1::Policy& policy, v1::StockLevel& level,
                       store::LevelColumns columns) {
  const bool was_low = level.low();
  domain::Refresh(level, policy);
  if (level.low() != was_low) columns = store::LevelColumns::kAll;
  RETURN_IF_ERROR(store::SaveLevel(ctx.txn(), level, columns, ctx.now()));
  if (level.low() == was_low) return absl::OkStatus();
  ctx.Emit(level, level.low() ? events::kStockLow : events::kStockRecovered);
  return SetWork(ctx, kLowStock, level.name(), level.low());
}

absl::Status CompareOversold(runtime::WriteContext& ctx, const v1::StockLevel& level,
                             const std::set<std::string>& before) {
  ASSIGN_OR_RETURN(const std::set<std::string> after, store::FindOversold(ctx.txn(), level));
  for (const std::string& name : before) {
    if (!after.contains(name)) RETURN_IF_ERROR(TellOversold(ctx, name, level.name(), false));
  }
  for (const std::string& name : after) {
    if (!before.contains(name)) RETURN_IF_ERROR(TellOversold(ctx, name, level.name(), true));
  }
  return absl::OkStatus();
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
  domain::Refresh(*page, levels.levels, policy);
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
