#pragma once

#include "absl/types/span.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

// What a buyer's orders come to.
namespace shopdesk::orders::domain {

using v1::BuyerCard;

// What an order adds to its buyer's card, with all refunds that it has; neither name nor rate.
BuyerCard ShareOf(const v1::Order& order, absl::Span<const v1::Refund> refunds);

// The card with `after` in the place of what the same order added before.
void ReplaceShare(const BuyerCard& before, const BuyerCard& after, BuyerCard& card);

}  // namespace shopdesk::orders::domain
