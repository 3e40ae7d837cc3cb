#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/base/time_range.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/type/v1/measure.pb.h"

// The table of orders. What is saved was loaded by LoadOrderForUpdate in the same transaction; a
// transaction that needs several orders loads them in the order of their names.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
void AnnounceOrder(sql::Reads& reads, absl::string_view name);
void AnnounceOrderForUpdate(sql::Reads& reads, absl::string_view name);
absl::StatusOr<v1::Order> LoadOrder(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Order> LoadOrderForUpdate(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Order>> FindOrder(sql::Transaction& txn, absl::string_view name);

// Sets the etag and stores a new order. ALREADY_EXISTS.
absl::Status InsertOrder(sql::Transaction& txn, v1::Order& order);
// What lists of orders go by, and changes.
struct OrderColumns {
  int64_t state = 0;
  int64_t held = 0;
  int64_t ship_by_ms = 0;
  int64_t updated_ms = 0;

  friend bool operator==(const OrderColumns&, const OrderColumns&) = default;
};
OrderColumns ColumnsOf(const v1::Order& order);
// Sets the next etag and stores the order. ABORTED if it was not loaded for update.
absl::Status SaveOrder(sql::Transaction& txn, v1::Order& order);
// The same for one whose columns are known as they were loaded: if they are the same still, no
// index is touched, all of which SQLite would write anew.
absl::Status SaveOrder(sql::Transaction& txn, v1::Order& order, const OrderColumns& loaded);

// The buyer's orders by creation, newest first, before a key; `shop` is the escaped id.
absl::StatusOr<std::vector<v1::Order>> ListOrdersOfBuyer(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view buyer,
                                                         const CreationKey& before, int limit);

// How many orders of the buyer are in a state; counts to `most`.
absl::StatusOr<int> CountOrdersOfBuyer(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view buyer, v1::OrderState::Value state,
                                       int most);

// What a listing goes by.
enum class OrderSort { kChanged, kCreated, kShipBy };

// The time that the listing goes by, in milliseconds, and the order's id as it stands in names.
using OrderKey = PageKey<int64_t, std::string>;

// One page of a listing. `shop` is the escaped id. Whatever is unset isn't looked at; the rest is
// combined. One condition is the index's, the others are looked at row by row: the caller bounds
// how many (ScanPage).
struct OrderQuery {
  std::string shop;
  v1::OrderState::Value state = v1::OrderState::ORDER_STATE_UNSPECIFIED;
  std::string buyer;
  std::string agent;
  v1::PaymentMethod::Value method = v1::PaymentMethod::PAYMENT_METHOD_UNSPECIFIED;
  // KIND_UNSPECIFIED: held or not.
  v1::Hold::Kind hold = v1::Hold::KIND_UNSPECIFIED;
  MillisRange created;
  MillisRange changed;
  // Orders without a promise are in no range but the one of everything.
  MillisRange ship_by;
  OrderSort sort = OrderSort::kChanged;
  bool ascending = false;
};
// Where such a list begins, and where it ends.
OrderKey StartOf(const OrderQuery& query);
// The next rows of it after a key, at most `limit`, matching or not.
absl::StatusOr<std::vector<Scanned<OrderKey, v1::Order>>> ScanOrders(sql::Transaction& txn,
                                                                     const OrderQuery& query,
                                                                     const OrderKey& after,
                                                                     int limit);
// The statement that serves a query, and its parameters; a test looks at its plan.
const sql::Statement& ListStatement(const OrderQuery& query);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kOrderSnapshot;

}  // namespace shopdesk::orders::store
