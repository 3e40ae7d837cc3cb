#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/testing/test_runtime.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/refusal.h"

namespace shopdesk::orders::testing {
namespace {

using logistics::v1::Intercept;

bool HoldsAny(const logistics::v1::QuoteRequest& request, const std::string& goods) {
  for (const logistics::v1::ParcelSpec& parcel : request.parcels()) {
    if (std::find(parcel.goods().begin(), parcel.goods().end(), goods) != parcel.goods().end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

void FakeLogistics::SetFreight(int64_t minor) {
  SetCouriers(minor < 0 ? std::vector<Courier>()
                        : std::vector<Courier>{{"sf", logistics::v1::Mode::COURIER_ROAD, minor}});
}

void FakeLogistics::SetCouriers(const std::vector<Courier>& couriers) {
  MutexLock lock(mutex_);
  couriers_ = couriers;
}

void FakeLogistics::SetInterceptState(Intercept::State state) {
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

void FakeLogistics::FillQuote(const logistics::v1::QuoteRequest& request,
                              logistics::v1::QuoteResponse& response) const {
  for (const Courier& courier : couriers_) {
    if (!request.carrier_id().empty() && request.carrier_id() != courier.carrier_id) continue;
    if (request.mode() != logistics::v1::Mode::MODE_UNSPECIFIED && request.mode() != courier.mode) {
      continue;
    }
    const type::v1::PostalAddress& to = request.destination();
    const bool reached =
        to.region_code() == "CN" && (courier.not_to.empty() || courier.not_to != to.locality());
    const bool fetched = courier.from.empty() || courier.from == request.origin().locality();
    const bool prohibited = HoldsAny(request, courier.prohibited);
    if (!fetched || !reached || prohibited || (request.has_cod_amount() && !courier.collects_cod)) {
      logistics::v1::Refusal& refusal = *response.add_refusals();
      refusal.set_carrier_id(courier.carrier_id);
      refusal.set_mode(courier.mode);
      refusal.set_reason(!fetched     ? "NO_RATE_TABLE"
                         : !reached   ? "NO_ZONE"
                         : prohibited ? "PROHIBITED"
                                      : "NO_COD");
      if (refusal.reason() != "PROHIBITED") continue;
      refusal.set_limit("prohibited_goods");
      refusal.set_goods(courier.prohibited);
      continue;
    }
    if (request.max_offers() > 0 && response.offers_size() == request.max_offers()) continue;
    logistics::v1::Offer& offer = *response.add_offers();
    offer.set_carrier_id(courier.carrier_id);
    offer.set_mode(courier.mode);
    *offer.mutable_total() = MakeMoney("CNY", courier.freight_minor);
    if (request.with_service_levels() && courier.score.has_value()) {
      offer.mutable_service_level()->set_score(*courier.score);
      offer.mutable_service_level()->set_advice(logistics::v1::ServiceLevel::RECOMMENDED);
    }
    if (!request.has_declared_value() || courier.premium_bps == 0) continue;
    logistics::v1::Offer::Part& premium = *offer.add_parts();
    premium.set_code("insurance");
    premium.set_minor(request.declared_value().minor() * courier.premium_bps / 10000);
    offer.mutable_total()->set_minor(offer.total().minor() + premium.minor());
  }
}

absl::StatusOr<logistics::v1::QuoteResponse> FakeLogistics::Quote(
    const runtime::Context&, const logistics::v1::QuoteRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("Quote") != Fault::kNone) return Down();
  logistics::v1::QuoteResponse response;
  FillQuote(request, response);
  return response;
}

absl::Status FakeLogistics::LinkReplaced(const logistics::v1::CreateShipmentRequest& request,
                                         const std::string& name) {
  if (request.replaces().empty()) return absl::OkStatus();
  const auto found = made_.find(request.replaces());
  if (found == made_.end()) return shopdesk::NotFoundError(request.replaces());
  logistics::v1::Shipment& lost = found->second.shipment;
  const auto& merged = lost.merged_orders();
  if (lost.order() != request.order() &&
      std::find(merged.begin(), merged.end(), request.order()) == merged.end()) {
    return InvalidFieldError("replaces", "is of another order");
  }
  if (lost.status() == logistics::v1::TrackingStatus::DELIVERED) return Refusal("WRONG_STATE");
  lost.add_replaced_by(name);
  return absl::OkStatus();
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::CreateShipment(
    const runtime::Context&, const logistics::v1::CreateShipmentRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("CreateShipment");
  if (fault == Fault::kBefore) return Down();
  if (std::exchange(decline_, false)) return Refusal("NO_DELIVERY");
  const std::string name = absl::StrCat(request.parent(), "/shipments/", request.shipment_id());
  const auto found = made_.find(name);
  if (found == made_.end()) {
    logistics::v1::QuoteRequest query;
    *query.mutable_destination() = request.receiver().address();
    query.set_carrier_id(request.carrier_id());
    query.set_mode(request.mode());
    *query.mutable_parcels() = request.parcels();
    if (request.has_cod_amount()) *query.mutable_cod_amount() = request.cod_amount();
    // It is sent from the sender's address where nobody says otherwise.
    query.mutable_origin()->set_locality(request.sender().address().locality());
    logistics::v1::QuoteResponse quote;
    FillQuote(query, quote);
    if (quote.offers().empty()) return Refusal("NO_DELIVERY");
    RETURN_IF_ERROR(LinkReplaced(request, name));
    logistics::v1::Shipment shipment;
    shipment.set_name(name);
    shipment.set_order(request.order());
    shipment.set_replaces(request.replaces());
    *shipment.mutable_merged_orders() = request.merged_orders();
    shipment.set_carrier_id(quote.offers(0).carrier_id());
    shipment.set_mode(quote.offers(0).mode());
    shipment.set_waybill_number(request.waybill_number().empty()
                                    ? absl::StrCat("W", made_.size() + 1)
                                    : request.waybill_number());
    shipment.set_status(logistics::v1::TrackingStatus::PENDING);
    if (request.has_cod_amount()) *shipment.mutable_cod_amount() = request.cod_amount();
    made_[name] = {request, shipment, request.receiver()};
  } else if (found->second.request.SerializeAsString() != request.SerializeAsString()) {
    return AlreadyExistsError(name);
  }
  if (fault == Fault::kAfter) return Down();
  return made_.at(name).shipment;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::CreateReturnShipment(
    const runtime::Context&, const logistics::v1::CreateReturnShipmentRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("CreateReturnShipment");
  if (fault == Fault::kBefore) return Down();
  if (absl::StartsWith(request.waybill_number(), "X")) {
    return InvalidFieldError("waybill_number", "is no number of the carrier");
  }
  const std::string name = absl::StrCat(request.parent(), "/shipments/", request.shipment_id());
  logistics::v1::Shipment& shipment = made_[name].shipment;
  shipment.set_name(name);
  shipment.set_order(request.order());
  shipment.set_refund(request.refund());
  shipment.set_carrier_id(request.carrier_id());
  shipment.set_waybill_number(request.waybill_number());
  shipment.set_status(logistics::v1::TrackingStatus::PENDING);
  if (fault == Fault::kAfter) return Down();
  return shipment;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::CorrectWaybill(
    const runtime::Context&, const logistics::v1::CorrectWaybillRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("CorrectWaybill") != Fault::kNone) return Down();
  if (absl::StartsWith(request.waybill_number(), "X")) {
    return InvalidFieldError("waybill_number", "is no number of the carrier");
  }
  logistics::v1::Shipment& shipment = made_.at(request.name()).shipment;
  shipment.set_carrier_id(request.carrier_id());
  shipment.set_waybill_number(request.waybill_number());
  return shipment;
}

absl::StatusOr<logistics::v1::ReturnInsurance> FakeLogistics::ClaimReturnInsurance(
    const runtime::Context&, const logistics::v1::ClaimReturnInsuranceRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("ClaimReturnInsurance");
  if (fault == Fault::kBefore) return Down();
  if (insured_.count(request.name()) == 0) return NotFoundError(request.name());
  const auto [claim, first] = claimed_.emplace(request.name(), request);
  if (!first && claim->second.request_id() != request.request_id()) {
    return WrongStateError(request.name(), "CLAIMED", "ClaimReturnInsurance", "");
  }
  if (fault == Fault::kAfter) return Down();
  logistics::v1::ReturnInsurance insurance;
  insurance.set_name(request.name());
  insurance.set_state(logistics::v1::ReturnInsurance::CLAIMED);
  return insurance;
}

void FakeLogistics::Insure(const std::string& order) {
  MutexLock lock(mutex_);
  insured_.insert(absl::StrCat(ShopNameOf(order), "/returnInsurances/", LastSegment(order)));
}

std::map<std::string, logistics::v1::ClaimReturnInsuranceRequest> FakeLogistics::claimed() const {
  MutexLock lock(mutex_);
  return claimed_;
}

void FakeLogistics::SetStatus(const std::string& shipment,
                              logistics::v1::TrackingStatus::Value status) {
  MutexLock lock(mutex_);
  made_.at(shipment).shipment.set_status(status);
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::GetShipment(const runtime::Context&,
                                                                   absl::string_view name) {
  MutexLock lock(mutex_);
  if (TakeFault("GetShipment") != Fault::kNone) return Down();
  const auto found = made_.find(std::string(name));
  if (found == made_.end()) return shopdesk::NotFoundError(name);
  return found->second.shipment;
}

absl::StatusOr<logistics::v1::HandOverReceiverResponse> FakeLogistics::HandOverReceiver(
    const runtime::Context&, absl::string_view shipment) {
  MutexLock lock(mutex_);
  if (TakeFault("HandOverReceiver") != Fault::kNone) return Down();
  const auto found = made_.find(std::string(shipment));
  if (found == made_.end()) return shopdesk::NotFoundError(shipment);
  logistics::v1::HandOverReceiverResponse response;
  *response.mutable_receiver() = found->second.receiver;
  if (found->second.shipment.has_readdress_time()) {
    *response.mutable_readdress_time() = found->second.shipment.readdress_time();
  }
  return response;
}

void FakeLogistics::Readdress(const std::string& shipment, const type::v1::Receiver& receiver,
                              absl::Time time) {
  MutexLock lock(mutex_);
  Made& made = made_.at(shipment);
  made.receiver = receiver;
  *made.shipment.mutable_readdress_time() = ToProto(time);
}

Intercept::State FakeLogistics::InterceptState(logistics::v1::TrackingStatus::Value status) const {
  if (intercept_state_.has_value()) return *intercept_state_;
  switch (status) {
    case logistics::v1::TrackingStatus::PENDING:
    case logistics::v1::TrackingStatus::INFO_RECEIVED:
      return Intercept::DONE;
    case logistics::v1::TrackingStatus::PICKED_UP:
    case logistics::v1::TrackingStatus::IN_TRANSIT:
    case logistics::v1::TrackingStatus::CUSTOMS:
    case logistics::v1::TrackingStatus::EXCEPTION:
    case logistics::v1::TrackingStatus::EXPIRED:
      return Intercept::ASKED;
    default:
      return Intercept::TOO_LATE;
  }
}

absl::StatusOr<Intercept> FakeLogistics::RequestIntercept(
    const runtime::Context&, const logistics::v1::RequestInterceptRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("RequestIntercept") != Fault::kNone) return Down();
  const auto found = made_.find(request.parent());
  if (found == made_.end()) return shopdesk::NotFoundError(request.parent());
  const std::string name = absl::StrCat(request.parent(), "/intercepts/", request.request_id());
  logistics::v1::Shipment& shipment = found->second.shipment;
  if (!shipment.open_intercept().empty() && shipment.open_intercept() != name) {
    return Refusal("INTERCEPT_OPEN", {{"intercept", shipment.open_intercept()}});
  }
  Intercept intercept;
  intercept.set_name(name);
  intercept.set_kind(request.kind());
  intercept.set_order(shipment.order());
  intercept.set_payer(request.payer());
  intercept.set_state(InterceptState(shipment.status()));
  if (intercept.state() == Intercept::ASKED) shipment.set_open_intercept(name);
  if (intercept.state() == Intercept::DONE && request.has_new_receiver()) {
    found->second.receiver = request.new_receiver();
    *shipment.mutable_readdress_time() = ToProto(shopdesk::testing::kTestTime);
  }
  return intercept;
}

absl::StatusOr<logistics::v1::Shipment> FakeLogistics::ChangeCodAmount(
    const runtime::Context&, const logistics::v1::ChangeCodAmountRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("ChangeCodAmount") != Fault::kNone) return Down();
  const auto found = made_.find(request.name());
  if (found == made_.end()) return shopdesk::NotFoundError(request.name());
  logistics::v1::Shipment& shipment = found->second.shipment;
  if (shipment.status() == logistics::v1::TrackingStatus::DELIVERED) return Refusal("WRONG_STATE");
  *shipment.mutable_cod_amount() = request.cod_amount();
  return shipment;
}

absl::StatusOr<logistics::v1::Notice> FakeLogistics::SendNotice(
    const runtime::Context&, const logistics::v1::SendNoticeRequest& request) {
  MutexLock lock(mutex_);
  const Fault fault = TakeFault("SendNotice");
  if (fault == Fault::kBefore) return Down();
  logistics::v1::Notice notice;
  notice.set_name(absl::StrCat(request.parent(), "/notices/", EscapeId(request.cause())));
  notice.set_kind(request.kind());
  notice.set_order(request.order());
  notice.set_state(suppress_ ? logistics::v1::Notice::SUPPRESSED : logistics::v1::Notice::QUEUED);
  const Queued& queued =
      notices_.emplace(request.cause(), Queued{request, std::move(notice)}).first->second;
  if (fault == Fault::kAfter) return Down();
  return queued.notice;
}

absl::StatusOr<logistics::v1::ListNoticesResponse> FakeLogistics::ListNotices(
    const runtime::Context&, const logistics::v1::ListNoticesRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("ListNotices") != Fault::kNone) return Down();
  logistics::v1::ListNoticesResponse response;
  for (const auto& [cause, queued] : notices_) {
    if (queued.notice.order() == request.order()) *response.add_notices() = queued.notice;
  }
  return response;
}

absl::StatusOr<logistics::v1::Notice> FakeLogistics::CancelNotice(
    const runtime::Context&, const logistics::v1::CancelNoticeRequest& request) {
  MutexLock lock(mutex_);
  if (TakeFault("CancelNotice") != Fault::kNone) return Down();
  for (auto& [cause, queued] : notices_) {
    if (queued.notice.name() != request.name()) continue;
    if (queued.notice.state() == logistics::v1::Notice::SENDING) return queued.notice;
    if (queued.notice.state() != logistics::v1::Notice::QUEUED) return Refusal("WRONG_STATE");
    queued.notice.set_state(logistics::v1::Notice::CANCELLED);
    return queued.notice;
  }
  return shopdesk::NotFoundError(request.name());
}

std::vector<logistics::v1::SendNoticeRequest> FakeLogistics::notices() const {
  MutexLock lock(mutex_);
  std::vector<logistics::v1::SendNoticeRequest> notices;
  for (const auto& [cause, queued] : notices_) notices.push_back(queued.request);
  return notices;
}

logistics::v1::Notice FakeLogistics::NoticeOf(const std::string& cause) const {
  MutexLock lock(mutex_);
  return notices_.at(cause).notice;
}

void FakeLogistics::SetNoticeState(const std::string& cause, logistics::v1::Notice::State state) {
  MutexLock lock(mutex_);
  notices_.at(cause).notice.set_state(state);
}

void FakeLogistics::SetShipmentFreight(const std::string& shipment, int64_t minor,
                                       int64_t fee_minor) {
  MutexLock lock(mutex_);
  logistics::v1::Shipment& made = made_.at(shipment).shipment;
  *made.mutable_freight() = MakeMoney("CNY", minor);
  made.clear_collection_fee();
  if (fee_minor > 0) *made.mutable_collection_fee() = MakeMoney("CNY", fee_minor);
}

void FakeLogistics::SuppressNotices() {
  MutexLock lock(mutex_);
  suppress_ = true;
}

}  // namespace shopdesk::orders::testing
