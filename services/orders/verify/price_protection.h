#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/price_protection.pb.h"

namespace shopdesk::orders::verify {

// A drop that isn't settled yet goes on.
absl::Status LookAtPriceDrop(shopdesk::verify::Page& page, const v1::PriceDrop& drop);
// Each line of an order was settled once at a price, and keeps the lowest.
absl::Status LookAtSettledLines(shopdesk::verify::Page& page, const v1::Order& order);
// Lines in protection, and drops that wait for refunds of lines, are there.
absl::Status LookAtProtectedLines(shopdesk::verify::Page& page);

}  // namespace shopdesk::orders::verify
