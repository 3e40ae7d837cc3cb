#include "services/orders/domain/refund/refund_stock.h"

#include <algorithm>
#include <map>

#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/sender.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::StockBucket;

const std::string& LocationOf(const Order& order, const RefundLine& line) {
  return FindLine(order, line.line())->location();
}

// Where the goods are now. The main address stands for all locations that have none, and need not
// be one itself: what came to it lies where it lay.
const std::string& BackAt(const Order& order, const Refund& refund, const RefundLine& line) {
  const std::string& chosen = refund.return_location();
  return chosen.empty() || chosen == kMainLocation ? LocationOf(order, line) : chosen;
}

// Pieces that came back of a line, into the buckets that they were counted for.
void AddCounted(const Order& order, const RefundLine& line, const v1::IntakeLine& intake,
                const std::string& location, std::vector<StockBooking>& bookings) {
  int64_t sellable = std::min(intake.sellable(), line.came_back());
  for (const SkuPieces& back : HeldSkus(order, line, line.came_back())) {
    const int64_t whole = std::min(sellable, back.quantity);
    if (whole > 0) bookings.push_back({back.sku_id, whole, StockBucket::ON_HAND, location});
    const int64_t damaged = back.quantity - whole;
    if (damaged > 0) bookings.push_back({back.sku_id, damaged, StockBucket::DAMAGED, location});
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
      AddCounted(order, line, *found->second, BackAt(order, refund, line), bookings);
    } else if (looked) {
      for (const SkuPieces& back : HeldSkus(order, line, line.came_back())) {
        bookings.push_back({back.sku_id, back.quantity, bucket, BackAt(order, refund, line)});
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
  for (const RefundLine& line : refund.lines()) {
    for (const SkuPieces& sent : SentSkus(order, line)) {
      bookings.push_back(
          {sent.sku_id, sent.quantity, StockBucket::ON_HAND, LocationOf(order, line)});
    }
  }
  return bookings;
}

}  // namespace shopdesk::orders::domain
