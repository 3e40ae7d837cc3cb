#include "services/orders/store/payouts.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::Payout;

constexpr sql::Statement kLoad = {"payouts.load",
                                  "SELECT data FROM payouts WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadForUpdate = {
    "payouts.load_for_update", "SELECT data FROM payouts WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "payouts.insert",
    "INSERT INTO payouts (shop, id, state, order_id, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSave = {"payouts.save",
                                  "UPDATE payouts SET state = $3, version = $4, data = $5 "
                                  "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListByState = {
    "payouts.list_by_state",
    "SELECT data FROM payouts WHERE shop = $1 AND state = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListOfOrder = {
    "payouts.list_of_order",
    "SELECT data FROM payouts WHERE shop = $1 AND order_id = $2 AND (created_ms, id) > ($3, $4) "
    "ORDER BY created_ms, id LIMIT $5"};

}  // namespace

absl::StatusOr<Payout> LoadPayout(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Payout>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<Payout> LoadPayoutForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Payout>(txn, kLoadForUpdate, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertPayout(sql::Transaction& txn, Payout& payout) {
  payout.set_etag(MakeEtag(1));
  const std::string data = payout.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(payout.name()), LastSegment(payout.name()),
                            static_cast<int>(payout.state()), LastSegment(payout.order()),
                            ToMillis(FromProto(payout.create_time())), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : shopdesk::AlreadyExistsError(payout.name());
}

absl::Status SavePayout(sql::Transaction& txn, Payout& payout) {
  const int64_t version = VersionOf(payout.etag());
  payout.set_etag(MakeEtag(version + 1));
  const std::string data = payout.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t saved,
                   txn.Execute(kSave, {ShopOf(payout.name()), LastSegment(payout.name()),
                                       static_cast<int>(payout.state()), version + 1,
                                       sql::Blob{data}, version}));
  return sql::CheckOneRow(saved, payout.name());
}

absl::StatusOr<std::vector<Payout>> ListPayouts(sql::Transaction& txn, const PayoutQuery& query) {
  std::vector<Payout> payouts;
  const auto take = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, payouts.emplace_back());
  };
  RETURN_IF_ERROR(query.order_id.empty() ? txn.Query(kListByState,
                                                     {query.shop, static_cast<int>(query.state),
                                                      query.after_ms, query.after_id, query.limit},
                                                     take)
                                         : txn.Query(kListOfOrder,
                                                     {query.shop, query.order_id, query.after_ms,
                                                      query.after_id, query.limit},
                                                     take));
  return payouts;
}

}  // namespace shopdesk::orders::store
