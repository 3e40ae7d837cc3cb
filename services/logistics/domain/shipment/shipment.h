#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/logistics/domain/rate/pricing.h"
#include "services/logistics/domain/rate/rate_index.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/logistics/v1/return_shipment.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// How a shipment begins.
namespace shopdesk::logistics::domain {

// What may be asked of a shop's rates. INVALID_ARGUMENT for amounts that are negative or not in its
// currency, and for a parcel with one or two sides, NOT_FOUND for a carrier that it doesn't have.
absl::Status CheckQuote(const RateIndex& rates, absl::string_view shop,
                        const v1::QuoteRequest& request);

// The quote for sending what a shipment holds, or the request of one, by its carrier and mode.
template <class Source>
v1::QuoteRequest QuoteOf(const Source& source, const type::v1::PostalAddress& destination) {
  v1::QuoteRequest quote;
  *quote.mutable_destination() = destination;
  *quote.mutable_parcels() = source.parcels();
  if (source.has_goods_value()) *quote.mutable_goods_value() = source.goods_value();
  if (source.has_declared_value()) *quote.mutable_declared_value() = source.declared_value();
  if (source.has_cod_amount()) *quote.mutable_cod_amount() = source.cod_amount();
  if (source.has_origin()) *quote.mutable_origin() = source.origin();
  quote.set_carrier_id(source.carrier_id());
  quote.set_mode(source.mode());
  return quote;
}
// The quote that decides who carries the shipment, from where the request, its sender's address or
// the policy says.
v1::QuoteRequest QuoteFor(const v1::CreateShipmentRequest& request, const v1::Policy& policy);

// The first offer, in the shop's order, whose carrier takes the request's waybill number or, if it
// has none, one of our own. FAILED_PRECONDITION (NO_DELIVERY, or NO_COD if collecting money is what
// is missing) if there is no offer; INVALID_ARGUMENT (waybill_number) if no carrier takes the
// number, or all want one of theirs.
absl::StatusOr<v1::Offer> ChooseOffer(const RateIndex& rates,
                                      const v1::CreateShipmentRequest& request,
                                      const v1::QuoteResponse& quote);

// The shipment goes by that offer: freight, fee, insurance and promise are those of it.
void TakeOffer(const v1::Offer& offer, v1::Shipment& shipment);
// A shipment of that offer, PENDING, its receiver in clear, sent from where `quote` says. The
// waybill number is the request's, folded.
v1::Shipment MakeShipment(const v1::CreateShipmentRequest& request, const v1::QuoteRequest& quote,
                          const v1::Offer& offer, absl::string_view name, absl::Time now);

// A buyer sends it back to the shop.
inline bool IsReturn(const v1::Shipment& shipment) { return !shipment.refund().empty(); }
// Folds the number, and holds it against the carrier's rules. NOT_FOUND for a carrier that the shop
// doesn't have; INVALID_ARGUMENT (waybill_number) for a number that isn't the carrier's.
absl::StatusOr<std::string> CheckReturnWaybill(const RateIndex& rates, absl::string_view shop,
                                               absl::string_view carrier_id,
                                               absl::string_view waybill_number);
// A parcel that the buyer sends back, PENDING, its receiver in clear; the number as given.
v1::Shipment MakeReturnShipment(const v1::CreateReturnShipmentRequest& request,
                                absl::string_view name, absl::Time now);
// Gives a return that nobody has scanned another carrier and number. FAILED_PRECONDITION
// (NO_RETURN, WRONG_STATE).
absl::Status CorrectReturnWaybill(v1::Shipment& shipment, absl::string_view carrier_id,
                                  absl::string_view waybill_number, absl::Time now);

// Shipments that can be sent in the place of one: a row can't grow without end.
inline constexpr int kMostReplacements = 100;
// `shipment` is sent in the place of `lost`, which names it from then on. INVALID_ARGUMENT
// (replaces) for a return, one without goods of the order, and one replaced kMostReplacements
// times; WRONG_STATE for one that arrived, came back or was cancelled.
absl::Status Replace(v1::Shipment& lost, const v1::Shipment& shipment, absl::Time now);

// Whether the carrier can still be told to collect another amount. WRONG_STATE for what was
// delivered, IS_RETURN for what a buyer sends.
absl::Status CheckMayCollect(const v1::Shipment& shipment);
// The quote for sending a shipment that collects `cod_amount`.
v1::QuoteRequest QuoteCollecting(const v1::Shipment& shipment, const type::v1::Money& cod_amount);
// The shipment collects `cod_amount`, for the fee of that offer; one that says nothing: an unknown
// fee.
void SetCodAmount(v1::Shipment& shipment, const type::v1::Money& cod_amount, const v1::Offer& offer,
                  absl::Time now);

}  // namespace shopdesk::logistics::domain
