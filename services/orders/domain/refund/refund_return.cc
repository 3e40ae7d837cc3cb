#include "services/orders/domain/refund/refund_return.h"

#include <algorithm>

namespace shopdesk::orders::domain {
namespace {

// Pieces of a line that the buyer has for certain and that no open refund asks.
int64_t Delivered(const Order& order, const OrderLine& line, absl::Span<const Refund> open) {
  const bool received = order.state() == v1::OrderState::TRADE_FINISHED ||
                        order.state() == v1::OrderState::TRADE_BUYER_SIGNED;
  int64_t delivered = line.delivered() + (received ? line.shipped() : 0);
  for (const Refund& refund : open) {
    if (IsEnded(refund.state())) continue;
    for (const RefundLine& asked : refund.lines()) {
      if (asked.line() == line.line()) delivered -= asked.quantity() - asked.never_shipped();
    }
  }
  return delivered;
}

}  // namespace

bool CountsForReturn(const Order& order, bool planned) {
  switch (order.state()) {
    case v1::OrderState::WAIT_SELLER_SEND_GOODS:
    case v1::OrderState::SELLER_CONSIGNED_PART:
    case v1::OrderState::WAIT_BUYER_CONFIRM_GOODS:
    case v1::OrderState::TRADE_BUYER_SIGNED:
    case v1::OrderState::TRADE_FINISHED:
      return true;
    case v1::OrderState::WAIT_BUYER_PAY:
    case v1::OrderState::WAIT_COD_CONFIRM:
      return planned;
    default:
      return false;
  }
}

bool HasProduct(const Order& order, absl::string_view product) {
  return std::any_of(order.lines().begin(), order.lines().end(),
                     [&](const OrderLine& line) { return line.snapshot().product() == product; });
}

std::vector<ReturnedLine> MatchReturn(const Order& order, absl::Span<const Refund> open,
                                      absl::string_view product, int64_t wanted,
                                      bool delivered_only) {
  std::vector<ReturnedLine> matches;
  for (const OrderLine& line : order.lines()) {
    if (wanted <= 0) break;
    if (line.snapshot().product() != product) continue;
    LineLeft left = LeftOf(order, line, open);
    // An order that is not paid yet has nothing to refund, but its price is known.
    if (order.payment().paid_minor() == 0) left.minor = left.price_minor = line.total().minor();
    ReturnedLine match;
    match.line = line.line();
    match.quantity = std::min(wanted, left.units());
    const int64_t delivered = std::max<int64_t>(Delivered(order, line, open), 0);
    if (delivered_only) match.quantity = std::min(match.quantity, delivered);
    if (match.quantity == 0) continue;
    match.minor = PriceOfLeft(line, left, match.quantity);
    match.delivered = match.quantity <= delivered;
    wanted -= match.quantity;
    matches.push_back(match);
  }
  return matches;
}

RefundLines LinesToRefund(absl::Span<const ReturnedLine> returned) {
  RefundLines lines;
  for (const ReturnedLine& one : returned) {
    RefundLine& line = *lines.Add();
    line.set_line(one.line);
    line.set_quantity(one.quantity);
  }
  return lines;
}

}  // namespace shopdesk::orders::domain
