#include "services/orders/store/orders.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::Order;

constexpr sql::Statement kLoad = {"orders_load",
                                  "SELECT data FROM orders WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadForUpdate = {
    "orders_load_for_update", "SELECT data FROM orders WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "orders_insert",
    "INSERT INTO orders (shop, id, state, buyer, agent, created_ms, updated_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "orders_update",
    "UPDATE orders SET state = $3, updated_ms = $4, version = $6, data = $7"
    " WHERE shop = $1 AND id = $2 AND version = $5"};
constexpr sql::Statement kOfBuyer = {
    "orders_of_buyer",
    "SELECT data FROM orders WHERE shop = $1 AND buyer = $2 AND (created_ms, id) < ($3, $4)"
    " ORDER BY created_ms DESC, id DESC LIMIT $5"};

// A buyer has few orders: the state is looked at row by row.
#define SHOPDESK_COUNT(state)                                                              \
  "SELECT COUNT(id) FROM (SELECT id FROM orders WHERE shop = $1 AND buyer = $2 AND " state \
  " = "                                                                                    \
  "$3 LIMIT $4) AS counted"
constexpr sql::Statement kCountOfBuyer = {"orders_count_of_buyer", SHOPDESK_COUNT("+state"),
                                          SHOPDESK_COUNT("state")};
#undef SHOPDESK_COUNT

// Both bounds exclude: ids are never empty.
#define SHOPDESK_LIST(filter, direction)                             \
  "SELECT data FROM orders WHERE shop = $1 " filter                  \
  " AND (updated_ms, id) > ($2, $3) AND (updated_ms, id) < ($4, $5)" \
  " ORDER BY updated_ms " direction ", id " direction " LIMIT $6"

constexpr sql::Statement kList[] = {{"orders_list", SHOPDESK_LIST("", "DESC")},
                                    {"orders_list_asc", SHOPDESK_LIST("", "ASC")}};
constexpr sql::Statement kListByState[] = {
    {"orders_list_by_state", SHOPDESK_LIST("AND state = $7", "DESC")},
    {"orders_list_by_state_asc", SHOPDESK_LIST("AND state = $7", "ASC")}};
constexpr sql::Statement kListByBuyer[] = {
    {"orders_list_by_buyer", SHOPDESK_LIST("AND buyer = $7", "DESC")},
    {"orders_list_by_buyer_asc", SHOPDESK_LIST("AND buyer = $7", "ASC")}};
constexpr sql::Statement kListByAgent[] = {
    {"orders_list_by_agent", SHOPDESK_LIST("AND agent = $7 AND agent <> ''", "DESC")},
    {"orders_list_by_agent_asc", SHOPDESK_LIST("AND agent = $7 AND agent <> ''", "ASC")}};
// A buyer has few orders: the state is looked at row by row.
constexpr sql::Statement kListByBuyerAndState[] = {
    {"orders_list_by_buyer_and_state", SHOPDESK_LIST("AND buyer = $7 AND +state = $8", "DESC"),
     SHOPDESK_LIST("AND buyer = $7 AND state = $8", "DESC")},
    {"orders_list_by_buyer_and_state_asc", SHOPDESK_LIST("AND buyer = $7 AND +state = $8", "ASC"),
     SHOPDESK_LIST("AND buyer = $7 AND state = $8", "ASC")}};

#undef SHOPDESK_LIST

struct Key {
  absl::string_view shop;
  absl::string_view id;
};

Key KeyOf(absl::string_view name) { return {ShopOf(name), LastSegment(name)}; }

absl::StatusOr<absl::optional<Order>> Find(sql::Transaction& txn, const sql::Statement& statement,
                                           absl::string_view name) {
  const Key key = KeyOf(name);
  return sql::FindMessage<Order>(txn, statement, {key.shop, key.id});
}

absl::Status AppendRow(const sql::Row& row, std::vector<Order>& orders) {
  return sql::ParseColumn(row, 0, orders.emplace_back());
}

}  // namespace

const sql::Statement kOrderSnapshot = {
    "orders_snapshot",
    "SELECT 'shops/' || shop || '/orders/' || id, data FROM orders"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/orders/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<absl::optional<Order>> FindOrder(sql::Transaction& txn, absl::string_view name) {
  return Find(txn, kLoad, name);
}

absl::StatusOr<absl::optional<Order>> FindOrderForUpdate(sql::Transaction& txn,
                                                         absl::string_view name) {
  return Find(txn, kLoadForUpdate, name);
}

absl::StatusOr<Order> LoadOrder(sql::Transaction& txn, absl::string_view name) {
  const Key key = KeyOf(name);
  return sql::LoadMessage<Order>(txn, kLoad, {key.shop, key.id}, name);
}

absl::StatusOr<Order> LoadOrderForUpdate(sql::Transaction& txn, absl::string_view name) {
  const Key key = KeyOf(name);
  return sql::LoadMessage<Order>(txn, kLoadForUpdate, {key.shop, key.id}, name);
}

absl::Status InsertOrder(sql::Transaction& txn, Order& order) {
  order.set_etag(MakeEtag(1));
  const Key key = KeyOf(order.name());
  const std::string data = order.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {key.shop, key.id, static_cast<int>(order.state()), order.buyer(),
                            order.agent(), ToMillis(FromProto(order.create_time())),
                            ToMillis(FromProto(order.update_time())), sql::Blob{data}}));
  return inserted == 0 ? AlreadyExistsError(order.name()) : absl::OkStatus();
}

absl::Status SaveOrder(sql::Transaction& txn, Order& order) {
  const int64_t version = VersionOf(order.etag());
  order.set_etag(MakeEtag(version + 1));
  const Key key = KeyOf(order.name());
  const std::string data = order.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t updated,
                   txn.Execute(kUpdate, {key.shop, key.id, static_cast<int>(order.state()),
                                         ToMillis(FromProto(order.update_time())), version,
                                         version + 1, sql::Blob{data}}));
  return sql::CheckOneRow(updated, order.name());
}

absl::Status ListOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view buyer, absl::Time before,
                               absl::string_view before_id, int limit, std::vector<Order>& orders) {
  const int64_t before_ms =
      before == absl::InfiniteFuture() ? std::numeric_limits<int64_t>::max() : ToMillis(before);
  return txn.Query(kOfBuyer, {shop, buyer, before_ms, before_id, limit},
                   [&](const sql::Row& row) { return AppendRow(row, orders); });
}

absl::StatusOr<int> CountOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view buyer, v1::OrderState state, int most) {
  int count = 0;
  RETURN_IF_ERROR(txn.QueryOne(kCountOfBuyer, {shop, buyer, static_cast<int>(state), most},
                               [&](const sql::Row& row) {
                                 count = static_cast<int>(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

const sql::Statement& ListStatement(const OrderQuery& query) {
  const int direction = query.ascending ? 1 : 0;
  const bool by_state = query.state != v1::ORDER_STATE_UNSPECIFIED;
  if (!query.buyer.empty()) {
    return by_state ? kListByBuyerAndState[direction] : kListByBuyer[direction];
  }
  if (!query.agent.empty()) return kListByAgent[direction];
  return by_state ? kListByState[direction] : kList[direction];
}

absl::StatusOr<std::vector<Order>> ListOrders(sql::Transaction& txn, const OrderQuery& query) {
  int64_t low = query.from_ms;
  int64_t high = query.to_ms;
  absl::string_view low_id;
  absl::string_view high_id;
  if (query.has_after && query.ascending) {
    low = query.after_ms;
    low_id = query.after_id;
  } else if (query.has_after) {
    high = query.after_ms;
    high_id = query.after_id;
  }
  std::vector<Order> orders;
  const auto run = [&](std::initializer_list<sql::Value> parameters) {
    return txn.Query(ListStatement(query), parameters,
                     [&](const sql::Row& row) { return AppendRow(row, orders); });
  };
  const int state = query.state;
  const bool by_state = query.state != v1::ORDER_STATE_UNSPECIFIED;
  absl::Status status;
  if (!query.buyer.empty() && by_state) {
    status = run({query.shop, low, low_id, high, high_id, query.limit, query.buyer, state});
  } else if (!query.buyer.empty()) {
    status = run({query.shop, low, low_id, high, high_id, query.limit, query.buyer});
  } else if (!query.agent.empty()) {
    status = run({query.shop, low, low_id, high, high_id, query.limit, query.agent});
  } else if (by_state) {
    status = run({query.shop, low, low_id, high, high_id, query.limit, state});
  } else {
    status = run({query.shop, low, low_id, high, high_id, query.limit});
  }
  RETURN_IF_ERROR(status);
  return orders;
}

}  // namespace shopdesk::orders::store
