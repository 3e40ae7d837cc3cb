#include "services/orders/domain/refund/refund_stock.h"

#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;

// What came back, as it was inspected; nothing of what nobody looked at.
std::vector<StockBooking> Inspected(const Order& order, const Refund& refund) {
  std::vector<StockBooking> bookings;
  if (refund.inspection() == v1::Inspection::INSPECTION_UNSPECIFIED) return bookings;
  const StockBucket::Value bucket =
      refund.inspection() == v1::Inspection::RESTOCK ? StockBucket::ON_HAND : StockBucket::DAMAGED;
  for (const RefundLine& line : refund.lines()) {
    if (line.came_back() == 0) continue;
    bookings.push_back({FindLine(order, line.line())->sku_id(), line.came_back(), bucket});
  }
  return bookings;
}

}  // namespace

std::vector<StockBooking> BookedOnTakeIn(const Order& order, const Refund& refund) {
  return refund.kind() == v1::RefundKind::EXCHANGE ? Inspected(order, refund)
                                                   : std::vector<StockBooking>();
}

std::vector<StockBooking> BookedOnSuccess(const Order& order, const Refund& refund) {
  const bool booked = refund.kind() == v1::RefundKind::EXCHANGE && refund.has_replacement();
  std::vector<StockBooking> bookings =
      booked ? std::vector<StockBooking>() : Inspected(order, refund);
  if (refund.replacement().failure() == v1::Replacement::CAME_BACK &&
      TakesFromStock(refund.kind())) {
    for (const SkuPieces& pieces : ReplacedSkus(order, refund)) {
      bookings.push_back({pieces.sku_id, pieces.quantity, StockBucket::ON_HAND});
    }
  }
  return bookings;
}

}  // namespace shopdesk::orders::domain
