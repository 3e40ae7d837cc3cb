#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::domain {

// "zh", "en", "es" or "pt": what the buyer reads. `asked` if it isn't empty, else the order's
// language, else the shop's; English for one that has no texts. BCP 47 in any spelling.
absl::string_view LanguageFor(const Order& order, const v1::Policy& policy,
                              absl::string_view asked = "");

// How the order stands, for the buyer: in his language, with its money and times, in the shop's
// time zone. What is past by `now` is not promised any more.
std::string Sentence(const Order& order, const v1::Policy& policy, absl::Time now,
                     absl::string_view asked);

}  // namespace shopdesk::orders::domain
