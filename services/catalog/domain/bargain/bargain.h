#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/role.h"
#include "services/catalog/domain/bargain/price.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// How buyers' offers are answered.
namespace shopdesk::catalog::domain {

// What a buyer offers for each of so many pieces, to whom.
struct Offer {
  int64_t unit_price = 0;
  int64_t quantity = 0;
  // The role of who answers.
  Role::Value role = Role::ROLE_UNSPECIFIED;
};

struct Answer {
  v1::BargainRound::Decision decision = v1::BargainRound::DECISION_UNSPECIFIED;
  // Accepted or asked.
  int64_t unit_price = 0;
  v1::Bargain::Refusal refusal = v1::Bargain::REFUSAL_UNSPECIFIED;
};

// Accepted: the list price, what the standing counter-offer asks (for at most its quantity), or
// what the role may give. Refused: below the policy's refuse_below_bps, or after its number of
// counter-offers. Otherwise a counter-offer meets the buyer half-way between his offer and what was
// asked last, rounded up, as far as the role may go.
Answer AnswerOffer(const v1::Bargain& bargain, const Offer& offer, const PriceTerms& terms,
                   const v1::Policy& policy);

// Adds the round and moves on: WRONG_STATE unless OPEN. `round` has who and when.
absl::Status AddRound(v1::Bargain& bargain, const Offer& offer, const Answer& answer,
                      absl::string_view currency_code, v1::BargainRound round);
// RefuseBargain. WRONG_STATE.
absl::Status DeclineBargain(v1::Bargain& bargain);
// The counter-offer's time is over. WRONG_STATE.
absl::Status ExpireBargain(v1::Bargain& bargain);

}  // namespace shopdesk::catalog::domain
