#include "services/logistics/domain/shipment/shipment.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/fold_code.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::domain {
namespace {

void CheckAmount(const type::v1::Money& money, const char* field, absl::string_view currency_code,
                 Violations& violations) {
  if (money.minor() < 0) violations.Add(field, "must not be negative");
  if (!money.currency_code().empty() && money.currency_code() != currency_code) {
    violations.Add(field, absl::StrCat("must be in the shop's currency, ", currency_code));
  }
}

// A box of which one side is missing would have no volume, and be too cheap.
void CheckSides(const v1::QuoteRequest& request, Violations& violations) {
  for (int i = 0; i < request.parcels_size(); ++i) {
    const type::v1::Dimensions& sides = request.parcels(i).dimensions();
    const int given = (sides.length_mm() > 0) + (sides.width_mm() > 0) + (sides.height_mm() > 0);
    if (given == 0 || given == 3) continue;
    violations.Add(absl::StrCat("parcels[", i, "].dimensions"),
                   "must have all three sides, or none");
  }
}

// Unset if the carrier takes none.
void SetCollectionFee(v1::Shipment& shipment, const v1::Offer& offer) {
  shipment.clear_collection_fee();
  for (const v1::Offer::Part& part : offer.parts()) {
    if (part.code() != kCollectionFee || part.minor() == 0) continue;
    shipment.mutable_collection_fee()->set_currency_code(offer.total().currency_code());
    shipment.mutable_collection_fee()->set_minor(part.minor());
  }
}

absl::Status WrongNumber(absl::string_view number, const std::string& problem,
                         const std::string& patterns) {
  if (number.empty()) {
    return InvalidFieldError(
        "waybill_number",
        absl::StrCat("is required: the carrier takes its own numbers only, ", patterns));
  }
  if (!problem.empty()) return InvalidFieldError("waybill_number", problem);
  return InvalidFieldError("waybill_number",
                           absl::StrCat("is no number of the carrier, which are ", patterns));
}

}  // namespace

absl::Status CheckQuote(const RateIndex& rates, absl::string_view shop,
                        const v1::QuoteRequest& request) {
  const std::string& currency_code = rates.policy().currency_code();
  Violations violations;
  CheckAmount(request.goods_value(), "goods_value", currency_code, violations);
  CheckAmount(request.declared_value(), "declared_value", currency_code, violations);
  CheckAmount(request.cod_amount(), "cod_amount", currency_code, violations);
  CheckSides(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (request.carrier_id().empty() || rates.HasCarrier(request.carrier_id())) {
    return absl::OkStatus();
  }
  return NotFoundError(CarrierName(shop, request.carrier_id()));
}

v1::QuoteRequest QuoteFor(const v1::CreateShipmentRequest& request, const v1::Policy& policy) {
  v1::QuoteRequest quote = QuoteOf(request, request.receiver().address());
  if (quote.has_origin()) return quote;
  const type::v1::PostalAddress& from =
      request.has_sender() ? request.sender().address() : policy.origin();
  if (from.region_code().empty()) return quote;
  quote.mutable_origin()->set_region_code(from.region_code());
  quote.mutable_origin()->set_administrative_area(from.administrative_area());
  quote.mutable_origin()->set_locality(from.locality());
  return quote;
}

absl::StatusOr<v1::Offer> ChooseOffer(const RateIndex& rates,
                                      const v1::CreateShipmentRequest& request,
                                      const v1::QuoteResponse& quote) {
  if (quote.offers().empty()) {
    return NoOfferError(request.receiver().address().region_code(), quote);
  }
  const std::string asked = FoldCode(request.waybill_number());
  const std::string number = asked.empty() ? OwnWaybillNumber(0) : asked;
  std::string patterns;
  std::string problem;
  for (const v1::Offer& offer : quote.offers()) {
    const WaybillRules* rules = rates.RulesOf(offer.carrier_id());
    if (rules == nullptr) continue;
    if (rules->Accepts(number)) return offer;
    if (problem.empty()) problem = rules->Problem(number);
    if (patterns.empty()) patterns = absl::StrCat(offer.carrier_id(), ": ", rules->Patterns());
  }
  return WrongNumber(asked, problem, patterns);
}

void TakeOffer(const v1::Offer& offer, v1::Shipment& shipment) {
  *shipment.mutable_freight() = offer.total();
  SetCollectionFee(shipment, offer);
  shipment.clear_insurance();
  shipment.clear_declared_value();
  if (offer.has_insurance()) {
    *shipment.mutable_insurance() = offer.insurance();
    *shipment.mutable_declared_value() = offer.insurance().declared_value();
  }
  shipment.clear_uninsured_cap_percent();
  if (offer.has_uninsured_cap_percent()) {
    shipment.set_uninsured_cap_percent(offer.uninsured_cap_percent());
  }
  shipment.clear_uninsured_cap_minor();
  if (offer.has_uninsured_cap_minor()) {
    shipment.set_uninsured_cap_minor(offer.uninsured_cap_minor());
  }
  if (offer.has_promised_time()) *shipment.mutable_promised_time() = offer.promised_time();
}

v1::Shipment MakeShipment(const v1::CreateShipmentRequest& request, const v1::QuoteRequest& quote,
                          const v1::Offer& offer, absl::string_view name, absl::Time now) {
  v1::Shipment shipment;
  shipment.set_name(std::string(name));
  shipment.set_order(request.order());
  *shipment.mutable_merged_orders() = request.merged_orders();
  shipment.set_carrier_id(offer.carrier_id());
  shipment.set_mode(offer.mode());
  shipment.set_waybill_number(FoldCode(request.waybill_number()));
  shipment.set_status(v1::TrackingStatus::PENDING);
  *shipment.mutable_receiver() = request.receiver();
  if (request.has_sender()) *shipment.mutable_sender() = request.sender();
  if (quote.has_origin()) *shipment.mutable_origin() = quote.origin();
  *shipment.mutable_parcels() = request.parcels();
  TakeOffer(offer, shipment);
  if (request.has_goods_value()) *shipment.mutable_goods_value() = request.goods_value();
  if (request.has_cod_amount()) *shipment.mutable_cod_amount() = request.cod_amount();
  *shipment.mutable_create_time() = ToProto(now);
  *shipment.mutable_update_time() = shipment.create_time();
  *shipment.mutable_status_time() = shipment.create_time();
  shipment.set_replaces(request.replaces());
  shipment.set_buyer(request.buyer());
  shipment.set_language_code(request.language_code());
  shipment.set_gift(request.gift());
  return shipment;
}

absl::StatusOr<std::string> CheckReturnWaybill(const RateIndex& rates, absl::string_view shop,
                                               absl::string_view carrier_id,
                                               absl::string_view waybill_number) {
  if (!rates.HasCarrier(carrier_id)) return NotFoundError(CarrierName(shop, carrier_id));
  std::string number = FoldCode(waybill_number);
  if (number.empty()) return InvalidFieldError("waybill_number", "must not be blank");
  const WaybillRules* rules = rates.RulesOf(carrier_id);
  if (rules != nullptr && rules->Accepts(number)) return number;
  return WrongNumber(number, rules == nullptr ? "" : rules->Problem(number),
                     rules == nullptr ? "" : rules->Patterns());
}

v1::Shipment MakeReturnShipment(const v1::CreateReturnShipmentRequest& request,
                                absl::string_view name, absl::Time now) {
  v1::Shipment shipment;
  shipment.set_name(std::string(name));
  shipment.set_order(request.order());
  shipment.set_refund(request.refund());
  shipment.set_carrier_id(request.carrier_id());
  shipment.set_waybill_number(request.waybill_number());
  shipment.set_status(v1::TrackingStatus::PENDING);
  *shipment.mutable_receiver() = request.receiver();
  shipment.set_buyer(request.buyer());
  *shipment.mutable_create_time() = ToProto(now);
  *shipment.mutable_update_time() = shipment.create_time();
  *shipment.mutable_status_time() = shipment.create_time();
  return shipment;
}

absl::Status CorrectReturnWaybill(v1::Shipment& shipment, absl::string_view carrier_id,
                                  absl::string_view waybill_number, absl::Time now) {
  if (!IsReturn(shipment)) return NoReturnError(shipment.name());
  // A mistyped number may be known to the carrier, too: it is somebody else's parcel.
  if (shipment.status() > v1::TrackingStatus::INFO_RECEIVED) {
    return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(shipment.status()),
                           "CorrectWaybill", "CorrectTracking");
  }
  shipment.set_carrier_id(std::string(carrier_id));
  shipment.set_waybill_number(std::string(waybill_number));
  *shipment.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status Replace(v1::Shipment& lost, const v1::Shipment& shipment, absl::Time now) {
  const bool same_order = lost.order() == shipment.order() ||
                          std::find(lost.merged_orders().begin(), lost.merged_orders().end(),
                                    shipment.order()) != lost.merged_orders().end();
  if (!same_order || IsReturn(lost)) {
    return InvalidFieldError(
        "replaces",
        absl::StrCat("must be a shipment to the buyer with goods of ", shipment.order()));
  }
  if (lost.status() == v1::TrackingStatus::DELIVERED ||
      lost.status() == v1::TrackingStatus::RETURNED ||
      lost.status() == v1::TrackingStatus::CANCELLED) {
    return WrongStateError(lost.name(), v1::TrackingStatus::Value_Name(lost.status()),
                           "a shipment in its place", "CorrectTracking");
  }
  if (lost.replaced_by_size() >= kMostReplacements) {
    return InvalidFieldError("replaces",
                             absl::StrCat("must be a shipment that was replaced fewer than ",
                                          kMostReplacements, " times"));
  }
  lost.add_replaced_by(shipment.name());
  *lost.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status CheckMayCollect(const v1::Shipment& shipment) {
  if (IsReturn(shipment)) return IsReturnError(shipment);
  if (shipment.status() != v1::TrackingStatus::DELIVERED) return absl::OkStatus();
  return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(shipment.status()),
                         "ChangeCodAmount", "CorrectTracking");
}

v1::QuoteRequest QuoteCollecting(const v1::Shipment& shipment, const type::v1::Money& cod_amount) {
  v1::QuoteRequest quote = QuoteOf(shipment, shipment.receiver().address());
  *quote.mutable_cod_amount() = cod_amount;
  return quote;
}

void SetCodAmount(v1::Shipment& shipment, const type::v1::Money& cod_amount, const v1::Offer& offer,
                  absl::Time now) {
  const int64_t fee_before = shipment.collection_fee().minor();
  SetCollectionFee(shipment, offer);
  type::v1::Money& freight = *shipment.mutable_freight();
  freight.set_minor(freight.minor() - fee_before + shipment.collection_fee().minor());
  *shipment.mutable_cod_amount() = cod_amount;
  if (cod_amount.minor() == 0) shipment.clear_cod_amount();
  *shipment.mutable_update_time() = ToProto(now);
}

}  // namespace shopdesk::logistics::domain
