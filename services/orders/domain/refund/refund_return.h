#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/orders/domain/refund/refund_lines.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/trade.h"

// Goods that come back without a refund having been asked: which lines of which orders they are.
namespace shopdesk::orders::domain {

// Whether goods can be of this order: it is paid (COD: confirmed) and not closed. `planned` counts
// orders that still wait for payment or confirmation too.
bool CountsForReturn(const Order& order, bool planned);

bool HasProduct(const Order& order, absl::string_view product);

struct ReturnedLine {
  int32_t line = 0;
  int64_t quantity = 0;
  // The price paid for it.
  int64_t minor = 0;
  // The buyer has got all of it.
  bool delivered = false;
};

// Takes up to `wanted` pieces of a product from an order, in the order of its lines, up to what is
// left of each, or what of that was delivered.
std::vector<ReturnedLine> MatchReturn(const Order& order, absl::Span<const Refund> open,
                                      absl::string_view product, int64_t wanted,
                                      bool delivered_only = false);

// The lines of a refund for them.
RefundLines LinesToRefund(absl::Span<const ReturnedLine> returned);

}  // namespace shopdesk::orders::domain
