#include "services/orders/store/packing/shortage.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Shortage;

const sql::Statement kShortageSnapshot = {
    "orders.snapshot_shortage",
    "SELECT 'shops/' || shop || '/shortages/' || id, data FROM shortages"
    " WHERE shop = $1 AND id > substr(CAST($2 AS text), length('shops/' || $1 || '/shortages/') + "
    "1)"
    " ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadShortage = {"orders.load_shortage",
                                          "SELECT data FROM shortages WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadShortageForUpdate = {
    "orders.load_shortage_for_update",
    "SELECT data FROM shortages WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertShortage = {
    "orders.insert_shortage",
    "INSERT INTO shortages (shop, id, order_id, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveShortage = {
    "orders.save_shortage",
    "UPDATE shortages SET order_id = $3, state = $4, version = $5, data = $6"
    " WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kListShortages = {
    "orders.list_shortages",
    "SELECT data FROM shortages WHERE shop = $1 AND (created_ms, id) > ($2, $3)"
    " ORDER BY created_ms, id LIMIT $4"};
constexpr sql::Statement kListShortagesByState = {
    "orders.list_shortages_by_state",
    "SELECT data FROM shortages WHERE shop = $1 AND (created_ms, id) > ($2, $3)"
    " AND state = $5 ORDER BY created_ms, id LIMIT $4"};
constexpr sql::Statement kListShortagesOfOrder = {
    "orders.list_shortages_of_order",
    "SELECT data FROM shortages WHERE shop = $1 AND order_id = $5 AND (created_ms, id) > ($2, $3)"
    " AND ($6 = 0 OR state = $6) ORDER BY created_ms, id LIMIT $4"};

}  // namespace

absl::StatusOr<Shortage> LoadShortage(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Shortage>(txn, kLoadShortage, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<Shortage> LoadShortageForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Shortage>(txn, kLoadShortageForUpdate, {ShopOf(name), LastSegment(name)},
                                    name);
}

absl::Status InsertShortage(sql::Transaction& txn, Shortage& shortage) {
  return sql::InsertVersioned(txn, kInsertShortage, shortage, ShopOf(shortage.name()),
                              LastSegment(shortage.name()), LastSegment(shortage.order()),
                              static_cast<int>(shortage.state()),
                              ToMillis(FromProto(shortage.create_time())));
}

absl::Status SaveShortage(sql::Transaction& txn, Shortage& shortage) {
  return sql::SaveVersioned(txn, kSaveShortage, shortage, ShopOf(shortage.name()),
                            LastSegment(shortage.name()), LastSegment(shortage.order()),
                            static_cast<int>(shortage.state()));
}

absl::StatusOr<std::vector<Shortage>> ListShortages(sql::Transaction& txn, absl::string_view shop,
                                                    const ShortageFilter& filter,
                                                    const CreationKey& after, int limit) {
  const auto& [created_ms, id] = after;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<Shortage>(txn, kListShortagesOfOrder,
                                       {shop, created_ms, id, limit, filter.order, state});
  }
  if (state == Shortage::STATE_UNSPECIFIED) {
    return sql::ListMessages<Shortage>(txn, kListShortages, {shop, created_ms, id, limit});
  }
  return sql::ListMessages<Shortage>(txn, kListShortagesByState,
                                     {shop, created_ms, id, limit, state});
}

}  // namespace shopdesk::orders::store
