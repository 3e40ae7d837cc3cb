#include "services/orders/domain/refund/refund_stock.h"

#include <algorithm>
#include <map>

#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_replacement.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;

// Pieces that came back of a line, into the buckets that they were counted for.
void AddCounted(const Order& order, const RefundLine& line, const v1::IntakeLine& intake,
                std::vector<StockBooking>& bookings) {
  int64_t sellable = std::min(intake.sellable(), line.came_back());
  for (const SkuPieces& back : HeldSkus(order, line, line.came_back())) {
    const int64_t whole = std::min(sellable, back.quantity);
    if (whole > 0) bookings.push_back({back.sku_id, whole, StockBucket::ON_HAND});
    const int64_t damaged = back.quantity - whole;
    if (damaged > 0) bookings.push_back({back.sku_id, damaged, StockBucket::DAMAGED});
    sellable -= whole;
  }
}

// What came back, as it was counted or inspected; nothing of what nobody looked at.
std::vector<StockBooking> Inspected(const Order& order, const Refund& refund) {
  std::vector<StockBooking> bookings;
  std::map<int32_t, const v1::IntakeLine*> counted;
  for (const v1::IntakeLine& intake : refund.intake()) counted[intake.line()] = &intake;
  const bool looked = refund.inspection() != v1::Inspection::INSPECTION_UNSPECIFIED;
  const StockBucket::Value bucket =
      refund.inspection() == v1::Inspection::RESTOCK ? StockBucket::ON_HAND : StockBucket::DAMAGED;
  for (const RefundLine& line : refund.lines()) {
    const auto found = counted.find(line.line());
    if (found != counted.end()) {
      AddCounted(order, line, *found->second, bookings);
    } else if (looked) {
      for (const SkuPieces& back : HeldSkus(order, line, line.came_back())) {
        bookings.push_back({back.sku_id, back.quantity, bucket});
      }
    }
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
  if (refund.replacement().failure() == v1::Replacement::CAME_BACK) {
    const std::vector<StockBooking> returned = ReturnedReplacement(order, refund);
    bookings.insert(bookings.end(), returned.begin(), returned.end());
  }
  return bookings;
}

std::vector<StockBooking> BookedOnCount(const Order& order, const Refund& refund) {
  return Inspected(order, refund);
}

std::vector<StockBooking> ReturnedReplacement(const Order& order, const Refund& refund) {
  std::vector<StockBooking> bookings;
  if (!TakesFromStock(refund.kind())) return bookings;
  for (const SkuPieces& pieces : ReplacedSkus(order, refund)) {
    bookings.push_back({pieces.sku_id, pieces.quantity, StockBucket::ON_HAND});
  }
  return bookings;
}

}  // namespace shopdesk::orders::domain
