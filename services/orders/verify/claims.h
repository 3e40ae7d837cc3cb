#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::verify {

// What buyers say that they transferred, as statements are matched with it, against the order.
absl::Status LookAtClaims(shopdesk::verify::Page& page, const v1::Order& order);
// Each of these rows belongs to an order that knows it.
absl::Status LookAtClaimRows(shopdesk::verify::Page& page);
// The receiver's phone, by which the order is found, against what is sealed.
absl::Status LookAtPhone(shopdesk::verify::Page& page, const v1::Order& order);

}  // namespace shopdesk::orders::verify
