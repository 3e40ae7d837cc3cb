#include "services/orders/store/refund/refund.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Refund;

// The index refunds_by_name serves it.
const sql::Statement kRefundSnapshot = {
    "orders.snapshot_refund",
    "SELECT 'shops/' || shop || '/orders/' || order_id || '/refunds/' || id, data FROM refunds "
    "WHERE shop = $1 AND order_id || '/refunds/' || id "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id || '/refunds/' || id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadRefund = {
    "orders.load_refund", "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND id = $3"};
constexpr sql::Statement kLoadRefundForUpdate = {
    "orders.load_refund_for_update",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND id = $3 FOR UPDATE"};
constexpr sql::Statement kLoadRefundsOf = {
    "orders.load_refunds_of",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 ORDER BY created_ms, id"};
constexpr sql::Statement kInsertRefund = {
    "orders.insert_refund",
    "INSERT INTO refunds (shop, order_id, id, state, buyer, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveRefund = {
    "orders.save_refund",
    "UPDATE refunds SET state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND order_id = $2 AND id = $3 AND version = $7"};
constexpr sql::Statement kListRefundsOfOrder = {
    "orders.list_refunds_of_order",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListRefundsOfOrderByState = {
    "orders.list_refunds_of_order_by_state",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "AND state = $6 ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListRefundsByState = {
    "orders.list_refunds_by_state",
    "SELECT data FROM refunds WHERE shop = $1 AND state = $2 "
    "AND (created_ms, order_id, id) > ($3, $4, $5) ORDER BY created_ms, order_id, id LIMIT $6"};
struct Key {
  absl::string_view shop;
  absl::string_view order_id;
  absl::string_view id;
};

Key RefundKeyOf(absl::string_view name) {
  return {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)};
}

}  // namespace

absl::StatusOr<Refund> LoadRefund(sql::Transaction& txn, absl::string_view name) {
  const Key key = RefundKeyOf(name);
  return sql::LoadMessage<Refund>(txn, kLoadRefund, {key.shop, key.order_id, key.id}, name);
}

absl::StatusOr<Refund> LoadRefundForUpdate(sql::Transaction& txn, absl::string_view name) {
  const Key key = RefundKeyOf(name);
  return sql::LoadMessage<Refund>(txn, kLoadRefundForUpdate, {key.shop, key.order_id, key.id},
                                  name);
}

absl::StatusOr<std::vector<Refund>> LoadRefundsOf(sql::Transaction& txn,
                                                  absl::string_view order_name) {
  return sql::ListMessages<Refund>(txn, kLoadRefundsOf,
                                   {ShopOf(order_name), LastSegment(order_name)});
}

absl::Status InsertRefund(sql::Transaction& txn, Refund& refund) {
  const Key key = RefundKeyOf(refund.name());
  return sql::InsertVersioned(txn, kInsertRefund, refund, key.shop, key.order_id, key.id,
                              static_cast<int>(refund.state()), refund.buyer(),
                              ToMillis(FromProto(refund.create_time())));
}

absl::Status SaveRefund(sql::Transaction& txn, Refund& refund) {
  const Key key = RefundKeyOf(refund.name());
  return sql::SaveVersioned(txn, kSaveRefund, refund, key.shop, key.order_id, key.id,
                            static_cast<int>(refund.state()));
}

absl::StatusOr<std::vector<Refund>> ListRefunds(sql::Transaction& txn, const RefundQuery& query,
                                                const ChildCreationKey& after, int limit) {
  const auto& [after_ms, after_order_id, after_id] = after;
  const int state = query.state;
  if (query.order_id.empty()) {
    return sql::ListMessages<Refund>(
        txn, kListRefundsByState, {query.shop, state, after_ms, after_order_id, after_id, limit});
  }
  if (query.state == v1::RefundState::REFUND_STATE_UNSPECIFIED) {
    return sql::ListMessages<Refund>(txn, kListRefundsOfOrder,
                                     {query.shop, query.order_id, after_ms, after_id, limit});
  }
  return sql::ListMessages<Refund>(txn, kListRefundsOfOrderByState,
                                   {query.shop, query.order_id, after_ms, after_id, limit, state});
}

}  // namespace shopdesk::orders::store
