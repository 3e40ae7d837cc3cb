#include "services/catalog/handlers/stock/reservation.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/domain/stock/reservation.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/stock_change.h"
#include "services/catalog/store/stock/reservation.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Reservations: usual, at most.
constexpr PageLimits kReservationPage{100, 1000};

// Adds to the line of that level, which may be there from an earlier part of the same SKU.
void AddLine(const domain::WantedLine& want, const std::string& location,
             const v1::SkuSnapshot& snapshot, v1::Reservation& reservation) {
  for (v1::ReservationLine& line : *reservation.mutable_lines()) {
    if (line.sku_id() != want.sku_id || line.location() != location) continue;
    line.set_quantity(line.quantity() + want.quantity);
    return;
  }
  v1::ReservationLine& line = *reservation.add_lines();
  line.set_sku_id(want.sku_id);
  line.set_location(location);
  line.set_quantity(want.quantity);
  *line.mutable_snapshot() = snapshot;
}

// Reserves what is wanted of one SKU.
absl::Status ReserveSku(runtime::WriteContext& ctx, const v1::Policy& policy,
                        absl::Span<const domain::WantedLine> wanted, v1::Reservation& reservation) {
  const std::string& sku_id = wanted[0].sku_id;
  ASSIGN_OR_RETURN(
      store::SkuStock stock,
      store::LoadSkuStockForUpdate(ctx.txn(), ShopOf(reservation.name()), EscapeId(sku_id)));
  if (!stock.sku.on_sale) return domain::NotOnSaleError(sku_id, stock.sku.snapshot.product());
  std::vector<v1::StockLevel>& levels = stock.stock.levels;
  const int64_t available = domain::TotalAvailable(levels, policy);
  std::vector<bool> changed(levels.size(), false);
  for (const domain::WantedLine& want : wanted) {
    ASSIGN_OR_RETURN(const int index, domain::ChooseLevel(want, levels, policy));
    v1::StockLevel& level = levels[index];
    const domain::Movement movement = domain::Reserve(level, want.quantity);
    RETURN_IF_ERROR(Book(ctx, level, movement, reservation.name()));
    ASSIGN_OR_RETURN(const std::string location, UnescapeId(LastSegment(level.name())));
    AddLine(want, location, stock.sku.snapshot, reservation);
    changed[index] = true;
  }
  for (size_t i = 0; i < levels.size(); ++i) {
    if (!changed[i]) continue;
    RETURN_IF_ERROR(SaveLevel(ctx, policy, levels[i], store::LevelColumns::kOnHandAndReserved));
  }
  return CompareListed(ctx, policy, stock.stock, available);
}

// Where what is wanted of one SKU would be taken from, line by line; `levels` is as if the lines
// before were reserved.
absl::Status CheckLine(const v1::Policy& policy, const store::Sku& sku,
                       const domain::WantedLine& want, std::vector<v1::StockLevel>& levels) {
  if (!sku.on_sale) return domain::NotOnSaleError(want.sku_id, sku.snapshot.product());
  ASSIGN_OR_RETURN(const int index, domain::ChooseLevel(want, levels, policy));
  domain::Reserve(levels[index], want.quantity);
  return absl::OkStatus();
}

// Says what ReserveSku would of the lines of one SKU.
absl::Status CheckSku(runtime::ReadContext& ctx, const v1::Policy& policy,
                      absl::Span<const domain::WantedLine> wanted,
                      v1::CheckStockResponse& response) {
  const std::string& sku_id = wanted[0].sku_id;
  const absl::StatusOr<store::SkuStock> found =
      store::LoadSkuStock(ctx.txn(), ShopOf(policy.name()), EscapeId(sku_id));
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  std::vector<v1::StockLevel> levels;
  if (found.ok()) levels = found->stock.levels;
  for (const domain::WantedLine& want : wanted) {
    v1::StockCheck& check = *response.add_checks();
    check.set_sku_id(want.sku_id);
    check.set_location(want.location);
    check.set_quantity(want.quantity);
    absl::Status status = found.status();
    if (found.ok()) {
      *check.mutable_snapshot() = found->sku.snapshot;
      check.set_available(domain::MostAvailable(want, found->stock.levels, policy));
      status = CheckLine(policy, found->sku, want, levels);
    }
    check.set_reason(ReasonOf(status));
    check.set_message(std::string(status.message()));
  }
  return absl::OkStatus();
}

// The lines of one SKU after the other: `each(lines of one SKU)`.
template <class Each>
absl::Status ForEachSku(absl::Span<const domain::WantedLine> wanted, Each each) {
  for (size_t first = 0, end = 0; first < wanted.size(); first = end) {
    while (end < wanted.size() && wanted[end].sku_id == wanted[first].sku_id) ++end;
    RETURN_IF_ERROR(each(wanted.subspan(first, end - first)));
  }
  return absl::OkStatus();
}

// By SKU and location: the order in which their levels are locked later.
void SortLines(v1::Reservation& reservation) {
  std::sort(reservation.mutable_lines()->begin(), reservation.mutable_lines()->end(),
            [](const v1::ReservationLine& a, const v1::ReservationLine& b) {
              return std::tie(a.sku_id(), a.location()) < std::tie(b.sku_id(), b.location());
            });
}

// Changes a level, and books it, for a part of the reservation of that name.
using LevelChange = absl::Status (*)(runtime::WriteContext& ctx, v1::StockLevel& level,
                                     const v1::ReservationLine& line, int64_t quantity,
                                     const std::string& reservation);

absl::Status GiveBack(runtime::WriteContext& ctx, v1::StockLevel& level, const v1::ReservationLine&,
                      int64_t quantity, const std::string& reservation) {
  const domain::Movement movement = domain::Release(level, quantity);
  return Book(ctx, level, movement, reservation);
}

// What was shipped was there, whatever stock-taking found.
absl::Status Ship(runtime::WriteContext& ctx, v1::StockLevel& level,
                  const v1::ReservationLine& line, int64_t quantity,
                  const std::string& reservation) {
  if (const int64_t missing = domain::MissingToShip(level, quantity); missing > 0) {
    ASSIGN_OR_RETURN(const domain::Movement found,
                     domain::Adjust(level, line.sku_id(), v1::StockBucket::ON_HAND, missing,
                                    v1::MovementReason::CORRECTED));
    RETURN_IF_ERROR(Book(ctx, level, found, reservation));
  }
  const domain::Movement movement = domain::Ship(level, quantity);
  return Book(ctx, level, movement, reservation);
}

// Changes the levels that parts of a reservation stand on.
absl::Status ChangeLevels(runtime::WriteContext& ctx, const v1::Reservation& reservation,
                          absl::Span<const domain::LinePart> parts, LevelChange change) {
  const absl::string_view shop = ShopOf(reservation.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  for (const domain::LinePart& part : parts) {
    const v1::ReservationLine& line = reservation.lines(part.line);
    const std::string sku = EscapeId(line.sku_id());
    ASSIGN_OR_RETURN(store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
    const int64_t available = domain::TotalAvailable(levels.levels, policy);
    ASSIGN_OR_RETURN(v1::StockLevel * level,
                     store::FindLevel(levels, shop, sku, EscapeId(line.location())));
    ASSIGN_OR_RETURN(const std::set<std::string> oversold, store::FindOversold(ctx.txn(), *level));
    RETURN_IF_ERROR(change(ctx, *level, line, part.quantity, reservation.name()));
    RETURN_IF_ERROR(SaveLevel(ctx, policy, *level, store::LevelColumns::kOnHandAndReserved));
    RETURN_IF_ERROR(CompareOversold(ctx, *level, oversold));
    RETURN_IF_ERROR(CompareListed(ctx, policy, levels, available));
  }
  return absl::OkStatus();
}

absl::Status SaveChanged(runtime::WriteContext& ctx, v1::Reservation& reservation,
                         absl::string_view event) {
  if (reservation.state() != v1::Reservation::TENTATIVE) {
    ctx.Cancel(domain::kReservationExpiry, reservation.name());
  }
  *reservation.mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveReservation(ctx.txn(), reservation));
  ctx.Emit(reservation, event);
  return absl::OkStatus();
}

absl::StatusOr<v1::Reservation> LoadReservationForUpdate(runtime::WriteContext& ctx,
                                                         absl::string_view name) {
  return store::LoadReservationForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

}  // namespace

void AnnounceReserve(const v1::ReserveStockRequest& request, sql::Reads& reads) {
  const absl::string_view shop = ShopOf(request.parent());
  policy::Announce(reads, shop);
  store::AnnounceReservation(reads, shop, EscapeId(request.reservation_id()));
  for (const v1::ReservationLine& line : request.lines()) {
    store::AnnounceSkuStock(reads, shop, EscapeId(line.sku_id()));
  }
}

void AnnounceConfirm(const v1::ConfirmReservationRequest& request, sql::Reads& reads) {
  store::AnnounceReservationForUpdate(reads, ShopOf(request.name()), LastSegment(request.name()));
}

absl::Status CheckStock(runtime::ReadContext& ctx, const v1::CheckStockRequest& request,
                        v1::CheckStockResponse* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  const std::vector<domain::WantedLine> wanted = domain::MergeLines(request.lines());
  return ForEachSku(wanted, [&](absl::Span<const domain::WantedLine> of_sku) {
    return CheckSku(ctx, policy, of_sku, *response);
  });
}

absl::Status ReserveStock(runtime::WriteContext& ctx, const v1::ReserveStockRequest& request,
                          v1::Reservation* response) {
  const absl::string_view shop = ShopOf(request.parent());
  const std::string id = EscapeId(request.reservation_id());
  const std::vector<domain::WantedLine> wanted = domain::MergeLines(request.lines());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(absl::optional<v1::Reservation> present,
                   store::FindReservation(ctx.txn(), shop, id));
  if (present.has_value()) {
    if (!domain::IsForLines(*present, wanted)) return AlreadyExistsError(present->name());
    *response = *std::move(present);
    return absl::OkStatus();
  }
  response->set_name(domain::ReservationName(shop, id));
  RETURN_IF_ERROR(ForEachSku(wanted, [&](absl::Span<const domain::WantedLine> of_sku) {
    return ReserveSku(ctx, policy, of_sku, *response);
  }));
  SortLines(*response);
  response->set_state(v1::Reservation::TENTATIVE);
  *response->mutable_create_time() = StoredTime(ctx.now());
  *response->mutable_update_time() = response->create_time();
  *response->mutable_expire_time() =
      StoredTime(ctx.now() + absl::Seconds(policy.reservation_seconds()));
  RETURN_IF_ERROR(store::InsertReservation(ctx.txn(), *response));
  ctx.Schedule(domain::kReservationExpiry, response->name(), FromProto(response->expire_time()));
  ctx.Emit(*response, events::kReservationReserved);
  return absl::OkStatus();
}

absl::Status ConfirmReservation(runtime::WriteContext& ctx,
                                const v1::ConfirmReservationRequest& request,
                                v1::Reservation* response) {
  ASSIGN_OR_RETURN(*response, LoadReservationForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const bool changed, domain::Confirm(*response, request.order()));
  return changed ? SaveChanged(ctx, *response, events::kReservationConfirmed) : absl::OkStatus();
}

absl::Status TransferReservation(runtime::WriteContext& ctx,
                                 const v1::TransferReservationRequest& request,
                                 v1::Reservation* response) {
  ASSIGN_OR_RETURN(*response, LoadReservationForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const bool changed,
                   domain::Transfer(*response, request.from_order(), request.order()));
  return changed ? SaveChanged(ctx, *response, events::kReservationTransferred) : absl::OkStatus();
}

absl::Status CommitReservation(runtime::WriteContext& ctx,
                               const v1::CommitReservationRequest& request,
                               v1::Reservation* response) {
  ASSIGN_OR_RETURN(*response, LoadReservationForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(domain::CheckCanCommit(*response));
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts,
                   domain::SelectParts(*response, request.lines()));
  RETURN_IF_ERROR(ChangeLevels(ctx, *response, parts, Ship));
  RETURN_IF_ERROR(domain::Commit(*response, parts));
  return SaveChanged(ctx, *response, events::kReservationCommitted);
}

absl::Status ReleaseReservation(runtime::WriteContext& ctx,
                                const v1::ReleaseReservationRequest& request,
                                v1::Reservation* response) {
  ASSIGN_OR_RETURN(*response, LoadReservationForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts,
                   domain::SelectParts(*response, request.lines()));
  RETURN_IF_ERROR(ChangeLevels(ctx, *response, parts, GiveBack));
  ASSIGN_OR_RETURN(const bool changed, domain::Release(*response, parts));
  return changed ? SaveChanged(ctx, *response, events::kReservationReleased) : absl::OkStatus();
}

absl::Status OnReservationExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Reservation reservation, LoadReservationForUpdate(ctx, due.resource_name));
  if (reservation.state() != v1::Reservation::TENTATIVE ||
      FromProto(reservation.expire_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts, domain::SelectParts(reservation, {}));
  RETURN_IF_ERROR(ChangeLevels(ctx, reservation, parts, GiveBack));
  RETURN_IF_ERROR(domain::Expire(reservation));
  return SaveChanged(ctx, reservation, events::kReservationExpired);
}

absl::Status GetReservation(runtime::ReadContext& ctx, const v1::GetReservationRequest& request,
                            v1::Reservation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadReservation(ctx.txn(), ShopOf(request.name()),
                                                     LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListReservations(runtime::ReadContext& ctx, const v1::ListReservationsRequest& request,
                              v1::ListReservationsResponse* response) {
  const int64_t updated_before_ms =
      request.has_updated_before() ? ToMillis(FromProto(request.updated_before())) : INT64_MAX;
  return ListPage(
      request, kReservationPage, store::ReservationKey(),
      [&](const store::ReservationKey& after, int limit) {
        return store::ListReservations(ctx.txn(), ShopOf(request.parent()), request.state(),
                                       updated_before_ms, after, limit);
      },
      store::KeyOf, *response, *response->mutable_reservations());
}

}  // namespace shopdesk::catalog::handlers
