#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// What the stock gets of the goods of refunds; each piece once.
namespace shopdesk::orders::domain {

struct StockBooking {
  std::string sku_id;
  int64_t quantity = 0;
  catalog::v1::StockBucket::Value bucket = catalog::v1::StockBucket::ON_HAND;
  // Of catalog; empty: the first of its policy's.
  std::string location;
};

// When goods are in for which others are to be sent: those of an exchange. A piece to repair is the
// buyer's.
std::vector<StockBooking> BookedOnTakeIn(const Order& order, const Refund& refund);
// When money was paid back: what came back and was not booked before, and a replacement that the
// carrier brought back.
std::vector<StockBooking> BookedOnSuccess(const Order& order, const Refund& refund);
// When goods were looked at that no money waits for: those that were paid for at their first scan,
// and those that nobody had looked at in time.
std::vector<StockBooking> BookedOnCount(const Order& order, const Refund& refund);
// What of a replacement stands in the stock again once the carrier brought it back: nothing of a
// repair, which was the buyer's.
std::vector<StockBooking> ReturnedReplacement(const Order& order, const Refund& refund);

}  // namespace shopdesk::orders::domain
