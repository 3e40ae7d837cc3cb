#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::verify {

absl::Status LookAtBuyerCard(shopdesk::verify::Page& page, const v1::BuyerCard& card);
absl::Status LookAtCardShare(shopdesk::verify::Page& page, const v1::Order& order);

}  // namespace shopdesk::orders::verify
