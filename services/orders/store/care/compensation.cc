#include "services/orders/store/care/compensation.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::Compensation;

// The index compensations_by_name serves it.
const sql::Statement kCompensationSnapshot = {
    "orders.snapshot_compensation",
    "SELECT 'shops/' || shop || '/orders/' || order_id || '/compensations/' || id, data "
    "FROM compensations WHERE shop = $1 AND order_id || '/compensations/' || id "
    "> substr(CAST($2 AS text), length('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id || '/compensations/' || id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadCompensation = {
    "orders.load_compensation",
    "SELECT data FROM compensations WHERE shop = $1 AND order_id = $2 AND id = $3"};
constexpr sql::Statement kLoadCompensationForUpdate = {
    "orders.load_compensation_for_update",
    "SELECT data FROM compensations WHERE shop = $1 AND order_id = $2 AND id = $3 FOR UPDATE"};
constexpr sql::Statement kInsertCompensation = {
    "orders.insert_compensation",
    "INSERT INTO compensations (shop, order_id, id, created_ms, state, amount_minor, budget_agent, "
    "budget_month, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCompensation = {
    "orders.save_compensation",
    "UPDATE compensations SET state = $4, budget_agent = $5, budget_month = $6, version = $7, "
    "data = $8 WHERE shop = $1 AND order_id = $2 AND id = $3 AND version = $9"};
constexpr sql::Statement kListCompensationsOfOrder = {
    "orders.list_compensations_of_order",
    "SELECT data FROM compensations WHERE shop = $1 AND order_id = $2 "
    "AND (created_ms, id) > ($3, $4) ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListCompensationsByState = {
    "orders.list_compensations_by_state",
    "SELECT data FROM compensations WHERE shop = $1 AND state = $2 "
    "AND (created_ms, order_id, id) > ($3, $4, $5) ORDER BY created_ms, order_id, id LIMIT $6"};
// State 2 is GIVEN; what the service gave by itself is of nobody's budget. Its ids tell the cause.
constexpr sql::Statement kSumCompensationsOfOrder = {
    "orders.sum_compensations_of_order",
    "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS bigint), "
    "CAST(COALESCE(SUM(CASE WHEN budget_agent <> '' THEN amount_minor ELSE 0 END), 0) AS bigint), "
    "CAST(COALESCE(SUM(CASE WHEN id LIKE 'out-of-stock%' THEN amount_minor ELSE 0 END), 0) AS "
    "bigint) "
    "FROM compensations WHERE shop = $1 AND order_id = $2 AND state = 2"};
constexpr sql::Statement kOpenBudget = {
    "orders.open_budget",
    "INSERT INTO compensation_budgets (shop, agent, month, given_minor) VALUES ($1, $2, $3, 0) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kLockBudget = {
    "orders.lock_budget",
    "SELECT given_minor FROM compensation_budgets WHERE shop = $1 AND agent = $2 AND month = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kAddToBudget = {
    "orders.add_to_budget",
    "UPDATE compensation_budgets SET given_minor = given_minor + $4 "
    "WHERE shop = $1 AND agent = $2 AND month = $3"};

struct CompensationRow {
  explicit CompensationRow(absl::string_view name)
      : shop(ShopOf(name)), order_id(LastSegment(ParentOf(name))), id(LastSegment(name)) {}

  absl::string_view shop;
  absl::string_view order_id;
  absl::string_view id;
};

}  // namespace

absl::StatusOr<Compensation> LoadCompensation(sql::Transaction& txn, absl::string_view name) {
  const CompensationRow row(name);
  return sql::LoadMessage<Compensation>(txn, kLoadCompensation, {row.shop, row.order_id, row.id},
                                        name);
}

absl::StatusOr<Compensation> LoadCompensationForUpdate(sql::Transaction& txn,
                                                       absl::string_view name) {
  const CompensationRow row(name);
  return sql::LoadMessage<Compensation>(txn, kLoadCompensationForUpdate,
                                        {row.shop, row.order_id, row.id}, name);
}

absl::Status InsertCompensation(sql::Transaction& txn, Compensation& compensation) {
  const CompensationRow row(compensation.name());
  return sql::InsertVersioned(txn, kInsertCompensation, compensation, row.shop, row.order_id,
                              row.id, ToMillis(FromProto(compensation.create_time())),
                              static_cast<int>(compensation.state()), compensation.amount().minor(),
                              compensation.budget_agent(), compensation.budget_month());
}

absl::Status SaveCompensation(sql::Transaction& txn, Compensation& compensation) {
  const CompensationRow row(compensation.name());
  return sql::SaveVersioned(txn, kSaveCompensation, compensation, row.shop, row.order_id, row.id,
                            static_cast<int>(compensation.state()), compensation.budget_agent(),
                            compensation.budget_month());
}

absl::StatusOr<std::vector<Compensation>> ListCompensations(sql::Transaction& txn,
                                                            const CompensationQuery& query,
                                                            const ChildCreationKey& after,
                                                            int limit) {
  const auto& [after_ms, after_order_id, after_id] = after;
  if (!query.order_id.empty()) {
    return sql::ListMessages<Compensation>(txn, kListCompensationsOfOrder,
                                           {query.shop, query.order_id, after_ms, after_id, limit});
  }
  return sql::ListMessages<Compensation>(
      txn, kListCompensationsByState,
      {query.shop, static_cast<int>(query.state), after_ms, after_order_id, after_id, limit});
}

absl::StatusOr<domain::Given> GivenForOrder(sql::Transaction& txn, absl::string_view order_name) {
  domain::Given given;
  RETURN_IF_ERROR(txn.QueryOne(kSumCompensationsOfOrder,
                               {ShopOf(order_name), LastSegment(order_name)},
                               [&](const sql::Row& row) {
                                 given.for_order = row.Int(0);
                                 given.by_desk = row.Int(1);
                                 given.out_of_stock = row.Int(2);
                                 return absl::OkStatus();
                               })
                      .status());
  return given;
}

absl::StatusOr<int64_t> LockBudget(sql::Transaction& txn, absl::string_view shop,
                                   absl::string_view agent, absl::string_view month) {
  RETURN_IF_ERROR(txn.Execute(kOpenBudget, {shop, agent, month}).status());
  int64_t minor = 0;
  RETURN_IF_ERROR(txn.QueryOne(kLockBudget, {shop, agent, month},
                               [&](const sql::Row& row) {
                                 minor = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return minor;
}

absl::Status AddToBudget(sql::Transaction& txn, absl::string_view shop, absl::string_view agent,
                         absl::string_view month, int64_t minor) {
  return txn.Execute(kAddToBudget, {shop, agent, month, minor}).status();
}

}  // namespace shopdesk::orders::store
