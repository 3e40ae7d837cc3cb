#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/courier.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Which courier the buyer wants, and what an order without a wish is sent by.
namespace shopdesk::orders::domain {

using v1::DeliveryChoice;

// Express: a courier by road, door to door.
inline constexpr logistics::v1::Mode::Value kExpressMode = logistics::v1::Mode::COURIER_ROAD;

// Whether anything was chosen.
bool IsChoice(const DeliveryChoice& choice);
// Records the wish; an empty one takes it back.
void Choose(Order& order, const DeliveryChoice& choice, const Moment& moment);
// Without a wish the order goes by express where a courier reaches the address.
bool DefaultsToExpress(const Order& order, const v1::Policy& policy);

// `wished` holds no offer of the order's wish; `others` is the quote without the wish.
// COURIER_NOT_POSSIBLE: metadata courier, refusal (logistics' reason), alternatives ("ems EMS, sf
// COURIER_ROAD"; the cheapest first). If there are none: as ChooseFreight.
absl::Status CourierNotPossible(const Order& order, const logistics::v1::QuoteResponse& wished,
                                const logistics::v1::QuoteResponse& others);

// What several consignments of an order cost together: by the carriers and modes that take each of
// them, the cheapest first. A single one's quote stays as it is.
logistics::v1::QuoteResponse QuoteTogether(std::vector<logistics::v1::QuoteResponse> quotes);
// What logistics offers for the order, for its buyer to choose from.
void FillOptions(const Order& order, const v1::Policy& policy,
                 const logistics::v1::QuoteResponse& quote,
                 v1::ListCourierOptionsResponse& response);
// Marks the option that the buyer wished for most often before.
void MarkPreferred(const v1::BuyerCard& card, v1::ListCourierOptionsResponse& response);

}  // namespace shopdesk::orders::domain
