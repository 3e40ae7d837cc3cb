#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::domain {

// The RPCs that buyer and seller can call in the present state.
std::vector<std::string> BuyerActions(const Order& order);
std::vector<std::string> SellerActions(const Order& order);

// The state and its deadline as a sentence to send to the buyer, in the language of a BCP 47 tag:
// zh, en, es or pt; any other is zh.
std::string Sentence(const Order& order, absl::string_view language_code);

}  // namespace shopdesk::orders::domain
