#pragma once

#include "nlohmann/json.hpp"

namespace shopdesk::cli {

// Prints an order for people, with its lines, prices, parcels, holds and history; `described` is a
// shopdesk.orders.v1.DescribeOrderResponse.
void PrintOrder(const nlohmann::ordered_json& described);

}  // namespace shopdesk::cli
