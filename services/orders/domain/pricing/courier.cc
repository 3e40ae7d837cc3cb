#include "services/orders/domain/pricing/courier.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
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

template <class Answer>
const Answer* FindSame(const google::protobuf::RepeatedPtrField<Answer>& answers,
                       const std::string& carrier_id, logistics::v1::Mode::Value mode) {
  for (const Answer& answer : answers) {
    if (answer.carrier_id() == carrier_id && answer.mode() == mode) return &answer;
  }
  return nullptr;
}

// The offer brings another consignment, too: what it costs, and when it is there.
void Join(const Offer& other, Offer& offer) {
  offer.mutable_total()->set_minor(offer.total().minor() + other.total().minor());
  offer.mutable_parts()->MergeFrom(other.parts());
  const bool known = offer.has_promised_time() && other.has_promised_time();
  if (!known) {
    offer.clear_promised_time();
  } else if (FromProto(other.promised_time()) > FromProto(offer.promised_time())) {
    *offer.mutable_promised_time() = other.promised_time();
  }
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

QuoteResponse QuoteTogether(std::vector<QuoteResponse> quotes) {
  QuoteResponse all = std::move(quotes.front());
  if (quotes.size() == 1) return all;
  for (size_t i = 1; i < quotes.size(); ++i) {
    QuoteResponse taken;
    for (Offer& offer : *all.mutable_offers()) {
      const Offer* other = FindSame(quotes[i].offers(), offer.carrier_id(), offer.mode());
      if (other == nullptr) continue;
      Join(*other, offer);
      *taken.add_offers() = std::move(offer);
    }
    all.mutable_offers()->Swap(taken.mutable_offers());
    for (const Refusal& refusal : quotes[i].refusals()) {
      const bool told = FindSame(all.refusals(), refusal.carrier_id(), refusal.mode()) != nullptr;
      if (!told) *all.add_refusals() = refusal;
    }
  }
  std::stable_sort(
      all.mutable_offers()->begin(), all.mutable_offers()->end(),
      [](const Offer& a, const Offer& b) { return a.total().minor() < b.total().minor(); });
  return all;
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
