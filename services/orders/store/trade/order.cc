#include "services/orders/store/trade/order.h"

#include <algorithm>
#include <iterator>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::Order;

constexpr sql::Statement kLoadOrder = {"orders.load_order",
                                       "SELECT data FROM orders WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadOrderForUpdate = {
    "orders.load_order_for_update",
    "SELECT data FROM orders WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Change kInsertOrder = {
    {"orders.insert_order",
     "INSERT INTO orders (shop, id, state, buyer, agent, method, held, ship_by_ms, created_ms,"
     " updated_ms, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
     " ON CONFLICT DO NOTHING"},
    sql::Effect::kInsert,
    2};
constexpr sql::Change kUpdateOrder = {
    {"orders.update_order",
     "UPDATE orders SET state = $3, held = $4, ship_by_ms = $5, updated_ms = $6, version = $7,"
     " data = $8 WHERE shop = $1 AND id = $2 AND version = $9"},
    sql::Effect::kSave,
    2};
constexpr sql::Change kUpdateOrderData = {
    {"orders.update_order_data",
     "UPDATE orders SET version = $3, data = $4 WHERE shop = $1 AND id = $2 AND version = $5"},
    sql::Effect::kSave,
    2};
constexpr sql::Statement kFindOrdersOfBuyer = {
    "orders.find_orders_of_buyer",
    "SELECT data FROM orders WHERE shop = $1 AND buyer = $2 AND (created_ms, id) < ($3, $4)"
    " ORDER BY created_ms DESC, id DESC LIMIT $5"};

// A buyer has few orders: the state is looked at row by row.
#define SHOPDESK_COUNT(state)                                                              \
  "SELECT COUNT(id) FROM (SELECT id FROM orders WHERE shop = $1 AND buyer = $2 AND " state \
  " = "                                                                                    \
  "$3 LIMIT $4) AS counted"
constexpr sql::Statement kCountOrdersOfBuyer = {"orders.count_orders_of_buyer",
                                                SHOPDESK_COUNT("+state"), SHOPDESK_COUNT("state")};
#undef SHOPDESK_COUNT

// What an index can begin with before the time that it goes by.
enum class Lead { kNone, kState, kBuyer, kAgent, kMethod, kHeld };

#define SHOPDESK_RANGE(column, start, end) " AND " column " >= " start " AND " column " < " end
// All that is asked of an order; what the index says already costs nothing.
#define SHOPDESK_MATCHES                                                                \
  "(state = $7 OR $7 = 0) AND (method = $8 OR $8 = 0) AND ((held & $9) <> 0 OR $9 = 0)" \
  " AND (agent = $10 OR $10 = '') AND (buyer = $11 OR $11 = '')" SHOPDESK_RANGE(        \
      "created_ms", "$12", "$13") SHOPDESK_RANGE("updated_ms", "$14", "$15")            \
      SHOPDESK_RANGE("ship_by_ms", "$16", "$17")
// Both bounds of the key exclude: ids are never empty.
#define SHOPDESK_LIST(time, lead, direction)                                           \
  "SELECT CASE WHEN " SHOPDESK_MATCHES " THEN data END, " time                         \
  ", id FROM orders WHERE shop = $1 " lead " AND (" time ", id) > ($2, $3) AND (" time \
  ", id) < ($4, $5) ORDER BY " time " " direction ", id " direction " LIMIT $6"
#define SHOPDESK_BOTH(name, time, lead)                                        \
  {                                                                            \
    {"orders.list_orders_" name, SHOPDESK_LIST(time, lead, "DESC")},           \
        {"orders.list_orders_" name "_asc", SHOPDESK_LIST(time, lead, "ASC")}, \
  }

struct LeadStatements {
  OrderSort sort;
  Lead lead;
  // Newest or latest first, and the other way.
  sql::Statement statements[2];
};
// One an index. What comes first of what a query has is what narrows it down most.
constexpr LeadStatements kLists[] = {
    {OrderSort::kChanged, Lead::kBuyer, SHOPDESK_BOTH("by_buyer", "updated_ms", "AND buyer = $11")},
    {OrderSort::kChanged, Lead::kHeld, SHOPDESK_BOTH("by_hold", "updated_ms", "AND held <> 0")},
    {OrderSort::kChanged, Lead::kAgent,
     SHOPDESK_BOTH("by_agent", "updated_ms", "AND agent = $10 AND agent <> ''")},
    {OrderSort::kChanged, Lead::kState, SHOPDESK_BOTH("by_state", "updated_ms", "AND state = $7")},
    {OrderSort::kChanged, Lead::kNone, SHOPDESK_BOTH("by_change", "updated_ms", "")},
    {OrderSort::kCreated, Lead::kBuyer,
     SHOPDESK_BOTH("by_buyer_and_creation", "created_ms", "AND buyer = $11")},
    {OrderSort::kCreated, Lead::kHeld,
     SHOPDESK_BOTH("by_hold_and_creation", "created_ms", "AND held <> 0")},
    {OrderSort::kCreated, Lead::kAgent,
     SHOPDESK_BOTH("by_agent_and_creation", "created_ms", "AND agent = $10 AND agent <> ''")},
    {OrderSort::kCreated, Lead::kState,
     SHOPDESK_BOTH("by_state_and_creation", "created_ms", "AND state = $7")},
    {OrderSort::kCreated, Lead::kMethod,
     SHOPDESK_BOTH("by_method_and_creation", "created_ms", "AND method = $8")},
    {OrderSort::kCreated, Lead::kNone, SHOPDESK_BOTH("by_creation", "created_ms", "")},
    {OrderSort::kShipBy, Lead::kState,
     SHOPDESK_BOTH("by_state_and_ship_by", "ship_by_ms", "AND state = $7")},
    {OrderSort::kShipBy, Lead::kNone, SHOPDESK_BOTH("by_ship_by", "ship_by_ms", "")},
};

#undef SHOPDESK_BOTH
#undef SHOPDESK_LIST
#undef SHOPDESK_MATCHES
#undef SHOPDESK_RANGE

bool Has(const OrderQuery& query, Lead lead) {
  switch (lead) {
    case Lead::kState:
      return query.state != v1::OrderState::ORDER_STATE_UNSPECIFIED;
    case Lead::kBuyer:
      return !query.buyer.empty();
    case Lead::kAgent:
      return !query.agent.empty();
    case Lead::kMethod:
      return query.method != v1::PaymentMethod::PAYMENT_METHOD_UNSPECIFIED;
    case Lead::kHeld:
      return query.hold != v1::Hold::KIND_UNSPECIFIED;
    default:
      return true;
  }
}

// The range of the time that the listing goes by.
MillisRange RangeOf(const OrderQuery& query) {
  switch (query.sort) {
    case OrderSort::kChanged:
      return query.changed;
    case OrderSort::kCreated:
      return query.created;
    default:
      // 0 stands for no promise.
      return {std::max<int64_t>(query.ship_by.start, 1), query.ship_by.end};
  }
}

// A bit a kind of hold.
int64_t HeldBit(v1::Hold::Kind kind) {
  return kind == v1::Hold::KIND_UNSPECIFIED ? 0 : int64_t{1} << kind;
}
int64_t HeldBits(const Order& order) {
  int64_t bits = 0;
  for (const v1::Hold& hold : order.holds()) bits |= HeldBit(hold.kind());
  return bits;
}

int64_t ShipByMillis(const Order& order) {
  return order.has_ship_by_time() ? ToMillis(FromProto(order.ship_by_time())) : 0;
}

}  // namespace

const sql::Statement kOrderSnapshot = {
    "orders.snapshot_order",
    "SELECT 'shops/' || shop || '/orders/' || id, data FROM orders"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/orders/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<absl::optional<Order>> FindOrder(sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<Order>(txn, kLoadOrder, {ShopOf(name), LastSegment(name)});
}

void AnnounceOrder(sql::Reads& reads, absl::string_view name) {
  reads.Add(kLoadOrder, {ShopOf(name), LastSegment(name)});
}

void AnnounceOrderForUpdate(sql::Reads& reads, absl::string_view name) {
  reads.Add(kLoadOrderForUpdate, {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<Order> LoadOrder(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Order>(txn, kLoadOrder, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<Order> LoadOrderForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Order>(txn, kLoadOrderForUpdate, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertOrder(sql::Transaction& txn, Order& order) {
  ASSIGN_OR_RETURN(const bool taken,
                   txn.QueryOne(kLoadOrder, {ShopOf(order.name()), LastSegment(order.name())},
                                [](const sql::Row&) { return absl::OkStatus(); }));
  if (taken) return AlreadyExistsError(order.name());
  const OrderColumns columns = ColumnsOf(order);
  return sql::DeferInsert(
      txn, kInsertOrder, order, ShopOf(order.name()), LastSegment(order.name()), columns.state,
      order.buyer(), order.agent(), static_cast<int>(order.payment().method()), columns.held,
      columns.ship_by_ms, ToMillis(FromProto(order.create_time())), columns.updated_ms);
}

OrderColumns ColumnsOf(const Order& order) {
  return {order.state(), HeldBits(order), ShipByMillis(order),
          ToMillis(FromProto(order.update_time()))};
}

absl::Status SaveOrder(sql::Transaction& txn, Order& order) {
  const OrderColumns columns = ColumnsOf(order);
  return sql::DeferSave(txn, kUpdateOrder, order, ShopOf(order.name()), LastSegment(order.name()),
                        columns.state, columns.held, columns.ship_by_ms, columns.updated_ms);
}

absl::Status SaveOrder(sql::Transaction& txn, Order& order, const OrderColumns& loaded) {
  if (ColumnsOf(order) != loaded) return SaveOrder(txn, order);
  return sql::DeferSave(txn, kUpdateOrderData, order, ShopOf(order.name()),
                        LastSegment(order.name()));
}

absl::StatusOr<std::vector<Order>> ListOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view buyer,
                                                     const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  return sql::ListMessages<Order>(txn, kFindOrdersOfBuyer,
                                  {shop, buyer, before_ms, before_id, limit});
}

absl::StatusOr<int> CountOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view buyer, v1::OrderState::Value state,
                                       int most) {
  int count = 0;
  RETURN_IF_ERROR(txn.QueryOne(kCountOrdersOfBuyer, {shop, buyer, static_cast<int>(state), most},
                               [&](const sql::Row& row) {
                                 count = static_cast<int>(row.Int(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

OrderKey StartOf(const OrderQuery& query) {
  const MillisRange range = RangeOf(query);
  return OrderKey(query.ascending ? range.start : range.end, "");
}

const sql::Statement& ListStatement(const OrderQuery& query) {
  const LeadStatements* list = std::begin(kLists);
  while (list->sort != query.sort || !Has(query, list->lead)) ++list;
  return list->statements[query.ascending ? 1 : 0];
}

absl::StatusOr<std::vector<Scanned<OrderKey, Order>>> ScanOrders(sql::Transaction& txn,
                                                                 const OrderQuery& query,
                                                                 const OrderKey& after, int limit) {
  const MillisRange range = RangeOf(query);
  const OrderKey low = query.ascending ? after : OrderKey(range.start, "");
  const OrderKey high = query.ascending ? OrderKey(range.end, "") : after;
  std::vector<Scanned<OrderKey, Order>> rows;
  RETURN_IF_ERROR(txn.Query(
      ListStatement(query),
      {query.shop, std::get<0>(low), std::get<1>(low), std::get<0>(high), std::get<1>(high), limit,
       static_cast<int>(query.state), static_cast<int>(query.method), HeldBit(query.hold),
       query.agent, query.buyer, query.created.start, query.created.end, query.changed.start,
       query.changed.end, query.ship_by.start, query.ship_by.end},
      [&](const sql::Row& row) -> absl::Status {
        Scanned<OrderKey, Order>& scanned = rows.emplace_back();
        scanned.key = OrderKey(row.Int(1), row.Text(2));
        return row.IsNull(0) ? absl::OkStatus() : sql::ParseColumn(row, 0, scanned.row.emplace());
      }));
  return rows;
}

}  // namespace shopdesk::orders::store
