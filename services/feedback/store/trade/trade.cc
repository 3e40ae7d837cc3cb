#include "services/feedback/store/trade/trade.h"

#include "libs/base/status_macros.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kLockBuyer = {
    "feedback.lock_buyer",
    "INSERT INTO buyers (shop, buyer, turns) VALUES ($1, $2, 1) "
    "ON CONFLICT (shop, buyer) DO UPDATE SET turns = buyers.turns + 1"};
constexpr sql::Statement kFindTrade = {
    "feedback.find_trade",
    "SELECT order_id, buyer, placed_ms, finished_ms, review_until_ms, agent, closed_unpaid, kept, "
    "order_version, ended FROM trades "
    "WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kPutTrade = {
    "feedback.put_trade",
    "INSERT INTO trades (shop, order_id, buyer, placed_ms, finished_ms, review_until_ms, agent, "
    "closed_unpaid, kept, order_version, ended) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (shop, order_id) DO UPDATE SET "
    "placed_ms = excluded.placed_ms, finished_ms = excluded.finished_ms, "
    "review_until_ms = excluded.review_until_ms, "
    "agent = excluded.agent, closed_unpaid = excluded.closed_unpaid, kept = excluded.kept, "
    "order_version = excluded.order_version, ended = excluded.ended"};
constexpr sql::Statement kForgetOrderVersion = {
    "feedback.forget_order_version",
    "UPDATE trades SET order_version = 0 WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kListFirstFinishedTrades = {
    "feedback.list_first_finished_trades",
    "SELECT order_id FROM trades WHERE shop = $1 AND buyer = $2 AND finished_ms > 0 "
    "AND finished_ms >= $3 AND finished_ms < $4 ORDER BY finished_ms, order_id LIMIT $5"};
constexpr sql::Statement kHasOrder = {
    "feedback.has_order",
    "SELECT placed_ms FROM trades WHERE shop = $1 AND buyer = $2 AND placed_ms >= $3 "
    "AND placed_ms <= $4 AND closed_unpaid = 0 LIMIT 1"};
constexpr sql::Statement kCountOrdersOfAgent = {
    "feedback.count_orders_of_agent",
    "SELECT COUNT(order_id) FROM trades WHERE shop = $1 AND agent = $2 AND agent <> '' "
    "AND placed_ms >= $3 AND placed_ms < $4"};

}  // namespace

absl::Status LockBuyer(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer) {
  if (txn.dialect() == sql::Dialect::kSqlite) return absl::OkStatus();
  return txn.Execute(kLockBuyer, {shop, buyer}).status();
}

absl::StatusOr<absl::optional<Trade>> FindTrade(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view order_id) {
  absl::optional<Trade> trade;
  RETURN_IF_ERROR(txn.QueryOne(kFindTrade, {shop, order_id},
                               [&](const sql::Row& row) {
                                 trade = Trade{.order_id = std::string(row.Text(0)),
                                               .buyer = std::string(row.Text(1)),
                                               .placed_ms = row.Int(2),
                                               .finished_ms = row.Int(3),
                                               .review_until_ms = row.Int(4),
                                               .agent = std::string(row.Text(5)),
                                               .closed_unpaid = row.Int(6) != 0,
                                               .ended = row.Int(9) != 0,
                                               .kept = row.Int(7) != 0,
                                               .order_version = row.Int(8)};
                                 return absl::OkStatus();
                               })
                      .status());
  return trade;
}

absl::Status PutTrade(sql::Transaction& txn, absl::string_view shop, const Trade& trade) {
  return txn
      .Execute(kPutTrade, {shop, trade.order_id, trade.buyer, trade.placed_ms, trade.finished_ms,
                           trade.review_until_ms, trade.agent, trade.closed_unpaid, trade.kept,
                           trade.order_version, trade.ended})
      .status();
}

absl::Status ForgetOrderVersion(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view order_id) {
  return txn.Execute(kForgetOrderVersion, {shop, order_id}).status();
}

absl::StatusOr<std::vector<std::string>> FirstFinished(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view buyer, int64_t start_ms,
                                                       int64_t end_ms, int limit) {
  std::vector<std::string> orders;
  RETURN_IF_ERROR(txn.Query(kListFirstFinishedTrades, {shop, buyer, start_ms, end_ms, limit},
                            [&](const sql::Row& row) {
                              orders.emplace_back(row.Text(0));
                              return absl::OkStatus();
                            }));
  return orders;
}

absl::StatusOr<int64_t> CountOrdersOf(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent, int64_t start_ms, int64_t end_ms) {
  return QueryNumber(txn, kCountOrdersOfAgent, {shop, agent, start_ms, end_ms});
}

absl::StatusOr<bool> HasOrderIn(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view buyer, int64_t from_ms, int64_t to_ms) {
  return HasRow(txn, kHasOrder, {shop, buyer, from_ms, to_ms});
}

}  // namespace shopdesk::feedback::store
