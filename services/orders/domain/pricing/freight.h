#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What sending an order costs: its parcels, and what the answer of logistics makes of the totals.
namespace shopdesk::orders::domain {

using v1::Policy;

// A mode of logistics by its name; INVALID_ARGUMENT naming `field`. Empty: MODE_UNSPECIFIED.
absl::StatusOr<logistics::v1::Mode::Value> ParseMode(absl::string_view mode,
                                                     absl::string_view field);

// What the order's buyer pays for an offer: its price without insurance, which the shop bears, for
// COD orders without the fee for collecting the money, too, which the surcharge covers.
int64_t FreightMinor(const Order& order, const logistics::v1::Offer& offer);
// The cheapest offer's price. NO_DELIVERY or, for COD orders that would be delivered otherwise,
// COD_NOT_POSSIBLE.
absl::StatusOr<int64_t> ChooseFreight(const Order& order,
                                      const logistics::v1::QuoteResponse& quote);

// Sets freight, COD surcharge, total and what is due. COD_NOT_POSSIBLE (metadata limit, total)
// above the COD limit, all being set; no limit when the policy's is 0.
absl::Status SetFreight(Order& order, const Policy& policy, int64_t freight_minor);

}  // namespace shopdesk::orders::domain
