#include "services/catalog/domain/bargain/bargain.h"

#include <algorithm>

#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/states.h"

namespace shopdesk::catalog::domain {
namespace {

using Round = v1::BargainRound;

int CounterOffers(const v1::Bargain& bargain) {
  const auto& rounds = bargain.rounds();
  return static_cast<int>(std::count_if(rounds.begin(), rounds.end(), [](const Round& round) {
    return round.decision() == Round::COUNTER_OFFER;
  }));
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
      return Move(kBargainMachine, bargain, "accept");
    case Round::REFUSE:
      return Move(kBargainMachine, bargain, "refuse");
    default:
      return Move(kBargainMachine, bargain, "counter_offer");
  }
}

absl::Status DeclineBargain(v1::Bargain& bargain) {
  RETURN_IF_ERROR(Move(kBargainMachine, bargain, "refuse"));
  bargain.set_refusal(v1::Bargain::DECLINED);
  return absl::OkStatus();
}

absl::Status ExpireBargain(v1::Bargain& bargain) {
  return Move(kBargainMachine, bargain, "expire");
}

}  // namespace shopdesk::catalog::domain
