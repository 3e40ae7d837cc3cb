#include "services/orders/store/transfer/payout.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

const sql::Statement kPayoutSnapshot = {
    "orders.snapshot_payout",
    "SELECT id, data FROM payouts WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

namespace {

using v1::Payout;

constexpr sql::Statement kLoadPayout = {"orders.load_payout",
                                        "SELECT data FROM payouts WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadPayoutForUpdate = {
    "orders.load_payout_for_update",
    "SELECT data FROM payouts WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPayout = {
    "orders.insert_payout",
    "INSERT INTO payouts (shop, id, state, order_id, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePayout = {"orders.save_payout",
                                        "UPDATE payouts SET state = $3, version = $4, data = $5 "
                                        "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListPayoutsByState = {
    "orders.list_payouts_by_state",
    "SELECT data FROM payouts WHERE shop = $1 AND state = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListPayoutsOfOrder = {
    "orders.list_payouts_of_order",
    "SELECT data FROM payouts WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};

}  // namespace

absl::StatusOr<Payout> LoadPayout(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Payout>(txn, kLoadPayout, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<Payout> LoadPayoutForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Payout>(txn, kLoadPayoutForUpdate, {ShopOf(name), LastSegment(name)},
                                  name);
}

absl::Status InsertPayout(sql::Transaction& txn, Payout& payout) {
  return sql::InsertVersioned(txn, kInsertPayout, payout, ShopOf(payout.name()),
                              LastSegment(payout.name()), static_cast<int>(payout.state()),
                              LastSegment(payout.order()),
                              ToMillis(FromProto(payout.create_time())));
}

absl::Status SavePayout(sql::Transaction& txn, Payout& payout) {
  return sql::SaveVersioned(txn, kSavePayout, payout, ShopOf(payout.name()),
                            LastSegment(payout.name()), static_cast<int>(payout.state()));
}

absl::StatusOr<std::vector<Payout>> ListPayouts(sql::Transaction& txn, const PayoutQuery& query,
                                                const CreationKey& after, int limit) {
  const auto& [after_ms, after_id] = after;
  if (query.order_id.empty()) {
    return sql::ListMessages<Payout>(
        txn, kListPayoutsByState,
        {query.shop, static_cast<int>(query.state), after_ms, after_id, limit});
  }
  return sql::ListMessages<Payout>(txn, kListPayoutsOfOrder,
                                   {query.shop, query.order_id, after_ms, after_id, limit});
}

}  // namespace shopdesk::orders::store
