#pragma once

#include "libs/verify/check.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::verify {

// An order's ledger, against itself, what the order's payment says, its payouts and the lines of
// statements that it names.
absl::Status LookAtMoney(shopdesk::verify::Page& page, const v1::Order& order);

}  // namespace shopdesk::orders::verify
