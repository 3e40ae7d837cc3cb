#include "services/orders/store/refund/return.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Return;

// Names of one shop sort as their ids do.
const sql::Statement kReturnSnapshot = {
    "orders.snapshot_return",
    "SELECT 'shops/' || shop || '/returns/' || id, data FROM returns WHERE shop = $1 "
    "AND id > substr(CAST($2 AS text), length('shops/' || $1 || '/returns/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadReturn = {"orders.load_return",
                                        "SELECT data FROM returns WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kInsertReturn = {
    "orders.insert_return",
    "INSERT INTO returns (shop, id, buyer, created_ms, quantity, unmatched_quantity, version, "
    "data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kListReturns = {
    "orders.list_returns",
    "SELECT data FROM returns WHERE shop = $1 AND (created_ms, id) < ($2, $3) "
    "ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListReturnsUnmatched = {
    "orders.list_returns_unmatched",
    "SELECT data FROM returns WHERE shop = $1 AND (created_ms, id) < ($2, $3) "
    "AND unmatched_quantity > 0 ORDER BY created_ms DESC, id DESC LIMIT $4"};
}  // namespace

absl::StatusOr<Return> LoadReturn(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Return>(txn, kLoadReturn, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertReturn(sql::Transaction& txn, Return& returned) {
  return sql::InsertVersioned(txn, kInsertReturn, returned, ShopOf(returned.name()),
                              LastSegment(returned.name()), returned.buyer(),
                              ToMillis(FromProto(returned.create_time())), returned.quantity(),
                              returned.unmatched_quantity());
}

absl::StatusOr<std::vector<Return>> ListReturns(sql::Transaction& txn, const ReturnQuery& query,
                                                const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  return sql::ListMessages<Return>(txn, query.unmatched_only ? kListReturnsUnmatched : kListReturns,
                                   {query.shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::orders::store
