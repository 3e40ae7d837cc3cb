#include "services/orders/testing/fakes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/pricing/freight.h"

namespace shopdesk::orders::testing {
namespace {

absl::Status Down() { return UnavailableError("the connection broke"); }

absl::Status WrongState(const std::string& name, const std::string& state) {
  return WrongStateError(name, state, "change", "");
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
  for (const auto& [name, held] : held_) {
    const auto found = held.left.find(sku);
    if (found != held.left.end()) reserved += found->second;
  }
  return reserved;
}

void FakeCatalog::Expire(const std::string& reservation) {
  MutexLock lock(mutex_);
  Held& held = held_.at(reservation);
  for (auto& [sku, quantity] : held.left) levels_[sku].available += std::exchange(quantity, 0);
  held.state = "EXPIRED";
}

void FakeCatalog::ExpireNextOnConfirm(const std::string& taken_sku) {
  MutexLock lock(mutex_);
  expire_next_ = true;
  taken_sku_ = taken_sku;
}

std::string FakeCatalog::StateOf(const std::string& reservation) const {
  MutexLock lock(mutex_);
  const auto found = held_.find(reservation);
  return found == held_.end() ? "" : found->second.state;
}

std::string FakeCatalog::OrderOf(const std::string& reservation) const {
  MutexLock lock(mutex_);
  const auto found = held_.find(reservation);
  return found == held_.end() ? "" : found->second.order;
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

absl::Status FakeCatalog::Run(const std::string& method, const std::string& request_id,
                              const std::function<absl::Status()>& body) {
  MutexLock lock(mutex_);
  ++calls_[method];
  const Fault fault = std::exchange(faults_[method], Fault::kNone);
  if (fault == Fault::kBefore) return Down();
  const std::string key = absl::StrCat(method, "/", request_id);
  if (done_.count(key) == 0) {
    RETURN_IF_ERROR(body());
    done_.insert(key);
  }
  return fault == Fault::kAfter ? Down() : absl::OkStatus();
}

absl::StatusOr<catalog::v1::Reservation> FakeCatalog::ReserveStock(
    const runtime::Context&, const catalog::v1::ReserveStockRequest& request) {
  const std::string name =
      absl::StrCat(request.parent(), "/reservations/", request.reservation_id());
  RETURN_IF_ERROR(Run("ReserveStock", request.request_id(), [&]() -> absl::Status {
    for (const auto& line : request.lines()) {
      const auto level = levels_.find(line.sku_id());
      if (level == levels_.end()) {
        return shopdesk::NotFoundError(absl::StrCat(request.parent(), "/skus/", line.sku_id()));
      }
      if (level->second.available < line.quantity()) {
        return Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK", "out of stock",
                     {{"sku", line.sku_id()},
                      {"asked", absl::StrCat(line.quantity())},
                      {"available", absl::StrCat(level->second.available)}});
      }
    }
    Held held;
    held.answer.set_name(name);
    held.answer.set_state(catalog::v1::Reservation::TENTATIVE);
    for (const auto& line : request.lines()) {
      Level& level = levels_[line.sku_id()];
      level.available -= line.quantity();
      held.left[line.sku_id()] += line.quantity();
      catalog::v1::ReservationLine& reserved = *held.answer.add_lines();
      reserved = line;
      catalog::v1::SkuSnapshot& snapshot = *reserved.mutable_snapshot();
      snapshot.set_sku_id(line.sku_id());
      snapshot.set_product(absl::StrCat(request.parent(), "/products/", line.sku_id()));
      *snapshot.mutable_price() = MakeMoney("CNY", level.price_minor);
    }
    held_[name] = std::move(held);
    return absl::OkStatus();
  }));
  MutexLock lock(mutex_);
  return held_.at(name).answer;
}

absl::Status FakeCatalog::ConfirmReservation(
    const runtime::Context&, const catalog::v1::ConfirmReservationRequest& request) {
  return Run("ConfirmReservation", request.request_id(), [&]() -> absl::Status {
    const auto held = held_.find(request.name());
    if (held == held_.end()) return shopdesk::NotFoundError(request.name());
    std::string& state = held->second.state;
    if (std::exchange(expire_next_, false)) {
      for (auto& [sku, quantity] : held->second.left) {
        levels_[sku].available += std::exchange(quantity, 0);
      }
      levels_[taken_sku_].available = 0;
      state = "EXPIRED";
    }
    if (state != "TENTATIVE" && state != "CONFIRMED") return WrongState(request.name(), state);
    std::string& order = held->second.order;
    if (!order.empty() && order != request.order()) return WrongState(request.name(), state);
    state = "CONFIRMED";
    order = request.order();
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::TransferReservation(
    const runtime::Context&, const catalog::v1::TransferReservationRequest& request) {
  return Run("TransferReservation", request.request_id(), [&]() -> absl::Status {
    const auto held = held_.find(request.name());
    if (held == held_.end()) return shopdesk::NotFoundError(request.name());
    std::string& state = held->second.state;
    if (state != "TENTATIVE" && state != "CONFIRMED") return WrongState(request.name(), state);
    std::string& order = held->second.order;
    if (!order.empty() && order != request.from_order() && order != request.order()) {
      return WrongState(request.name(), state);
    }
    state = "CONFIRMED";
    order = request.order();
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::CommitReservation(const runtime::Context&,
                                            const catalog::v1::CommitReservationRequest& request) {
  return Run("CommitReservation", request.request_id(), [&]() -> absl::Status {
    const auto held = held_.find(request.name());
    if (held == held_.end()) return shopdesk::NotFoundError(request.name());
    if (held->second.state != "CONFIRMED") {
      return WrongState(request.name(), held->second.state);
    }
    for (const auto& line : request.lines()) {
      int64_t& left = held->second.left[line.sku_id()];
      if (left < line.quantity()) {
        return Error(absl::StatusCode::kFailedPrecondition, "QUANTITY_EXCEEDED", "too many");
      }
      left -= line.quantity();
      levels_[line.sku_id()].shipped += line.quantity();
    }
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::ReleaseReservation(
    const runtime::Context&, const catalog::v1::ReleaseReservationRequest& request) {
  return Run("ReleaseReservation", request.request_id(), [&]() -> absl::Status {
    const auto held = held_.find(request.name());
    if (held == held_.end()) return shopdesk::NotFoundError(request.name());
    std::map<std::string, int64_t>& left = held->second.left;
    if (request.lines().empty()) {
      for (auto& [sku, quantity] : left) levels_[sku].available += std::exchange(quantity, 0);
      held->second.state = "RELEASED";
    }
    for (const auto& line : request.lines()) {
      if (left[line.sku_id()] < line.quantity()) {
        return Error(absl::StatusCode::kFailedPrecondition, "QUANTITY_EXCEEDED", "too many");
      }
      left[line.sku_id()] -= line.quantity();
      levels_[line.sku_id()].available += line.quantity();
    }
    return absl::OkStatus();
  });
}

absl::Status FakeCatalog::AdjustStock(const runtime::Context&,
                                      const catalog::v1::AdjustStockRequest& request) {
  return Run("AdjustStock", request.request_id(), [&]() -> absl::Status {
    for (const auto& line : request.lines()) {
      Level& level = levels_[line.sku_id()];
      (line.bucket() == catalog::v1::DAMAGED ? level.damaged : level.available) += line.delta();
    }
    return absl::OkStatus();
  });
}

void FakeCatalog::SetFloor(const std::string& sku, int64_t lowest_minor, int64_t floor_minor) {
  MutexLock lock(mutex_);
  levels_[sku].lowest_minor = lowest_minor;
  levels_[sku].floor_minor = floor_minor;
}

void FakeCatalog::SetGrant(const std::string& name, const std::string& buyer,
                           const std::string& sku, int64_t price_minor) {
  MutexLock lock(mutex_);
  catalog::v1::Grant& grant = grants_[name];
  grant.set_name(name);
  grant.set_buyer(buyer);
  grant.set_sku_id(sku);
  grant.set_quantity(10);
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
    const Level& level = levels_[line.sku_id()];
    const int64_t asked = line.unit_price().minor();
    const bool owner = request.role() == "owner";
    const int64_t lowest = owner ? level.floor_minor : level.lowest_minor;
    catalog::v1::PriceCheck& check = *response.add_checks();
    check.set_sku_id(line.sku_id());
    *check.mutable_lowest() = MakeMoney("CNY", lowest);
    *check.mutable_floor() = MakeMoney("CNY", level.floor_minor);
    check.set_verdict(asked < level.floor_minor ? catalog::v1::BELOW_FLOOR
                      : asked < lowest          ? catalog::v1::ABOVE_ROLE_LIMIT
                                                : catalog::v1::ALLOWED);
  }
  return response;
}

absl::StatusOr<catalog::v1::Grant> FakeCatalog::RedeemGrant(
    const runtime::Context&, const catalog::v1::RedeemGrantRequest& request) {
  RETURN_IF_ERROR(Run("RedeemGrant", request.request_id(), [&]() -> absl::Status {
    const auto found = grants_.find(request.name());
    if (found == grants_.end()) return shopdesk::NotFoundError(request.name());
    catalog::v1::Grant& grant = found->second;
    if (!grant.order().empty() && grant.order() != request.order()) {
      return Error(absl::StatusCode::kFailedPrecondition, "GRANT_USED", "used");
    }
    if (grant.buyer() != request.buyer() || grant.sku_id() != request.sku_id() ||
        grant.quantity() < request.quantity()) {
      return Error(absl::StatusCode::kFailedPrecondition, "GRANT_MISMATCH", "another's");
    }
    grant.set_order(request.order());
    return absl::OkStatus();
  }));
  MutexLock lock(mutex_);
  return grants_.at(request.name());
}

absl::Status FakeCatalog::ReturnGrant(const runtime::Context&,
                                      const catalog::v1::ReturnGrantRequest& request) {
  return Run("ReturnGrant", request.request_id(), [&]() -> absl::Status {
    const auto found = grants_.find(request.name());
    if (found == grants_.end()) return shopdesk::NotFoundError(request.name());
    if (found->second.order() != request.order()) {
      return Error(absl::StatusCode::kFailedPrecondition, "GRANT_MISMATCH", "another's");
    }
    found->second.clear_order();
    return absl::OkStatus();
  });
}

void FakeLogistics::SetFreight(int64_t minor) {
  SetCouriers(minor < 0 ? std::vector<Courier>()
                        : std::vector<Courier>{{"sf", logistics::v1::COURIER_ROAD, minor, ""}});
}

void FakeLogistics::SetCouriers(const std::vector<Courier>& couriers) {
  MutexLock lock(mutex_);
  couriers_ = couriers;
}

void FakeLogistics::SetInterceptState(logistics::v1::Intercept::State state) {
  MutexLock lock(mutex_);
  intercept_state_ = state;
}

void FakeLogistics::FailNext(const std::string& method, Fault fault) {
  MutexLock lock(mutex_);
  faults_[method] = fault;
}

void FakeLogistics::DeclineNext() {
  MutexLock lock(mutex_);
  decline_ = true;
}

int FakeLogistics::calls(const std::string& method) const {
  MutexLock lock(mutex_);
  const auto found = calls_.find(method);
  return found == calls_.end() ? 0 : found->second;
}

std::vector<logistics::v1::Shipment> FakeLogistics::shipments() const {
  MutexLock lock(mutex_);
  std::vector<logistics::v1::Shipment> shipments;
  for (const auto& [name, made] : made_) shipments.push_back(made.shipment);
  return shipments;
}

logistics::v1::CreateShipmentRequest FakeLogistics::RequestOf(const std::string& shipment) const {
  MutexLock lock(mutex_);
  return made_.at(shipment).request;
}

Fault FakeLogistics::TakeFault(const std::string& method) {
  ++calls_[method];
  return std::exchange(faults_[method], Fault::kNone);
}

absl::StatusOr<logistics::v1::QuoteResponse> FakeLogistics::Quote(
    const runtime::Context&, const logistics::v1::QuoteRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("Quote") != Fault::kNone) return Down();
  logistics::v1::QuoteResponse response;
  for (const Courier& courier : couriers_) {
    if (!request.carrier_id().empty() && request.carrier_id() != courier.carrier_id) continue;
    if (request.mode() != logistics::v1::MODE_UNSPECIFIED && request.mode() != courier.mode) {
      continue;
    }
    if (!courier.not_to.empty() && courier.not_to == request.destination().locality()) {
      logistics::v1::Refusal& refusal = *response.add_refusals();
      refusal.set_carrier_id(courier.carrier_id);
      refusal.set_mode(courier.mode);
      refusal.set_reason("NO_ZONE");
      continue;
    }
    if (request.max_offers() > 0 && response.offers_size() == request.max_offers()) break;
    logistics::v1::Offer& offer = *response.add_offers();
    offer.set_carrier_id(courier.carrier_id);
    offer.set_mode(courier.mode);
    *offer.mutable_total() = MakeMoney("CNY", courier.freight_minor);
  }
  return response;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::CreateShipment(
    const runtime::Context&, const logistics::v1::CreateShipmentRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("CreateShipment");
  if (fault == Fault::kBefore) return Down();
  if (std::exchange(decline_, false)) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_DELIVERY", "nobody goes there");
  }
  const std::string name = absl::StrCat(request.parent(), "/shipments/", request.shipment_id());
  const auto found = made_.find(name);
  if (found == made_.end()) {
    logistics::v1::Shipment shipment;
    shipment.set_name(name);
    shipment.set_order(request.order());
    shipment.set_carrier_id(request.carrier_id().empty() ? "sf" : request.carrier_id());
    shipment.set_mode(request.mode() == logistics::v1::MODE_UNSPECIFIED
                          ? logistics::v1::COURIER_ROAD
                          : request.mode());
    shipment.set_waybill_number(absl::StrCat("W", made_.size() + 1));
    shipment.set_status(logistics::v1::PENDING);
    made_[name] = {request, shipment};
  } else if (found->second.request.SerializeAsString() != request.SerializeAsString()) {
    return AlreadyExistsError(name);
  }
  if (fault == Fault::kAfter) return Down();
  return made_.at(name).shipment;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::GetShipment(const runtime::Context&,
                                                                   absl::string_view name) {
  MutexLock lock(mutex_);
  if (TakeFault("GetShipment") != Fault::kNone) return Down();
  const auto found = made_.find(std::string(name));
  if (found == made_.end()) return shopdesk::NotFoundError(name);
  return found->second.shipment;
}

absl::StatusOr<logistics::v1::Intercept> FakeLogistics::RequestIntercept(
    const runtime::Context&, const logistics::v1::RequestInterceptRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("RequestIntercept") != Fault::kNone) return Down();
  if (made_.find(request.parent()) == made_.end()) {
    return shopdesk::NotFoundError(request.parent());
  }
  logistics::v1::Intercept intercept;
  intercept.set_name(absl::StrCat(request.parent(), "/intercepts/", request.request_id()));
  intercept.set_kind(request.kind());
  intercept.set_order(made_.at(request.parent()).request.order());
  intercept.set_payer(request.payer());
  intercept.set_state(intercept_state_);
  return intercept;
}

absl::StatusOr<logistics::v1::Notice> FakeLogistics::SendNotice(
    const runtime::Context&, const logistics::v1::SendNoticeRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("SendNotice");
  if (fault == Fault::kBefore) return Down();
  notices_.emplace(request.cause(), request);
  if (fault == Fault::kAfter) return Down();
  logistics::v1::Notice notice;
  notice.set_name(absl::StrCat(request.parent(), "/notices/", notices_.size()));
  notice.set_state(suppress_ ? logistics::v1::Notice::SUPPRESSED : logistics::v1::Notice::QUEUED);
  return notice;
}

std::vector<logistics::v1::SendNoticeRequest> FakeLogistics::notices() const {
  MutexLock lock(mutex_);
  std::vector<logistics::v1::SendNoticeRequest> notices;
  for (const auto& [cause, request] : notices_) notices.push_back(request);
  return notices;
}

void FakeLogistics::SetShipmentFreight(const std::string& shipment, int64_t minor) {
  MutexLock lock(mutex_);
  *made_.at(shipment).shipment.mutable_freight() = MakeMoney("CNY", minor);
}

void FakeLogistics::SuppressNotices() {
  MutexLock lock(mutex_);
  suppress_ = true;
}

class FakeFeed::FeedSource final : public event::Source {
 public:
  explicit FeedSource(FakeFeed& feed) : feed_(feed) {}

  absl::StatusOr<event::Page> Read(int64_t cursor, int limit, absl::Time deadline) override {
    MutexLock lock(feed_.mutex_);
    while (!cancelled_ && static_cast<int64_t>(feed_.events_.size()) <= cursor) {
      const absl::Duration left = deadline - absl::Now();
      if (left <= absl::ZeroDuration()) break;
      feed_.changed_.WaitFor(feed_.mutex_, left);
    }
    event::Page page;
    page.head = static_cast<int64_t>(feed_.events_.size());
    page.next_cursor = cursor;
    while (page.next_cursor < page.head && static_cast<int>(page.events.size()) < limit) {
      page.events.push_back(feed_.events_[page.next_cursor++]);
    }
    return page;
  }

  void Cancel() override {
    MutexLock lock(feed_.mutex_);
    cancelled_ = true;
    feed_.changed_.NotifyAll();
  }

 private:
  FakeFeed& feed_;
  bool cancelled_ = false;
};

void FakeFeed::Push(const std::string& type, const std::string& name,
                    const google::protobuf::Message& resource) {
  MutexLock lock(mutex_);
  event::Event& event = events_.emplace_back();
  event.set_sequence(static_cast<int64_t>(events_.size()));
  event.set_type(type);
  event.set_resource_name(name);
  event.mutable_resource()->PackFrom(resource);
  changed_.NotifyAll();
}

std::unique_ptr<event::Source> FakeFeed::AsSource() { return std::make_unique<FeedSource>(*this); }

}  // namespace shopdesk::orders::testing
