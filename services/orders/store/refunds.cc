#include "services/orders/store/refunds.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Refund;

// The index refunds_by_name serves it.
const sql::Statement kRefundSnapshot = {
    "refunds.snapshot",
    "SELECT 'shops/' || shop || '/orders/' || order_id || '/refunds/' || id, data FROM refunds "
    "WHERE shop = $1 AND order_id || '/refunds/' || id "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id || '/refunds/' || id LIMIT $3"};

namespace {

constexpr sql::Statement kLoad = {
    "refunds.load", "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND id = $3"};
constexpr sql::Statement kLoadForUpdate = {
    "refunds.load_for_update",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND id = $3 FOR UPDATE"};
constexpr sql::Statement kLoadUnpaid = {
    "refunds.load_unpaid",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND state <> $3 AND state <> $4 "
    "ORDER BY created_ms, id"};
constexpr sql::Statement kInsert = {
    "refunds.insert",
    "INSERT INTO refunds (shop, order_id, id, state, buyer, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSave = {"refunds.save",
                                  "UPDATE refunds SET state = $4, version = $5, data = $6 "
                                  "WHERE shop = $1 AND order_id = $2 AND id = $3 AND version = $7"};
constexpr sql::Statement kListOfOrder = {
    "refunds.list_of_order",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListOfOrderByState = {
    "refunds.list_of_order_by_state",
    "SELECT data FROM refunds WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "AND state = $6 ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListByState = {
    "refunds.list_by_state",
    "SELECT data FROM refunds WHERE shop = $1 AND state = $2 "
    "AND (created_ms, order_id, id) > ($3, $4, $5) ORDER BY created_ms, order_id, id LIMIT $6"};
struct Key {
  absl::string_view shop;
  absl::string_view order_id;
  absl::string_view id;
};

Key KeyOf(absl::string_view name) {
  return {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)};
}

}  // namespace

absl::StatusOr<Refund> LoadRefund(sql::Transaction& txn, absl::string_view name) {
  const Key key = KeyOf(name);
  return sql::LoadMessage<Refund>(txn, kLoad, {key.shop, key.order_id, key.id}, name);
}

absl::StatusOr<Refund> LoadRefundForUpdate(sql::Transaction& txn, absl::string_view name) {
  const Key key = KeyOf(name);
  return sql::LoadMessage<Refund>(txn, kLoadForUpdate, {key.shop, key.order_id, key.id}, name);
}

absl::StatusOr<std::vector<Refund>> LoadUnpaidRefunds(sql::Transaction& txn,
                                                      absl::string_view order_name) {
  std::vector<Refund> refunds;
  RETURN_IF_ERROR(txn.Query(
      kLoadUnpaid,
      {ShopOf(order_name), LastSegment(order_name), int64_t{v1::SUCCESS}, int64_t{v1::PARTIAL}},
      [&](const sql::Row& row) { return sql::ParseColumn(row, 0, refunds.emplace_back()); }));
  return refunds;
}

absl::Status InsertRefund(sql::Transaction& txn, Refund& refund) {
  const Key key = KeyOf(refund.name());
  refund.set_etag(MakeEtag(1));
  const std::string data = refund.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsert, {key.shop, key.order_id, key.id, int64_t{refund.state()},
                                         refund.buyer(), ToMillis(FromProto(refund.create_time())),
                                         int64_t{1}, sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : shopdesk::AlreadyExistsError(refund.name());
}

absl::Status SaveRefund(sql::Transaction& txn, Refund& refund) {
  const Key key = KeyOf(refund.name());
  const int64_t version = VersionOf(refund.etag());
  refund.set_etag(MakeEtag(version + 1));
  const std::string data = refund.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t saved,
                   txn.Execute(kSave, {key.shop, key.order_id, key.id, int64_t{refund.state()},
                                       version + 1, sql::Blob{data}, version}));
  return sql::CheckOneRow(saved, refund.name());
}

absl::StatusOr<std::vector<Refund>> ListRefunds(sql::Transaction& txn, const RefundQuery& query) {
  std::vector<Refund> refunds;
  const auto take = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, refunds.emplace_back());
  };
  const int64_t state = query.state;
  absl::Status status;
  if (query.order_id.empty()) {
    status = txn.Query(
        kListByState,
        {query.shop, state, query.after_ms, query.after_order_id, query.after_id, query.limit},
        take);
  } else if (query.state == v1::REFUND_STATE_UNSPECIFIED) {
    status =
        txn.Query(kListOfOrder,
                  {query.shop, query.order_id, query.after_ms, query.after_id, query.limit}, take);
  } else {
    status = txn.Query(
        kListOfOrderByState,
        {query.shop, query.order_id, query.after_ms, query.after_id, query.limit, state}, take);
  }
  RETURN_IF_ERROR(status);
  return refunds;
}

}  // namespace shopdesk::orders::store
