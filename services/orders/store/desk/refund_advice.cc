#include "services/orders/store/desk/refund_advice.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::RefundAdvice;

// The index refund_advice_by_name serves it.
const sql::Statement kRefundAdviceSnapshot = {
    "orders.snapshot_refund_advice",
    "SELECT 'shops/' || shop || '/orders/' || order_id || '/refunds/' || refund_id || '/advice', "
    "data FROM refund_advice WHERE shop = $1 "
    "AND order_id || '/refunds/' || refund_id || '/advice' "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id || '/refunds/' || refund_id || '/advice' LIMIT $3"};

namespace {

constexpr sql::Statement kLoadRefundAdvice = {
    "orders.load_refund_advice",
    "SELECT data FROM refund_advice WHERE shop = $1 AND order_id = $2 AND refund_id = $3"};
constexpr sql::Statement kLoadRefundAdviceForUpdate = {
    "orders.load_refund_advice_for_update",
    "SELECT data FROM refund_advice WHERE shop = $1 AND order_id = $2 AND refund_id = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kInsertRefundAdvice = {
    "orders.insert_refund_advice",
    "INSERT INTO refund_advice (shop, order_id, refund_id, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveRefundAdvice = {
    "orders.save_refund_advice",
    "UPDATE refund_advice SET version = $4, data = $5 "
    "WHERE shop = $1 AND order_id = $2 AND refund_id = $3 AND version = $6"};
constexpr sql::Statement kListRefundAdvice = {
    "orders.list_refund_advice",
    "SELECT data FROM refund_advice WHERE shop = $1 AND order_id = $2 AND refund_id > $3 "
    "ORDER BY refund_id LIMIT $4"};
constexpr sql::Statement kListRefundsOfBuyer = {
    "orders.list_refunds_of_buyer",
    "SELECT data FROM refunds WHERE shop = $1 AND buyer = $2 AND created_ms >= $3 "
    "ORDER BY created_ms DESC, order_id DESC, id DESC LIMIT $4"};

// Of "shops/{shop}/orders/{order}/refunds/{refund}/advice".
struct RefundAdviceRow {
  explicit RefundAdviceRow(absl::string_view name)
      : refund(name.substr(0, name.rfind('/'))),
        shop(ShopOf(name)),
        order_id(LastSegment(ParentOf(refund))),
        refund_id(LastSegment(refund)) {}

  absl::string_view refund;
  absl::string_view shop;
  absl::string_view order_id;
  absl::string_view refund_id;
};

}  // namespace

absl::StatusOr<RefundAdvice> LoadRefundAdvice(sql::Transaction& txn, absl::string_view name) {
  const RefundAdviceRow row(name);
  return sql::LoadMessage<RefundAdvice>(txn, kLoadRefundAdvice,
                                        {row.shop, row.order_id, row.refund_id}, name);
}

absl::StatusOr<absl::optional<RefundAdvice>> FindRefundAdviceForUpdate(sql::Transaction& txn,
                                                                       absl::string_view name) {
  const RefundAdviceRow row(name);
  return sql::FindMessage<RefundAdvice>(txn, kLoadRefundAdviceForUpdate,
                                        {row.shop, row.order_id, row.refund_id});
}

absl::Status InsertRefundAdvice(sql::Transaction& txn, RefundAdvice& advice) {
  const RefundAdviceRow row(advice.name());
  return sql::InsertVersioned(txn, kInsertRefundAdvice, advice, row.shop, row.order_id,
                              row.refund_id);
}

absl::Status SaveRefundAdvice(sql::Transaction& txn, RefundAdvice& advice) {
  const RefundAdviceRow row(advice.name());
  return sql::SaveVersioned(txn, kSaveRefundAdvice, advice, row.shop, row.order_id, row.refund_id);
}

absl::StatusOr<std::vector<RefundAdvice>> ListRefundAdvice(sql::Transaction& txn,
                                                           absl::string_view order_name,
                                                           absl::string_view after_refund_id,
                                                           int limit) {
  return sql::ListMessages<RefundAdvice>(
      txn, kListRefundAdvice,
      {ShopOf(order_name), LastSegment(order_name), after_refund_id, limit});
}

absl::StatusOr<std::vector<v1::Refund>> ListRefundsOfBuyer(sql::Transaction& txn,
                                                           absl::string_view shop,
                                                           absl::string_view buyer,
                                                           int64_t since_ms, int limit) {
  return sql::ListMessages<v1::Refund>(txn, kListRefundsOfBuyer, {shop, buyer, since_ms, limit});
}

}  // namespace shopdesk::orders::store
