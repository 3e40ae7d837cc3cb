#include "services/orders/store/trade/order.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::Order;

constexpr sql::Statement kLoad = {"orders.load_order",
                                  "SELECT data FROM orders WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadForUpdate = {
    "orders.load_order_for_update",
    "SELECT data FROM orders WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "orders.insert_order",
    "INSERT INTO orders (shop, id, state, buyer, agent, created_ms, updated_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "orders.update_order",
    "UPDATE orders SET state = $3, updated_ms = $4, version = $5, data = $6"
    " WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kOfBuyer = {
    "orders.find_orders_of_buyer",
    "SELECT data FROM orders WHERE shop = $1 AND buyer = $2 AND (created_ms, id) < ($3, $4)"
    " ORDER BY created_ms DESC, id DESC LIMIT $5"};

// A buyer has few orders: the state is looked at row by row.
#define SHOPDESK_COUNT(state)                                                              \
  "SELECT COUNT(id) FROM (SELECT id FROM orders WHERE shop = $1 AND buyer = $2 AND " state \
  " = "                                                                                    \
  "$3 LIMIT $4) AS counted"
constexpr sql::Statement kCountOfBuyer = {"orders.count_orders_of_buyer", SHOPDESK_COUNT("+state"),
                                          SHOPDESK_COUNT("state")};
#undef SHOPDESK_COUNT

// Both bounds exclude: ids are never empty.
#define SHOPDESK_LIST(filter, direction)                             \
  "SELECT data FROM orders WHERE shop = $1 " filter                  \
  " AND (updated_ms, id) > ($2, $3) AND (updated_ms, id) < ($4, $5)" \
  " ORDER BY updated_ms " direction ", id " direction " LIMIT $6"

constexpr sql::Statement kList[] = {{"orders.list_orders", SHOPDESK_LIST("", "DESC")},
                                    {"orders.list_orders_asc", SHOPDESK_LIST("", "ASC")}};
constexpr sql::Statement kListByState[] = {
    {"orders.list_orders_by_state", SHOPDESK_LIST("AND state = $7", "DESC")},
    {"orders.list_orders_by_state_asc", SHOPDESK_LIST("AND state = $7", "ASC")}};
constexpr sql::Statement kListByBuyer[] = {
    {"orders.list_orders_by_buyer", SHOPDESK_LIST("AND buyer = $7", "DESC")},
    {"orders.list_orders_by_buyer_asc", SHOPDESK_LIST("AND buyer = $7", "ASC")}};
constexpr sql::Statement kListByAgent[] = {
    {"orders.list_orders_by_agent", SHOPDESK_LIST("AND agent = $7 AND agent <> ''", "DESC")},
    {"orders.list_orders_by_agent_asc", SHOPDESK_LIST("AND agent = $7 AND agent <> ''", "ASC")}};
// A buyer has few orders: the state is looked at row by row.
constexpr sql::Statement kListByBuyerAndState[] = {
    {"orders.list_orders_by_buyer_and_state",
     SHOPDESK_LIST("AND buyer = $7 AND +state = $8", "DESC"),
     SHOPDESK_LIST("AND buyer = $7 AND state = $8", "DESC")},
    {"orders.list_orders_by_buyer_and_state_asc",
     SHOPDESK_LIST("AND buyer = $7 AND +state = $8", "ASC"),
     SHOPDESK_LIST("AND buyer = $7 AND state = $8", "ASC")}};

#undef SHOPDESK_LIST

}  // namespace

const sql::Statement kOrderSnapshot = {
    "orders.snapshot_order",
    "SELECT 'shops/' || shop || '/orders/' || id, data FROM orders"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/orders/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<absl::optional<Order>> FindOrder(sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<Order>(txn, kLoad, {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<Order> LoadOrder(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Order>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<Order> LoadOrderForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Order>(txn, kLoadForUpdate, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertOrder(sql::Transaction& txn, Order& order) {
  return sql::InsertVersioned(txn, kInsert, order, ShopOf(order.name()), LastSegment(order.name()),
                              static_cast<int>(order.state()), order.buyer(), order.agent(),
                              ToMillis(FromProto(order.create_time())),
                              ToMillis(FromProto(order.update_time())));
}

absl::Status SaveOrder(sql::Transaction& txn, Order& order) {
  return sql::SaveVersioned(txn, kUpdate, order, ShopOf(order.name()), LastSegment(order.name()),
                            static_cast<int>(order.state()),
                            ToMillis(FromProto(order.update_time())));
}

absl::StatusOr<std::vector<Order>> ListOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view buyer,
                                                     const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  return sql::ListMessages<Order>(txn, kOfBuyer, {shop, buyer, before_ms, before_id, limit});
}

absl::StatusOr<int> CountOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view buyer, v1::OrderState::Value state,
                                       int most) {
  int count = 0;
  RETURN_IF_ERROR(txn.QueryOne(kCountOfBuyer, {shop, buyer, static_cast<int>(state), most},
                               [&](const sql::Row& row) {
                                 count = static_cast<int>(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

OrderKey OrderKeyOf(const Order& order) {
  return OrderKey(ToMillis(FromProto(order.update_time())), LastSegment(order.name()));
}

const sql::Statement& ListStatement(const OrderQuery& query) {
  const int direction = query.ascending ? 1 : 0;
  const bool by_state = query.state != v1::OrderState::ORDER_STATE_UNSPECIFIED;
  if (!query.buyer.empty()) {
    return by_state ? kListByBuyerAndState[direction] : kListByBuyer[direction];
  }
  if (!query.agent.empty()) return kListByAgent[direction];
  return by_state ? kListByState[direction] : kList[direction];
}

absl::StatusOr<std::vector<Order>> ListOrders(sql::Transaction& txn, const OrderQuery& query) {
  const auto& [after_ms, after_id] = query.after;
  const auto& [before_ms, before_id] = query.before;
  const sql::Statement& statement = ListStatement(query);
  const int state = query.state;
  const bool by_state = query.state != v1::OrderState::ORDER_STATE_UNSPECIFIED;
  if (!query.buyer.empty() && by_state) {
    return sql::ListMessages<Order>(
        txn, statement,
        {query.shop, after_ms, after_id, before_ms, before_id, query.limit, query.buyer, state});
  }
  if (!query.buyer.empty() || !query.agent.empty()) {
    const std::string& person = query.buyer.empty() ? query.agent : query.buyer;
    return sql::ListMessages<Order>(
        txn, statement,
        {query.shop, after_ms, after_id, before_ms, before_id, query.limit, person});
  }
  if (by_state) {
    return sql::ListMessages<Order>(
        txn, statement, {query.shop, after_ms, after_id, before_ms, before_id, query.limit, state});
  }
  return sql::ListMessages<Order>(
      txn, statement, {query.shop, after_ms, after_id, before_ms, before_id, query.limit});
}

}  // namespace shopdesk::orders::store
