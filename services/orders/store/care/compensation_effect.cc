#include "services/orders/store/care/compensation_effect.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::store {

const sql::Statement kListBuyersWithOrders = {
    "orders.list_buyers_with_orders",
    "SELECT DISTINCT 'shops/' || shop || '/buyers/' || buyer, buyer FROM orders "
    "WHERE shop = $1 AND buyer > substr(CAST($2 AS text), length('shops/' || $1 || '/buyers/') + 1)"
    " ORDER BY buyer LIMIT $3"};

namespace {

constexpr sql::Statement kListPlacedTimes = {
    "orders.list_placed_times",
    "SELECT created_ms FROM orders WHERE shop = $1 AND buyer = $2 AND state <> $3 "
    "ORDER BY created_ms DESC LIMIT $4"};
constexpr sql::Statement kListCompensationsOfBuyer = {
    "orders.list_compensations_of_buyer",
    "SELECT c.data FROM orders o JOIN compensations c ON c.shop = o.shop AND c.order_id = o.id "
    "WHERE o.shop = $1 AND o.buyer = $2 AND c.state = $3"};

constexpr int kClosedUnpaid = v1::OrderState::TRADE_CLOSED_UNPAID;
constexpr int kGiven = v1::Compensation::GIVEN;
// One more than are counted.
constexpr int64_t kMostPlaced = domain::kMostOrdersOfBuyer + 1;

}  // namespace

absl::StatusOr<domain::BuyerHistory> LoadBuyerHistory(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view buyer) {
  domain::BuyerHistory history;
  RETURN_IF_ERROR(txn.Query(kListPlacedTimes, {shop, buyer, kClosedUnpaid, kMostPlaced},
                            [&](const sql::Row& row) {
                              history.placed.push_back(FromMillis(row.Int(0)));
                              return absl::OkStatus();
                            }));
  if (history.placed.size() > domain::kMostOrdersOfBuyer) return history;
  ASSIGN_OR_RETURN(history.given, sql::ListMessages<v1::Compensation>(
                                      txn, kListCompensationsOfBuyer, {shop, buyer, kGiven}));
  return history;
}

}  // namespace shopdesk::orders::store
