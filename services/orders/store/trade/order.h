#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/type/v1/measure.pb.h"

// The table of orders. What is saved was loaded by LoadOrderForUpdate in the same transaction; a
// transaction that needs several orders loads them in the order of their names.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Order> LoadOrder(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Order> LoadOrderForUpdate(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Order>> FindOrder(sql::Transaction& txn, absl::string_view name);

// Sets the etag and stores a new order. ALREADY_EXISTS.
absl::Status InsertOrder(sql::Transaction& txn, v1::Order& order);
// Sets the next etag and stores the order. ABORTED if it was not loaded for update.
absl::Status SaveOrder(sql::Transaction& txn, v1::Order& order);

// The buyer's orders by creation, newest first, before a key; `shop` is the escaped id.
absl::StatusOr<std::vector<v1::Order>> ListOrdersOfBuyer(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view buyer,
                                                         const CreationKey& before, int limit);

// How many orders of the buyer are in a state; counts to `most`.
absl::StatusOr<int> CountOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view buyer, v1::OrderState::Value state,
                                       int most);

// When an order was last changed, in milliseconds, and its id as it stands in names.
using OrderKey = PageKey<int64_t, std::string>;
OrderKey OrderKeyOf(const v1::Order& order);

// One page of the listing, by time of change. `shop` is the escaped id. Any of state, buyer and
// agent may be unset.
struct OrderQuery {
  std::string shop;
  v1::OrderState::Value state = v1::OrderState::ORDER_STATE_UNSPECIFIED;
  std::string buyer;
  std::string agent;
  // Both bounds exclude; one without an id is before all orders of its millisecond, as ids are
  // never empty. The next page moves one of them: `after` if ascending, else `before`.
  OrderKey after = {INT64_MIN, ""};
  OrderKey before = {INT64_MAX, ""};
  bool ascending = false;
  int limit = 0;
};
absl::StatusOr<std::vector<v1::Order>> ListOrders(sql::Transaction& txn, const OrderQuery& query);
// The statement that serves a query; a test looks at its plan.
const sql::Statement& ListStatement(const OrderQuery& query);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kOrderSnapshot;

}  // namespace shopdesk::orders::store
