#include "services/catalog/domain/bargain.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/errors.h"
#include "services/catalog/domain/states.h"

namespace shopdesk::catalog::domain {
namespace {

using Round = v1::BargainRound;

absl::Status Move(v1::Bargain& bargain, absl::string_view event) {
  ASSIGN_OR_RETURN(const v1::Bargain::State next,
                   kBargainMachine.Next(bargain.name(), bargain.state(), event));
  bargain.set_state(next);
  return absl::OkStatus();
}

absl::Status Move(v1::Grant& grant, absl::string_view event) {
  ASSIGN_OR_RETURN(const v1::Grant::State next,
                   kGrantMachine.Next(grant.name(), grant.state(), event));
  grant.set_state(next);
  return absl::OkStatus();
}

int CounterOffers(const v1::Bargain& bargain) {
  const auto& rounds = bargain.rounds();
  return static_cast<int>(std::count_if(rounds.begin(), rounds.end(), [](const Round& round) {
    return round.decision() == Round::COUNTER_OFFER;
  }));
}

absl::Status CheckMatch(const v1::Grant& grant, const v1::RedeemGrantRequest& request) {
  if (request.buyer() != grant.buyer()) {
    return GrantMismatchError(grant.name(), "buyer", grant.buyer());
  }
  if (request.sku_id() != grant.sku_id()) {
    return GrantMismatchError(grant.name(), "sku_id", grant.sku_id());
  }
  if (request.quantity() > grant.quantity()) {
    return GrantMismatchError(grant.name(), "quantity", absl::StrCat(grant.quantity()));
  }
  return absl::OkStatus();
}

}  // namespace

Answer AnswerOffer(const v1::Bargain& bargain, const Offer& offer, const PriceTerms& terms,
                   const v1::Policy& policy) {
  int64_t asked = terms.list_price;
  bool stands = false;
  if (bargain.rounds_size() > 0) {
    const Round& last = bargain.rounds(bargain.rounds_size() - 1);
    asked = std::min(asked, last.unit_price().minor());
    stands = offer.quantity <= last.quantity();
  }
  if (offer.unit_price >= terms.list_price) return {Round::ACCEPT, terms.list_price};
  if (stands && offer.unit_price >= asked) return {Round::ACCEPT, asked};
  const int64_t lowest = Lowest(terms, offer.role, policy);
  if (offer.unit_price >= lowest) return {Round::ACCEPT, offer.unit_price};
  if (offer.unit_price < Share(terms.list_price, policy.refuse_below_bps())) {
    return {Round::REFUSE, 0, v1::Bargain::OFFER_TOO_LOW};
  }
  if (CounterOffers(bargain) >= policy.counter_offers()) {
    return {Round::REFUSE, 0, v1::Bargain::NO_COUNTER_OFFERS_LEFT};
  }
  const int64_t half_way = offer.unit_price + (asked - offer.unit_price + 1) / 2;
  return {Round::COUNTER_OFFER, std::max(lowest, half_way)};
}

absl::Status AddRound(v1::Bargain& bargain, const Offer& offer, const Answer& answer,
                      absl::string_view currency_code, v1::BargainRound round) {
  *round.mutable_offer() = MakeMoney(currency_code, offer.unit_price);
  round.set_quantity(offer.quantity);
  round.set_decision(answer.decision);
  if (answer.decision != Round::REFUSE) {
    *round.mutable_unit_price() = MakeMoney(currency_code, answer.unit_price);
  }
  *bargain.add_rounds() = std::move(round);
  bargain.set_refusal(answer.refusal);
  switch (answer.decision) {
    case Round::ACCEPT:
      return Move(bargain, "accept");
    case Round::REFUSE:
      return Move(bargain, "refuse");
    default:
      return Move(bargain, "counter_offer");
  }
}

absl::Status DeclineBargain(v1::Bargain& bargain) {
  RETURN_IF_ERROR(Move(bargain, "refuse"));
  bargain.set_refusal(v1::Bargain::DECLINED);
  return absl::OkStatus();
}

absl::Status ExpireBargain(v1::Bargain& bargain) { return Move(bargain, "expire"); }

v1::Grant MakeGrant(const v1::Bargain& bargain) {
  const Round& round = bargain.rounds(bargain.rounds_size() - 1);
  v1::Grant grant;
  grant.set_name(bargain.grant());
  grant.set_state(v1::Grant::ACTIVE);
  grant.set_bargain(bargain.name());
  grant.set_sku_id(bargain.sku_id());
  grant.set_product(bargain.product());
  grant.set_buyer(bargain.buyer());
  grant.set_quantity(round.quantity());
  *grant.mutable_list_price() = bargain.list_price();
  *grant.mutable_unit_price() = round.unit_price();
  *grant.mutable_actor() = round.actor();
  return grant;
}

absl::StatusOr<bool> Redeem(v1::Grant& grant, const v1::RedeemGrantRequest& request,
                            absl::Time now) {
  RETURN_IF_ERROR(CheckMatch(grant, request));
  const bool redeemed = grant.state() == v1::Grant::REDEEMED;
  if (redeemed && grant.order() == request.order()) return false;
  const bool handed_over = redeemed && grant.order() == request.from_order();
  if (redeemed && !handed_over) return GrantUsedError(grant.name(), grant.order());
  if (grant.state() == v1::Grant::EXPIRED ||
      (!handed_over && FromProto(grant.expire_time()) <= now)) {
    return GrantExpiredError(grant.name());
  }
  RETURN_IF_ERROR(Move(grant, handed_over ? "hand_over" : "redeem"));
  grant.set_order(request.order());
  grant.set_redeemed_quantity(request.quantity());
  return true;
}

absl::StatusOr<bool> Return(v1::Grant& grant, absl::string_view order, bool replaced,
                            absl::Time now) {
  if (grant.order() != order) {
    if (grant.returned_by() == order) return false;
    return GrantMismatchError(grant.name(), "order", grant.order());
  }
  const bool over = replaced || FromProto(grant.expire_time()) <= now;
  RETURN_IF_ERROR(Move(grant, over ? "return_late" : "return"));
  grant.clear_order();
  grant.clear_redeemed_quantity();
  grant.set_returned_by(std::string(order));
  return true;
}

absl::Status ExpireGrant(v1::Grant& grant) { return Move(grant, "expire"); }

}  // namespace shopdesk::catalog::domain
