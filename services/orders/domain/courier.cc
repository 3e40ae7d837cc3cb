#include "services/orders/domain/courier.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/orders/domain/placing.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::Mode_Name;
using logistics::v1::Offer;
using logistics::v1::QuoteResponse;
using logistics::v1::Refusal;

// "sf COURIER_ROAD", or what of it is wished.
std::string CourierText(absl::string_view carrier_id, absl::string_view mode) {
  return absl::StrCat(carrier_id, carrier_id.empty() || mode.empty() ? "" : " ", mode);
}

bool Matches(const DeliveryChoice& choice, const Offer& offer) {
  return (choice.carrier_id().empty() || choice.carrier_id() == offer.carrier_id()) &&
         (choice.mode().empty() || choice.mode() == Mode_Name(offer.mode()));
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
  std::vector<std::string> alternatives;
  for (const Offer& offer : others.offers()) {
    alternatives.push_back(CourierText(offer.carrier_id(), Mode_Name(offer.mode())));
  }
  const std::string courier = CourierText(order.delivery().carrier_id(), order.delivery().mode());
  const std::string refusal = wished.refusals().empty() ? "" : wished.refusals(0).reason();
  return Error(
      absl::StatusCode::kFailedPrecondition, "COURIER_NOT_POSSIBLE",
      absl::StrCat(courier, " doesn't deliver to this address", refusal.empty() ? "" : ": ",
                   refusal, "; possible are ", absl::StrJoin(alternatives, ", ")),
      {{"courier", courier},
       {"refusal", refusal},
       {"alternatives", absl::StrJoin(alternatives, ", ")}});
}

void FillOptions(const Order& order, const v1::Policy& policy, const QuoteResponse& quote,
                 v1::ListCourierOptionsResponse& response) {
  const Offer* chosen = ChosenOffer(order, policy, quote);
  for (const Offer& offer : quote.offers()) {
    v1::CourierOption& option = *response.add_options();
    option.set_carrier_id(offer.carrier_id());
    option.set_display_name(offer.carrier_display_name());
    option.set_mode(Mode_Name(offer.mode()));
    *option.mutable_price() = offer.total();
    if (offer.has_promised_time()) *option.mutable_promised_time() = offer.promised_time();
    option.set_chosen(&offer == chosen);
  }
  for (const Refusal& refusal : quote.refusals()) {
    v1::CourierRefusal& refused = *response.add_refusals();
    refused.set_carrier_id(refusal.carrier_id());
    refused.set_mode(Mode_Name(refusal.mode()));
    refused.set_reason(refusal.reason());
    refused.set_detail(refusal.detail());
  }
}

}  // namespace shopdesk::orders::domain
