#include "services/orders/store/order_errors.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::OrderError;

constexpr sql::Statement kLoad = {"order_errors_load",
                                  "SELECT data FROM order_errors WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadForUpdate = {
    "order_errors_load_for_update",
    "SELECT data FROM order_errors WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "order_errors_insert",
    "INSERT INTO order_errors (shop, id, order_id, agent, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {"order_errors_update",
                                    "UPDATE order_errors SET state = $3, version = $5, data = $6"
                                    " WHERE shop = $1 AND id = $2 AND version = $4"};

#define SHOPDESK_LIST(filter)                                                             \
  "SELECT data FROM order_errors WHERE shop = $1 AND (created_ms, id) < ($2, $3) " filter \
  "ORDER BY created_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kList = {"order_errors_list", SHOPDESK_LIST("")};
constexpr sql::Statement kListOfAgent = {"order_errors_list_of_agent",
                                         SHOPDESK_LIST("AND agent = $5 ")};
constexpr sql::Statement kListOfOrder = {"order_errors_list_of_order",
                                         SHOPDESK_LIST("AND order_id = $5 ")};
#undef SHOPDESK_LIST

constexpr sql::Statement kCountOrders = {
    "order_errors_count_orders",
    "SELECT agent, COUNT(*) FROM orders WHERE shop = $1 AND agent <> ''"
    " AND created_ms >= $2 AND created_ms < $3 AND ($4 = '' OR agent = $4)"
    " GROUP BY agent"};
constexpr sql::Statement kCountErrors = {
    "order_errors_count",
    "SELECT agent, state, COUNT(*) FROM order_errors WHERE shop = $1"
    " AND created_ms >= $2 AND created_ms < $3 AND ($4 = '' OR agent = $4)"
    " GROUP BY agent, state"};

}  // namespace

const sql::Statement kOrderErrorSnapshot = {
    "order_errors_snapshot",
    "SELECT 'shops/' || shop || '/orderErrors/' || id, data FROM order_errors"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/orderErrors/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<OrderError> LoadOrderError(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<OrderError>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<OrderError> LoadOrderErrorForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<OrderError>(txn, kLoadForUpdate, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertOrderError(sql::Transaction& txn, OrderError& error) {
  error.set_etag(MakeEtag(1));
  const std::string data = error.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert,
                  {ShopOf(error.name()), LastSegment(error.name()), LastSegment(error.order()),
                   error.agent(), static_cast<int>(error.state()),
                   ToMillis(FromProto(error.create_time())), sql::Blob{data}}));
  return inserted == 0 ? AlreadyExistsError(error.name()) : absl::OkStatus();
}

absl::Status SaveOrderError(sql::Transaction& txn, OrderError& error) {
  const int64_t version = VersionOf(error.etag());
  error.set_etag(MakeEtag(version + 1));
  const std::string data = error.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t updated,
                   txn.Execute(kUpdate, {ShopOf(error.name()), LastSegment(error.name()),
                                         static_cast<int>(error.state()), version, version + 1,
                                         sql::Blob{data}}));
  return sql::CheckOneRow(updated, error.name());
}

absl::StatusOr<std::vector<OrderError>> ListOrderErrors(sql::Transaction& txn,
                                                        const OrderErrorQuery& query) {
  std::vector<OrderError> errors;
  const auto append = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, errors.emplace_back());
  };
  if (!query.agent.empty()) {
    RETURN_IF_ERROR(txn.Query(
        kListOfAgent, {query.shop, query.before_ms, query.before_id, query.limit, query.agent},
        append));
  } else if (!query.order_id.empty()) {
    RETURN_IF_ERROR(txn.Query(
        kListOfOrder, {query.shop, query.before_ms, query.before_id, query.limit, query.order_id},
        append));
  } else {
    RETURN_IF_ERROR(
        txn.Query(kList, {query.shop, query.before_ms, query.before_id, query.limit}, append));
  }
  return errors;
}

absl::StatusOr<std::map<std::string, v1::OrderErrorRates::Agent>> CountOrderErrors(
    sql::Transaction& txn, absl::string_view shop, int64_t from_ms, int64_t to_ms,
    absl::string_view agent) {
  std::map<std::string, v1::OrderErrorRates::Agent> counts;
  RETURN_IF_ERROR(txn.Query(kCountOrders, {shop, from_ms, to_ms, agent}, [&](const sql::Row& row) {
    counts[std::string(row.Text(0))].set_orders_handled(row.Int(1));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(txn.Query(kCountErrors, {shop, from_ms, to_ms, agent}, [&](const sql::Row& row) {
    if (row.Int(1) == OrderError::DISMISSED) return absl::OkStatus();
    v1::OrderErrorRates::Agent& count = counts[std::string(row.Text(0))];
    count.set_errors(count.errors() + row.Int(2));
    if (row.Int(1) == OrderError::CONTESTED) count.set_contested(row.Int(2));
    return absl::OkStatus();
  }));
  return counts;
}

}  // namespace shopdesk::orders::store
