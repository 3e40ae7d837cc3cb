#pragma once

#include <string>
#include <vector>

#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::domain {

// The RPCs that buyer and seller can call in the present state.
std::vector<std::string> BuyerActions(const Order& order);
std::vector<std::string> SellerActions(const Order& order);

}  // namespace shopdesk::orders::domain
