#include "services/orders/store/desk/order_error.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::OrderError;

constexpr sql::Statement kLoadOrderError = {
    "orders.load_order_error", "SELECT data FROM order_errors WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadOrderErrorForUpdate = {
    "orders.load_order_error_for_update",
    "SELECT data FROM order_errors WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertOrderError = {
    "orders.insert_order_error",
    "INSERT INTO order_errors (shop, id, order_id, agent, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateOrderError = {
    "orders.update_order_error",
    "UPDATE order_errors SET state = $3, version = $4, data = $5"
    " WHERE shop = $1 AND id = $2 AND version = $6"};

#define SHOPDESK_LIST(filter)                                                             \
  "SELECT data FROM order_errors WHERE shop = $1 AND (created_ms, id) < ($2, $3) " filter \
  "ORDER BY created_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListOrderErrors = {"orders.list_order_errors", SHOPDESK_LIST("")};
constexpr sql::Statement kListOrderErrorsOfAgent = {"orders.list_order_errors_of_agent",
                                                    SHOPDESK_LIST("AND agent = $5 ")};
constexpr sql::Statement kListOrderErrorsOfOrder = {"orders.list_order_errors_of_order",
                                                    SHOPDESK_LIST("AND order_id = $5 ")};
#undef SHOPDESK_LIST

}  // namespace

const sql::Statement kOrderErrorSnapshot = {
    "orders.snapshot_order_error",
    "SELECT 'shops/' || shop || '/orderErrors/' || id, data FROM order_errors"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/orderErrors/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<OrderError> LoadOrderError(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<OrderError>(txn, kLoadOrderError, {ShopOf(name), LastSegment(name)},
                                      name);
}

absl::StatusOr<OrderError> LoadOrderErrorForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<OrderError>(txn, kLoadOrderErrorForUpdate,
                                      {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertOrderError(sql::Transaction& txn, OrderError& error) {
  return sql::InsertVersioned(txn, kInsertOrderError, error, ShopOf(error.name()),
                              LastSegment(error.name()), LastSegment(error.order()), error.agent(),
                              static_cast<int>(error.state()),
                              ToMillis(FromProto(error.create_time())));
}

absl::Status SaveOrderError(sql::Transaction& txn, OrderError& error) {
  return sql::SaveVersioned(txn, kUpdateOrderError, error, ShopOf(error.name()),
                            LastSegment(error.name()), static_cast<int>(error.state()));
}

absl::StatusOr<std::vector<OrderError>> ListOrderErrors(sql::Transaction& txn,
                                                        const OrderErrorQuery& query,
                                                        const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  if (!query.agent.empty()) {
    return sql::ListMessages<OrderError>(txn, kListOrderErrorsOfAgent,
                                         {query.shop, before_ms, before_id, limit, query.agent});
  }
  if (!query.order_id.empty()) {
    return sql::ListMessages<OrderError>(txn, kListOrderErrorsOfOrder,
                                         {query.shop, before_ms, before_id, limit, query.order_id});
  }
  return sql::ListMessages<OrderError>(txn, kListOrderErrors,
                                       {query.shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::orders::store
