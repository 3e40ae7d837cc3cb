#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
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
// The order without its freight: lines from the reservation (its prices, its snapshots), goods
// total, receiver as given. OUT_OF_RANGE for amounts, INVALID_ARGUMENT for two currencies.
absl::StatusOr<Order> MakeOrder(absl::string_view name, const v1::PlaceOrderRequest& request,
                                const std::vector<v1::PlaceOrderLine>& lines,
                                const catalog::v1::Reservation& reservation, const Policy& policy,
                                const Moment& moment);

// The first state with its deadline: waits for payment or for the confirmation of COD, or, where
// the policy needs none, for shipping.
void Open(Order& order, const Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
