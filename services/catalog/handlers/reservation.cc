#include "services/catalog/handlers/reservation.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/domain/reservation.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/reservations.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

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
absl::Status ReserveSku(rpc::WriteContext& ctx, const v1::Policy& policy,
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
    RETURN_IF_ERROR(SaveLevel(ctx, policy, levels[i], store::Changed::kQuantities));
  }
  return CompareListed(ctx, policy, stock.stock, available);
}

// By SKU and location: the order in which their levels are locked later.
void SortLines(v1::Reservation& reservation) {
  std::sort(reservation.mutable_lines()->begin(), reservation.mutable_lines()->end(),
            [](const v1::ReservationLine& a, const v1::ReservationLine& b) {
              return std::tie(a.sku_id(), a.location()) < std::tie(b.sku_id(), b.location());
            });
}

using LevelChange = absl::StatusOr<domain::Movement> (*)(v1::StockLevel&, absl::string_view sku_id,
                                                         int64_t quantity);

absl::StatusOr<domain::Movement> GiveBack(v1::StockLevel& level, absl::string_view,
                                          int64_t quantity) {
  return domain::Release(level, quantity);
}

// Changes the levels that parts of a reservation stand on.
absl::Status ChangeLevels(rpc::WriteContext& ctx, const v1::Reservation& reservation,
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
    ASSIGN_OR_RETURN(const domain::Movement movement, change(*level, line.sku_id(), part.quantity));
    RETURN_IF_ERROR(Book(ctx, *level, movement, reservation.name()));
    RETURN_IF_ERROR(SaveLevel(ctx, policy, *level, store::Changed::kQuantities));
    RETURN_IF_ERROR(CompareListed(ctx, policy, levels, available));
  }
  return absl::OkStatus();
}

absl::Status SaveChanged(rpc::WriteContext& ctx, v1::Reservation& reservation,
                         absl::string_view event) {
  if (reservation.state() != v1::Reservation::TENTATIVE) {
    ctx.Cancel(kReservationExpiry, reservation.name());
  }
  *reservation.mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveReservation(ctx.txn(), reservation));
  ctx.Emit(reservation, event);
  return absl::OkStatus();
}

absl::StatusOr<v1::Reservation> LoadForUpdate(rpc::WriteContext& ctx, absl::string_view name) {
  return store::LoadReservationForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

}  // namespace

std::string ReserveAffinity(const v1::ReserveStockRequest& req) {
  const std::string* first = nullptr;
  for (const v1::ReservationLine& line : req.lines()) {
    if (first == nullptr || line.sku_id() < *first) first = &line.sku_id();
  }
  return first == nullptr ? "" : absl::StrCat(req.parent(), "/", *first);
}

absl::Status ReserveStock(rpc::WriteContext& ctx, const v1::ReserveStockRequest& req,
                          v1::Reservation* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  const std::string id = EscapeId(req.reservation_id());
  ASSIGN_OR_RETURN(const std::vector<domain::WantedLine> wanted, domain::MergeLines(req.lines()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(absl::optional<v1::Reservation> present,
                   store::FindReservation(ctx.txn(), shop, id));
  if (present.has_value()) {
    if (!domain::IsForLines(*present, wanted)) return AlreadyExistsError(present->name());
    *resp = *std::move(present);
    return absl::OkStatus();
  }
  resp->set_name(domain::ReservationName(shop, id));
  for (size_t first = 0, end = 0; first < wanted.size(); first = end) {
    while (end < wanted.size() && wanted[end].sku_id == wanted[first].sku_id) ++end;
    RETURN_IF_ERROR(
        ReserveSku(ctx, policy, absl::MakeConstSpan(wanted).subspan(first, end - first), *resp));
  }
  SortLines(*resp);
  resp->set_state(v1::Reservation::TENTATIVE);
  *resp->mutable_create_time() = StoredTime(ctx.now());
  *resp->mutable_update_time() = resp->create_time();
  *resp->mutable_expire_time() =
      StoredTime(ctx.now() + absl::Seconds(policy.reservation_seconds()));
  RETURN_IF_ERROR(store::InsertReservation(ctx.txn(), *resp));
  ctx.Schedule(kReservationExpiry, resp->name(), FromProto(resp->expire_time()));
  ctx.Emit(*resp, "reservation.reserved");
  return absl::OkStatus();
}

absl::Status ConfirmReservation(rpc::WriteContext& ctx, const v1::ConfirmReservationRequest& req,
                                v1::Reservation* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name()));
  ASSIGN_OR_RETURN(const bool changed, domain::Confirm(*resp, req.order()));
  return changed ? SaveChanged(ctx, *resp, "reservation.confirmed") : absl::OkStatus();
}

absl::Status TransferReservation(rpc::WriteContext& ctx, const v1::TransferReservationRequest& req,
                                 v1::Reservation* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name()));
  ASSIGN_OR_RETURN(const bool changed, domain::Transfer(*resp, req.from_order(), req.order()));
  return changed ? SaveChanged(ctx, *resp, "reservation.transferred") : absl::OkStatus();
}

absl::Status CommitReservation(rpc::WriteContext& ctx, const v1::CommitReservationRequest& req,
                               v1::Reservation* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name()));
  RETURN_IF_ERROR(domain::CheckCanCommit(*resp));
  if (req.lines().empty()) return InvalidFieldError("lines", "must not be empty");
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts,
                   domain::SelectParts(*resp, req.lines()));
  RETURN_IF_ERROR(ChangeLevels(ctx, *resp, parts, domain::Ship));
  RETURN_IF_ERROR(domain::Commit(*resp, parts));
  return SaveChanged(ctx, *resp, "reservation.committed");
}

absl::Status ReleaseReservation(rpc::WriteContext& ctx, const v1::ReleaseReservationRequest& req,
                                v1::Reservation* resp) {
  ASSIGN_OR_RETURN(*resp, LoadForUpdate(ctx, req.name()));
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts,
                   domain::SelectParts(*resp, req.lines()));
  RETURN_IF_ERROR(ChangeLevels(ctx, *resp, parts, GiveBack));
  ASSIGN_OR_RETURN(const bool changed, domain::Release(*resp, parts));
  return changed ? SaveChanged(ctx, *resp, "reservation.released") : absl::OkStatus();
}

absl::Status ExpireReservation(rpc::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::Reservation reservation, LoadForUpdate(ctx, name));
  if (reservation.state() != v1::Reservation::TENTATIVE ||
      FromProto(reservation.expire_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::vector<domain::LinePart> parts, domain::SelectParts(reservation, {}));
  RETURN_IF_ERROR(ChangeLevels(ctx, reservation, parts, GiveBack));
  RETURN_IF_ERROR(domain::Expire(reservation));
  return SaveChanged(ctx, reservation, "reservation.expired");
}

absl::Status GetReservation(rpc::ReadContext& ctx, const v1::GetReservationRequest& req,
                            v1::Reservation* resp) {
  ASSIGN_OR_RETURN(*resp,
                   store::LoadReservation(ctx.txn(), ShopOf(req.name()), LastSegment(req.name())));
  return absl::OkStatus();
}

absl::Status ListReservations(rpc::ReadContext& ctx, const v1::ListReservationsRequest& req,
                              v1::ListReservationsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  store::ReservationKey after;
  if (!key.empty()) {
    if (key.size() != 3 || !absl::SimpleAtoi(key[0], &after.state) ||
        !absl::SimpleAtoi(key[1], &after.updated_ms)) {
      return InvalidFieldError("page_token", "is damaged");
    }
    after.id = key[2];
  }
  const int64_t before =
      req.has_updated_before() ? ToMillis(FromProto(req.updated_before())) : INT64_MAX;
  ASSIGN_OR_RETURN(std::vector<v1::Reservation> reservations,
                   store::ListReservations(ctx.txn(), ShopOf(req.parent()), req.state(), before,
                                           after, size + 1));
  if (reservations.size() > static_cast<size_t>(size)) {
    reservations.resize(size);
    const v1::Reservation& last = reservations.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(static_cast<int>(last.state())),
                            absl::StrCat(ToMillis(FromProto(last.update_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (v1::Reservation& reservation : reservations) {
    *resp->add_reservations() = std::move(reservation);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
