#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/money.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Other prices, another freight, another SKU, as long as the order can still be changed.
namespace shopdesk::orders::domain {

using v1::Policy;

// What a piece of a line is to be sold for, and the grant that says so; empty: none.
struct NewPrice {
  int32_t line = 0;
  Money unit_price;
  std::string grant;
};

// What reserves the line: its own reservation, or the order's.
const std::string& ReservationOf(const Order& order, const OrderLine& line);
// Each once, the order's first.
std::vector<std::string> ReservationsOf(const Order& order);

// What a grant makes of an order's price while it is being placed: sets the prices of those lines
// and the goods total.
absl::Status SetPrices(Order& order, absl::Span<const NewPrice> prices);

// Whether prices can be changed: nothing is paid; COD: nothing handed over or refunded.
// WRONG_STATE, TOO_MANY_CHANGES.
absl::Status CheckPriceGate(const Order& order);
struct PriceRequest {
  std::vector<NewPrice> prices;
  absl::optional<int64_t> freight_minor;
  v1::PriceChange::Reason reason = v1::PriceChange::REASON_UNSPECIFIED;
};
// Sets prices and freight, and all that follows from them. Errors of CheckPriceGate;
// DEARER_THAN_CONFIRMED (metadata confirmed, now); COD_NOT_POSSIBLE; INVALID_ARGUMENT if nothing is
// left to pay.
absl::Status ChangePrice(Order& order, const Policy& policy, const PriceRequest& request,
                         const Moment& moment);

// Whether the line's SKU can be changed to this one. WRONG_STATE, LINES_LOCKED (metadata line),
// TOO_MANY_CHANGES; INVALID_ARGUMENT for a line that isn't there or a SKU that is.
absl::Status CheckSkuGate(const Order& order, int32_t line, absl::string_view sku_id);
// The line is of another SKU, which is reserved by `reservation`, at the line's price. Errors of
// CheckSkuGate; PRICE_DIFFERS (metadata from, to) where the list prices do.
absl::Status ChangeSku(Order& order, int32_t line, const catalog::v1::SkuSnapshot& snapshot,
                       absl::string_view reservation, const Moment& moment);

}  // namespace shopdesk::orders::domain
