#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/orders/domain/trade.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// How an order comes to be: its lines, its totals, its first state.
namespace shopdesk::orders::domain {

using v1::Policy;

// The lines of a request, one a SKU, in the order of their first mention. INVALID_ARGUMENT if a
// quantity gets too large.
absl::StatusOr<std::vector<v1::PlaceOrderLine>> MergeBySku(const v1::PlaceOrderRequest& request);

// Checks what field options can't say, and normalises the receiver. INVALID_ARGUMENT with all
// violations.
absl::Status CheckPlaceOrder(v1::PlaceOrderRequest& request, absl::Time now);
// A mode of logistics by its name; INVALID_ARGUMENT naming `field`. Empty: MODE_UNSPECIFIED.
absl::StatusOr<logistics::v1::Mode> ParseMode(absl::string_view mode, absl::string_view field);

// The order without its freight: lines from the reservation (its prices, its snapshots), goods
// total, receiver as given. OUT_OF_RANGE for amounts, INVALID_ARGUMENT for two currencies.
absl::StatusOr<Order> MakeOrder(absl::string_view name, const v1::PlaceOrderRequest& request,
                                const std::vector<v1::PlaceOrderLine>& lines,
                                const catalog::v1::Reservation& reservation, const Policy& policy,
                                const Moment& moment);

// What logistics is to be asked for the order's freight to `destination`.
logistics::v1::QuoteRequest MakeQuoteRequest(const Order& order,
                                             const type::v1::PostalAddress& destination);
// The cheapest offer's price. NO_DELIVERY or, for COD orders that would be delivered otherwise,
// COD_NOT_POSSIBLE.
absl::StatusOr<int64_t> ChooseFreight(const Order& order,
                                      const logistics::v1::QuoteResponse& quote);

// COD_NOT_POSSIBLE (metadata refusals): the buyer refused so many COD orders at the door.
absl::Status TooManyRefusals(int refusals);

// Sets freight, COD surcharge, total and what is due. COD_NOT_POSSIBLE (metadata limit, total)
// above the COD limit; no limit when the policy's is 0.
absl::Status SetFreight(Order& order, const Policy& policy, int64_t freight_minor);

// The first state with its deadline: waits for payment or for the confirmation of COD, or, where
// the policy needs none, for shipping.
void Open(Order& order, const Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
