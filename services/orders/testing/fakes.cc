#include "services/orders/testing/fakes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/testing/refusal.h"

namespace shopdesk::orders::testing {
namespace {

using catalog::v1::Grant;
using catalog::v1::Reservation;
using catalog::v1::ReservationLine;
using logistics::v1::Intercept;

absl::Status WrongState(const Reservation& reservation) {
  return WrongStateError(reservation.name(), Reservation::State_Name(reservation.state()), "change",
                         "");
}

int64_t Remaining(const ReservationLine& line) {
  return line.quantity() - line.committed_quantity() - line.released_quantity();
}

// Pieces by SKU.
template <class Lines>
std::map<std::string, int64_t> SumBySku(const Lines& lines) {
  std::map<std::string, int64_t> sums;
  for (const auto& line : lines) sums[line.sku_id()] += line.quantity();
  return sums;
}

ReservationLine* FindLine(Reservation& reservation, const std::string& sku) {
  for (ReservationLine& line : *reservation.mutable_lines()) {
    if (line.sku_id() == sku) return &line;
  }
  return nullptr;
}

// What is asked of a reservation; no lines ask for all that remains. QUANTITY_EXCEEDED.
template <class Lines>
absl::StatusOr<std::map<std::string, int64_t>> PartsOf(Reservation& reservation,
                                                       const Lines& lines) {
  std::map<std::string, int64_t> parts = SumBySku(lines);
  if (lines.empty()) {
    for (const ReservationLine& line : reservation.lines()) parts[line.sku_id()] = Remaining(line);
  }
  for (const auto& [sku, quantity] : parts) {
    const ReservationLine* line = FindLine(reservation, sku);
    const int64_t remaining = line == nullptr ? 0 : Remaining(*line);
    if (quantity > remaining) {
      return Refusal("QUANTITY_EXCEEDED", {{"sku", sku},
                                           {"asked", absl::StrCat(quantity)},
                                           {"remaining", absl::StrCat(remaining)}});
    }
  }
  return parts;
}

// Nothing remains reserved: what became of it.
void EndIfNothingRemains(Reservation& reservation, Reservation::State end) {
  for (const ReservationLine& line : reservation.lines()) {
    if (Remaining(line) > 0) return;
    if (line.committed_quantity() > 0) end = Reservation::COMMITTED;
  }
  const bool open = reservation.state() == Reservation::TENTATIVE ||
                    reservation.state() == Reservation::CONFIRMED;
  if (open) reservation.set_state(end);
}

absl::Status Tie(Reservation& reservation, const std::string& order) {
  const bool tentative = reservation.state() == Reservation::TENTATIVE;
  const bool ended =
      reservation.state() == Reservation::RELEASED || reservation.state() == Reservation::EXPIRED;
  if (ended || (!tentative && reservation.order() != order)) return WrongState(reservation);
  if (tentative) reservation.set_state(Reservation::CONFIRMED);
  reservation.set_order(order);
  return absl::OkStatus();
}

}  // namespace

void FakeCatalog::SetStock(const std::string& sku, int64_t quantity, int64_t price_minor) {
  MutexLock lock(mutex_);
  levels_[sku].available = quantity;
  levels_[sku].price_minor = price_minor;
}

int64_t FakeCatalog::available(const std::string& sku) const {
  MutexLock lock(mutex_);
  return levels_.at(sku).available;
}

int64_t FakeCatalog::damaged(const std::string& sku) const {
  MutexLock lock(mutex_);
  return levels_.at(sku).damaged;
}

int64_t FakeCatalog::shipped(const std::string& sku) const {
  MutexLock lock(mutex_);
  return levels_.at(sku).shipped;
}

int64_t FakeCatalog::reserved(const std::string& sku) const {
  MutexLock lock(mutex_);
  int64_t reserved = 0;
  for (const auto& [name, reservation] : reservations_) {
    for (const ReservationLine& line : reservation.lines()) {
      if (line.sku_id() == sku) reserved += Remaining(line);
    }
  }
  return reserved;
}

void FakeCatalog::GiveBack(Reservation& reservation, const std::map<std::string, int64_t>& parts) {
  for (const auto& [sku, quantity] : parts) {
    ReservationLine& line = *FindLine(reservation, sku);
    line.set_released_quantity(line.released_quantity() + quantity);
    levels_[sku].available += quantity;
  }
}

void FakeCatalog::EndTentative(Reservation& reservation) {
  std::map<std::string, int64_t> all;
  for (const ReservationLine& line : reservation.lines()) all[line.sku_id()] = Remaining(line);
  GiveBack(reservation, all);
  reservation.set_state(Reservation::EXPIRED);
}

void FakeCatalog::Expire(const std::string& reservation) {
  MutexLock lock(mutex_);
  EndTentative(reservations_.at(reservation));
}

void FakeCatalog::ExpireNextOnConfirm(const std::string& taken_sku) {
  MutexLock lock(mutex_);
  expire_next_ = true;
  taken_sku_ = taken_sku;
}

std::string FakeCatalog::StateOf(const std::string& reservation) const {
  MutexLock lock(mutex_);
  const auto found = reservations_.find(reservation);
  return found == reservations_.end() ? "" : Reservation::State_Name(found->second.state());
}

std::string FakeCatalog::OrderOf(const std::string& reservation) const {
  MutexLock lock(mutex_);
  const auto found = reservations_.find(reservation);
  return found == reservations_.end() ? "" : found->second.order();
}

void FakeCatalog::FailNext(const std::string& method, Fault fault) {
  MutexLock lock(mutex_);
  faults_[method] = fault;
}

int FakeCatalog::calls(const std::string& method) const {
  MutexLock lock(mutex_);
  const auto found = calls_.find(method);
  return found == calls_.end() ? 0 : found->second;
}

template <class Request>
absl::Status FakeCatalog::Run(const std::string& method, const Request& request,
                              const std::function<absl::Status()>& body) {
  MutexLock lock(mutex_);
  ++calls_[method];
  const Fault fault = std::exchange(faults_[method], Fault::kNone);
  if (fault == Fault::kBefore) return Down();
  const std::string key = absl::StrCat(method, "/", request.request_id());
  const auto done = done_.find(key);
  if (done == done_.end()) {
    RETURN_IF_ERROR(body());
    done_[key] = request.SerializeAsString();
  } else if (done->second != request.SerializeAsString()) {
    return Error(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "another request's",
                 {{"request_id", request.request_id()}});
  }
  return fault == Fault::kAfter ? Down() : absl::OkStatus();
}

template <class Request>
absl::Status FakeCatalog::Change(const std::string& method, const Request& request,
                                 const std::function<absl::Status(Reservation&)>& body) {
  return Run(method, request, [&]() -> absl::Status {
    const auto found = reservations_.find(request.name());
    if (found == reservations_.end()) return shopdesk::NotFoundError(request.name());
    return body(found->second);
  });
}

absl::Status FakeCatalog::CheckLevel(const std::string& shop_name, const std::string& sku,
                                     int64_t quantity) const {
  const auto level = levels_.find(sku);
  if (level == levels_.end()) {
    return shopdesk::NotFoundError(absl::StrCat(shop_name, "/skus/", sku));
  }
  if (level->second.available >= quantity) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK", "out of stock",
               {{"sku", sku},
                {"asked", absl::StrCat(quantity)},
                {"available", absl::StrCat(level->second.available)}});
}

catalog::v1::SkuSnapshot FakeCatalog::SnapshotOf(const std::string& shop_name,
                                                 const std::string& sku) const {
  catalog::v1::SkuSnapshot snapshot;
  snapshot.set_sku_id(sku);
  snapshot.set_product(absl::StrCat(shop_name, "/products/", sku));
  const Level& level = levels_.at(sku);
  *snapshot.mutable_price() = MakeMoney("CNY", level.price_minor);
  if (!level.goods.empty()) snapshot.add_shipping_goods(level.goods);
  return snapshot;
}

absl::StatusOr<catalog::v1::CheckStockResponse> FakeCatalog::CheckStock(
    const runtime::Context&, const catalog::v1::CheckStockRequest& request) {
  MutexLock lock(mutex_);
  ++calls_["CheckStock"];
  if (std::exchange(faults_["CheckStock"], Fault::kNone) != Fault::kNone) return Down();
  catalog::v1::CheckStockResponse response;
  for (const auto& [sku, quantity] : SumBySku(request.lines())) {
    catalog::v1::StockCheck& check = *response.add_checks();
    check.set_sku_id(sku);
    check.set_quantity(quantity);
    const absl::Status status = CheckLevel(request.parent(), sku, quantity);
    check.set_reason(ReasonOf(status));
    check.set_message(std::string(status.message()));
    if (levels_.count(sku) == 0) continue;
    *check.mutable_snapshot() = SnapshotOf(request.parent(), sku);
    check.set_available(levels_.at(sku).available);
  }
  return response;
}

absl::Status FakeCatalog::Reserve(const std::string& shop_name,
                                  const std::map<std::string, int64_t>& wanted,
                                  Reservation& reservation) {
  for (const auto& [sku, quantity] : wanted) {
    RETURN_IF_ERROR(CheckLevel(shop_name, sku, quantity));
  }
  reservation.set_state(Reservation::TENTATIVE);
  for (const auto& [sku, quantity] : wanted) {
    levels_[sku].available -= quantity;
    ReservationLine& line = *reservation.add_lines();
    line.set_sku_id(sku);
    line.set_quantity(quantity);
    line.set_location(levels_[sku].location);
    *line.mutable_snapshot() = SnapshotOf(shop_name, sku);
  }
  return absl::OkStatus();
}

void FakeCatalog::SetHold(absl::Duration hold) {
  MutexLock lock(mutex_);
  hold_ = hold;
}

void FakeCatalog::HoldConfirmations(bool held) {
  MutexLock lock(mutex_);
  confirmations_held_ = held;
  confirmations_go_on_.NotifyAll();
}

absl::StatusOr<Reservation> FakeCatalog::ReserveStock(
    const runtime::Context& ctx, const catalog::v1::ReserveStockRequest& request) {
  const std::string name =
      absl::StrCat(request.parent(), "/reservations/", request.reservation_id());
  RETURN_IF_ERROR(Run("ReserveStock", request, [&]() -> absl::Status {
    const std::map<std::string, int64_t> wanted = SumBySku(request.lines());
    const auto present = reservations_.find(name);
    if (present != reservations_.end()) {
      return SumBySku(present->second.lines()) == wanted ? absl::OkStatus()
                                                         : AlreadyExistsError(name);
    }
    Reservation reservation;
    reservation.set_name(name);
    *reservation.mutable_create_time() = ToProto(ctx.now());
    RETURN_IF_ERROR(Reserve(request.parent(), wanted, reservation));
    if (hold_ > absl::ZeroDuration())
      *reservation.mutable_expire_time() = ToProto(ctx.now() + hold_);
    reservations_[name] = std::move(reservation);
    return absl::OkStatus();
  }));
  MutexLock lock(mutex_);
  return reservations_.at(name);
}

absl::Status FakeCatalog::ConfirmReservation(
    const runtime::Context&, const catalog::v1::ConfirmReservationRequest& request) {
  {
    MutexLock lock(mutex_);
    while (confirmations_held_) confirmations_go_on_.Wait(mutex_);
  }
  return Change("ConfirmReservation", request, [&](Reservation& reservation) {
    if (std::exchange(expire_next_, false)) {
      EndTentative(reservation);
      levels_[taken_sku_].available = 0;
    }
    return Tie(reservation, request.order());
  });
}

absl::Status FakeCatalog::TransferReservation(
    const runtime::Context&, const catalog::v1::TransferReservationRequest& request) {
  return Change("TransferReservation", request, [&](Reservation& reservation) {
    if (reservation.state() == Reservation::CONFIRMED &&
        reservation.order() == request.from_order()) {
      reservation.set_order(request.order());
    }
    return Tie(reservation, request.order());
  });
}

absl::Status FakeCatalog::CommitReservation(const runtime::Context&,
                                            const catalog::v1::CommitReservationRequest& request) {
  return Change("CommitReservation", request, [&](Reservation& reservation) -> absl::Status {
    if (reservation.state() != Reservation::CONFIRMED) return WrongState(reservation);
    ASSIGN_OR_RETURN(const auto parts, PartsOf(reservation, request.lines()));
    for (const auto& [sku, quantity] : parts) {
      ReservationLine& line = *FindLine(reservation, sku);
      line.set_committed_quantity(line.committed_quantity() + quantity);
      levels_[sku].shipped += quantity;
    }
    EndIfNothingRemains(reservation, Reservation::COMMITTED);
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::ReleaseReservation(
    const runtime::Context&, const catalog::v1::ReleaseReservationRequest& request) {
  return Change("ReleaseReservation", request, [&](Reservation& reservation) -> absl::Status {
    ASSIGN_OR_RETURN(const auto parts, PartsOf(reservation, request.lines()));
    GiveBack(reservation, parts);
    EndIfNothingRemains(reservation, Reservation::RELEASED);
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::AdjustStock(const runtime::Context&,
                                      const catalog::v1::AdjustStockRequest& request) {
  return Run("AdjustStock", request, [&]() -> absl::Status {
    for (const auto& line : request.lines()) {
      if (levels_.count(line.sku_id()) == 0) {
        return shopdesk::NotFoundError(absl::StrCat(request.parent(), "/skus/", line.sku_id()));
      }
    }
    for (const auto& line : request.lines()) {
      Level& level = levels_[line.sku_id()];
      (line.bucket() == catalog::v1::StockBucket::DAMAGED ? level.damaged : level.available) +=
          line.delta();
      level.adjusted_at = line.location();
    }
    return absl::OkStatus();
  });
}

void FakeCatalog::RemoveSku(const std::string& sku) {
  MutexLock lock(mutex_);
  levels_.erase(sku);
}

void FakeCatalog::SetFloor(const std::string& sku, int64_t lowest_minor, int64_t floor_minor) {
  MutexLock lock(mutex_);
  levels_[sku].lowest_minor = lowest_minor;
  levels_[sku].floor_minor = floor_minor;
}

void FakeCatalog::SetGrant(const std::string& name, const std::string& buyer,
                           const std::string& sku, int64_t price_minor, int64_t quantity) {
  MutexLock lock(mutex_);
  Grant& grant = grants_[name];
  grant.set_name(name);
  grant.set_buyer(buyer);
  grant.set_sku_id(sku);
  grant.set_quantity(quantity);
  *grant.mutable_unit_price() = MakeMoney("CNY", price_minor);
}

std::string FakeCatalog::RedeemerOf(const std::string& grant) const {
  MutexLock lock(mutex_);
  return grants_.at(grant).order();
}

absl::StatusOr<catalog::v1::CheckPriceResponse> FakeCatalog::CheckPrice(
    const runtime::Context&, const catalog::v1::CheckPriceRequest& request) {
  MutexLock lock(mutex_);
  ++calls_["CheckPrice"];
  if (std::exchange(faults_["CheckPrice"], Fault::kNone) != Fault::kNone) return Down();
  catalog::v1::CheckPriceResponse response;
  for (const auto& line : request.lines()) {
    const auto found = levels_.find(line.sku_id());
    if (found == levels_.end()) {
      return shopdesk::NotFoundError(absl::StrCat(request.parent(), "/skus/", line.sku_id()));
    }
    const Level& level = found->second;
    const int64_t asked = line.unit_price().minor();
    const bool owner = request.role() == Role::OWNER;
    const int64_t lowest = owner ? level.floor_minor : level.lowest_minor;
    catalog::v1::PriceCheck& check = *response.add_checks();
    check.set_sku_id(line.sku_id());
    *check.mutable_lowest() = MakeMoney("CNY", lowest);
    *check.mutable_floor() = MakeMoney("CNY", level.floor_minor);
    check.set_verdict(asked < level.floor_minor ? catalog::v1::PriceVerdict::BELOW_FLOOR
                      : asked < lowest          ? catalog::v1::PriceVerdict::ABOVE_ROLE_LIMIT
                                                : catalog::v1::PriceVerdict::ALLOWED);
  }
  return response;
}

absl::StatusOr<Grant*> FakeCatalog::MatchGrant(const std::string& name, const std::string& buyer,
                                               const std::string& sku, int64_t quantity,
                                               const std::string& order) {
  const auto found = grants_.find(name);
  if (found == grants_.end()) return shopdesk::NotFoundError(name);
  Grant& grant = found->second;
  if (grant.buyer() != buyer || grant.sku_id() != sku || grant.quantity() < quantity) {
    return Refusal("GRANT_MISMATCH");
  }
  if (!grant.order().empty() && grant.order() != order) return Refusal("GRANT_USED");
  return &grant;
}

absl::StatusOr<catalog::v1::CheckGrantResponse> FakeCatalog::CheckGrant(
    const runtime::Context&, const catalog::v1::CheckGrantRequest& request) {
  MutexLock lock(mutex_);
  ++calls_["CheckGrant"];
  if (std::exchange(faults_["CheckGrant"], Fault::kNone) != Fault::kNone) return Down();
  ASSIGN_OR_RETURN(Grant* const grant, MatchGrant(request.name(), request.buyer(), request.sku_id(),
                                                  request.quantity(), ""));
  catalog::v1::CheckGrantResponse response;
  *response.mutable_unit_price() = grant->unit_price();
  return response;
}

absl::StatusOr<Grant> FakeCatalog::RedeemGrant(const runtime::Context&,
                                               const catalog::v1::RedeemGrantRequest& request) {
  RETURN_IF_ERROR(Run("RedeemGrant", request, [&]() -> absl::Status {
    ASSIGN_OR_RETURN(Grant* const grant,
                     MatchGrant(request.name(), request.buyer(), request.sku_id(),
                                request.quantity(), request.order()));
    grant->set_order(request.order());
    return absl::OkStatus();
  }));
  MutexLock lock(mutex_);
  return grants_.at(request.name());
}

absl::Status FakeCatalog::ReturnGrant(const runtime::Context&,
                                      const catalog::v1::ReturnGrantRequest& request) {
  return Run("ReturnGrant", request, [&]() -> absl::Status {
    const auto found = grants_.find(request.name());
    if (found == grants_.end()) return shopdesk::NotFoundError(request.name());
    Grant& grant = found->second;
    if (grant.order() != request.order()) {
      return grant.returned_by() == request.order() ? absl::OkStatus() : Refusal("GRANT_MISMATCH");
    }
    grant.clear_order();
    grant.set_returned_by(request.order());
    return absl::OkStatus();
  });
}

absl::Status FakeLogistics::EraseOrder(const runtime::Context&,
                                       const logistics::v1::EraseOrderRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("EraseOrder");
  if (fault == Fault::kBefore) return Down();
  erased_.insert(request.order());
  return fault == Fault::kAfter ? Down() : absl::OkStatus();
}

absl::Status FakeLogistics::EraseBuyer(const runtime::Context&,
                                       const logistics::v1::EraseBuyerRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("EraseBuyer");
  if (fault == Fault::kBefore) return Down();
  erased_.insert(request.name());
  return fault == Fault::kAfter ? Down() : absl::OkStatus();
}

std::vector<std::string> FakeLogistics::erased() const {
  MutexLock lock(mutex_);
  return {erased_.begin(), erased_.end()};
}

absl::StatusOr<Reservation> FakeCatalog::GetReservation(const runtime::Context&,
                                                        absl::string_view name) {
  MutexLock lock(mutex_);
  ++calls_["GetReservation"];
  if (std::exchange(faults_["GetReservation"], Fault::kNone) != Fault::kNone) return Down();
  const auto found = reservations_.find(std::string(name));
  if (found == reservations_.end()) return shopdesk::NotFoundError(name);
  return found->second;
}

absl::StatusOr<catalog::v1::BatchGetProductsResponse> FakeCatalog::BatchGetProducts(
    const runtime::Context&, const catalog::v1::BatchGetProductsRequest& request) {
  MutexLock lock(mutex_);
  ++calls_["BatchGetProducts"];
  if (std::exchange(faults_["BatchGetProducts"], Fault::kNone) != Fault::kNone) return Down();
  catalog::v1::BatchGetProductsResponse response;
  for (const std::string& sku : request.sku_ids()) {
    const auto level = levels_.find(sku);
    if (level == levels_.end()) {
      response.add_missing_sku_ids(sku);
      continue;
    }
    catalog::v1::Product& product = *response.add_products();
    product.set_name(absl::StrCat(request.parent(), "/products/", sku));
    product.add_skus()->set_sku_id(sku);
    product.mutable_skus(0)->set_barcode(level->second.barcode);
  }
  return response;
}

absl::Status FakeCatalog::CountStock(const runtime::Context&,
                                     const catalog::v1::CountStockRequest& request) {
  return Run("CountStock", request, [&]() -> absl::Status {
    const std::string sku = std::string(LastSegment(ParentOf(request.name())));
    const auto level = levels_.find(sku);
    if (level == levels_.end()) return shopdesk::NotFoundError(request.name());
    level->second.counted = request.counted();
    return absl::OkStatus();
  });
}

void FakeCatalog::SetBarcode(const std::string& sku, const std::string& barcode) {
  MutexLock lock(mutex_);
  levels_[sku].barcode = barcode;
}

void FakeCatalog::SetGoods(const std::string& sku, const std::string& goods) {
  MutexLock lock(mutex_);
  levels_[sku].goods = goods;
}

void FakeCatalog::SetLocation(const std::string& sku, const std::string& location) {
  MutexLock lock(mutex_);
  levels_[sku].location = location;
}

std::string FakeCatalog::adjusted_at(const std::string& sku) const {
  MutexLock lock(mutex_);
  return levels_.at(sku).adjusted_at;
}

int64_t FakeCatalog::counted(const std::string& sku) const {
  MutexLock lock(mutex_);
  return levels_.at(sku).counted;
}

}  // namespace shopdesk::orders::testing
