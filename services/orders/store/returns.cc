#include "services/orders/store/returns.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Return;

// Names of one shop sort as their ids do.
const sql::Statement kReturnSnapshot = {
    "returns.snapshot",
    "SELECT 'shops/' || shop || '/returns/' || id, data FROM returns WHERE shop = $1 "
    "AND id > substr(CAST($2 AS text), length('shops/' || $1 || '/returns/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoad = {"returns.load",
                                  "SELECT data FROM returns WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kInsert = {
    "returns.insert",
    "INSERT INTO returns (shop, id, buyer, created_ms, quantity, unmatched_quantity, version, "
    "data) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kList = {
    "returns.list",
    "SELECT data FROM returns WHERE shop = $1 AND (created_ms, id) < ($2, $3) "
    "ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListUnmatched = {
    "returns.list_unmatched",
    "SELECT data FROM returns WHERE shop = $1 AND (created_ms, id) < ($2, $3) "
    "AND unmatched_quantity > 0 ORDER BY created_ms DESC, id DESC LIMIT $4"};
}  // namespace

absl::StatusOr<Return> LoadReturn(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<Return>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertReturn(sql::Transaction& txn, Return& returned) {
  returned.set_etag(MakeEtag(1));
  const std::string data = returned.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(returned.name()), LastSegment(returned.name()), returned.buyer(),
                            ToMillis(FromProto(returned.create_time())), returned.quantity(),
                            returned.unmatched_quantity(), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : shopdesk::AlreadyExistsError(returned.name());
}

absl::StatusOr<std::vector<Return>> ListReturns(sql::Transaction& txn, const ReturnQuery& query) {
  std::vector<Return> returns;
  RETURN_IF_ERROR(txn.Query(
      query.unmatched_only ? kListUnmatched : kList,
      {query.shop, query.before_ms, query.before_id, query.limit},
      [&](const sql::Row& row) { return sql::ParseColumn(row, 0, returns.emplace_back()); }));
  return returns;
}

}  // namespace shopdesk::orders::store
