#include "services/orders/domain/pricing/courier.h"

#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::Offer;
using logistics::v1::QuoteResponse;
using logistics::v1::Refusal;
using logistics::v1::ServiceLevel;

bool Matches(const DeliveryChoice& choice, const Offer& offer) {
  return (choice.carrier_id().empty() || choice.carrier_id() == offer.carrier_id()) &&
         (choice.mode().empty() || choice.mode() == logistics::v1::Mode::Value_Name(offer.mode()));
}

// The offer that the order is sent by as it stands: the cheapest that the wish or the policy's
// default matches.
const Offer* ChosenOffer(const Order& order, const v1::Policy& policy, const QuoteResponse& quote) {
  const bool express = DefaultsToExpress(order, policy);
  const Offer* cheapest = nullptr;
  for (const Offer& offer : quote.offers()) {
    if (!Matches(order.delivery(), offer)) continue;
    if (!express || offer.mode() == kExpressMode) return &offer;
    if (cheapest == nullptr) cheapest = &offer;
  }
  return cheapest;
}

// How well the carrier serves the city, where enough of its parcels went there to say.
void FillLevel(const ServiceLevel& level, v1::CourierOption& option) {
  if (level.has_score()) option.set_score(level.score());
  if (level.advice() == ServiceLevel::ADVICE_UNSPECIFIED) return;
  option.set_advice(ServiceLevel::Advice_Name(level.advice()));
}

}  // namespace

bool IsChoice(const DeliveryChoice& choice) {
  return !choice.carrier_id().empty() || !choice.mode().empty();
}

void Choose(Order& order, const DeliveryChoice& choice, const Moment& moment) {
  DeliveryChoice& delivery = *order.mutable_delivery();
  delivery = choice;
  *delivery.mutable_actor() = moment.actor;
  *delivery.mutable_choose_time() = ToProto(moment.now);
}

bool DefaultsToExpress(const Order& order, const v1::Policy& policy) {
  return !IsChoice(order.delivery()) && policy.default_delivery() != v1::Policy::CHEAPEST;
}

absl::Status CourierNotPossible(const Order& order, const QuoteResponse& wished,
                                const QuoteResponse& others) {
  if (others.offers().empty()) return ChooseFreight(order, others).status();
  return CourierNotPossibleError(order.delivery(), wished, others);
}

void FillOptions(const Order& order, const v1::Policy& policy, const QuoteResponse& quote,
                 v1::ListCourierOptionsResponse& response) {
  const Offer* chosen = ChosenOffer(order, policy, quote);
  for (const Offer& offer : quote.offers()) {
    v1::CourierOption& option = *response.add_options();
    option.set_carrier_id(offer.carrier_id());
    option.set_display_name(offer.carrier_display_name());
    option.set_mode(logistics::v1::Mode::Value_Name(offer.mode()));
    *option.mutable_price() = MakeMoney(offer.total().currency_code(), FreightMinor(order, offer));
    if (offer.has_promised_time()) *option.mutable_promised_time() = offer.promised_time();
    option.set_chosen(&offer == chosen);
    FillLevel(offer.service_level(), option);
  }
  for (const Refusal& refusal : quote.refusals()) {
    v1::CourierRefusal& refused = *response.add_refusals();
    refused.set_carrier_id(refusal.carrier_id());
    refused.set_mode(logistics::v1::Mode::Value_Name(refusal.mode()));
    refused.set_reason(refusal.reason());
    refused.set_detail(refusal.detail());
    refused.set_limit(refusal.limit());
    if (refusal.has_allowed()) refused.set_allowed(refusal.allowed());
    if (refusal.has_actual()) refused.set_actual(refusal.actual());
    refused.set_goods(refusal.goods());
  }
}

void MarkPreferred(const v1::BuyerCard& card, v1::ListCourierOptionsResponse& response) {
  for (const v1::BuyerCard::Courier& courier : card.couriers()) {
    for (v1::CourierOption& option : *response.mutable_options()) {
      const bool carrier =
          courier.carrier_id().empty() || courier.carrier_id() == option.carrier_id();
      const bool mode = courier.mode().empty() || courier.mode() == option.mode();
      if (!carrier || !mode) continue;
      option.set_preferred(true);
      return;
    }
  }
}

}  // namespace shopdesk::orders::domain
