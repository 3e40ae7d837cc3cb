#include "services/feedback/store/commission/commission.h"

#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {

using v1::CommissionStatement;

const sql::Statement kStatementSnapshot = {
    "feedback.snapshot_commission_statement",
    "SELECT name, data FROM commission_statements WHERE shop = $1 AND name > $2 "
    "ORDER BY name LIMIT $3"};

namespace {

constexpr sql::Statement kFindCommissionOrder = {
    "feedback.find_commission_order",
    "SELECT agent, home, sales_minor FROM commission_orders WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kPutCommissionOrder = {
    "feedback.put_commission_order",
    "INSERT INTO commission_orders (shop, order_id, agent, home, sales_minor) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop, order_id) DO UPDATE SET "
    "sales_minor = excluded.sales_minor"};
constexpr sql::Statement kFindLastClosedMonth = {
    "feedback.find_last_closed_month",
    "SELECT month FROM commission_statements WHERE shop = $1 AND agent = $2 AND closed = 1 "
    "ORDER BY month DESC LIMIT 1"};
constexpr sql::Statement kInsertCommissionStatement = {
    "feedback.insert_commission_statement",
    "INSERT INTO commission_statements (shop, agent, month, name, closed, total_minor, version, "
    "data) VALUES ($1, $2, $3, $4, 0, 0, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kFindCommissionStatement = {
    "feedback.find_commission_statement",
    "SELECT data FROM commission_statements WHERE shop = $1 AND agent = $2 AND month = $3"};
constexpr sql::Statement kFindCommissionStatementForUpdate = {
    "feedback.find_commission_statement_for_update",
    "SELECT data FROM commission_statements WHERE shop = $1 AND agent = $2 AND month = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kCloseCommissionStatement = {
    "feedback.close_commission_statement",
    "UPDATE commission_statements SET closed = 1, total_minor = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND agent = $2 AND month = $3 AND version = $7"};
constexpr sql::Statement kAddToCommissionLine = {
    "feedback.add_to_commission_line",
    "INSERT INTO commission_lines (shop, agent, month, order_id, home, sales_minor, "
    "commission_minor) VALUES ($1, $2, $3, $4, $5, $6, 0) "
    "ON CONFLICT (shop, agent, month, order_id) DO UPDATE SET "
    "sales_minor = commission_lines.sales_minor + excluded.sales_minor"};
constexpr sql::Statement kListCommissionLines = {
    "feedback.list_commission_lines",
    "SELECT lines.order_id, lines.home, lines.sales_minor, lines.commission_minor, "
    "CASE WHEN lines.home = lines.month THEN 0 ELSE "
    "(SELECT CAST(COALESCE(SUM(earlier.sales_minor), 0) AS BIGINT) FROM commission_lines AS "
    "earlier "
    "WHERE earlier.shop = lines.shop AND earlier.order_id = lines.order_id "
    "AND earlier.month < lines.month) END "
    "FROM commission_lines AS lines WHERE lines.shop = $1 AND lines.agent = $2 "
    "AND lines.month = $3 ORDER BY lines.order_id"};
constexpr sql::Statement kListClosedCommissionLines = {
    "feedback.list_closed_commission_lines",
    "SELECT order_id, home, sales_minor, commission_minor, 0 FROM commission_lines "
    "WHERE shop = $1 AND agent = $2 AND month = $3 AND order_id > $4 ORDER BY order_id LIMIT $5"};
constexpr sql::Statement kFreezeCommissionLine = {
    "feedback.freeze_commission_line",
    "UPDATE commission_lines SET commission_minor = $5 WHERE shop = $1 AND agent = $2 "
    "AND month = $3 AND order_id = $4"};
constexpr sql::Statement kListCommissionStatementsOfAgent = {
    "feedback.list_commission_statements_of_agent",
    "SELECT data FROM commission_statements WHERE shop = $1 AND agent = $2 AND month < $3 "
    "ORDER BY month DESC LIMIT $4"};
constexpr sql::Statement kListCommissionStatementsOfMonth = {
    "feedback.list_commission_statements_of_month",
    "SELECT data FROM commission_statements WHERE shop = $1 AND month = $2 AND agent > $3 "
    "ORDER BY agent LIMIT $4"};
constexpr sql::Statement kListOpenCommissionStatements = {
    "feedback.list_open_commission_statements",
    "SELECT name FROM commission_statements WHERE shop = $1 AND closed = 0 ORDER BY agent, month"};
constexpr sql::Statement kSaveCommissionTotal = {
    "feedback.save_commission_total",
    "UPDATE commission_statements SET total_minor = $4 "
    "WHERE shop = $1 AND agent = $2 AND month = $3 AND closed = 0"};
// As many rows as agents have open months.
constexpr sql::Statement kSumOpenCommission = {
    "feedback.sum_open_commission",
    "SELECT CAST(COALESCE(SUM(total_minor), 0) AS BIGINT) FROM commission_statements "
    "WHERE shop = $1 AND closed = 0"};
using Entries = std::vector<domain::CommissionEntry>;

absl::StatusOr<Entries> QueryEntries(sql::Transaction& txn, const sql::Statement& statement,
                                     std::initializer_list<sql::Value> parameters) {
  Entries entries;
  RETURN_IF_ERROR(txn.Query(statement, parameters, [&](const sql::Row& row) {
    entries.push_back({.order_id = std::string(row.Text(0)),
                       .home = row.Int(1),
                       .sales_minor = row.Int(2),
                       .before_minor = row.Int(4),
                       .commission_minor = row.Int(3)});
    return absl::OkStatus();
  }));
  return entries;
}

}  // namespace

absl::StatusOr<absl::optional<Credit>> FindCredit(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view order_id) {
  absl::optional<Credit> credit;
  RETURN_IF_ERROR(txn.QueryOne(kFindCommissionOrder, {shop, order_id},
                               [&](const sql::Row& row) {
                                 credit = Credit{.agent = std::string(row.Text(0)),
                                                 .home = row.Int(1),
                                                 .sales_minor = row.Int(2)};
                                 return absl::OkStatus();
                               })
                      .status());
  return credit;
}

absl::Status PutCredit(sql::Transaction& txn, absl::string_view shop, absl::string_view order_id,
                       const Credit& credit) {
  return txn
      .Execute(kPutCommissionOrder, {shop, order_id, credit.agent, credit.home, credit.sales_minor})
      .status();
}

absl::StatusOr<Month> FindLastClosedMonth(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view agent) {
  return QueryNumber(txn, kFindLastClosedMonth, {shop, agent});
}

absl::Status InsertStatement(sql::Transaction& txn, const AgentMonth& key,
                             CommissionStatement& statement) {
  return sql::InsertVersioned(txn, kInsertCommissionStatement, statement, key.shop, key.agent,
                              key.month, statement.name());
}

absl::StatusOr<absl::optional<CommissionStatement>> FindStatement(sql::Transaction& txn,
                                                                  const AgentMonth& key) {
  return sql::FindMessage<CommissionStatement>(txn, kFindCommissionStatement,
                                               {key.shop, key.agent, key.month});
}

absl::StatusOr<absl::optional<CommissionStatement>> FindStatementForUpdate(sql::Transaction& txn,
                                                                           const AgentMonth& key) {
  return sql::FindMessage<CommissionStatement>(txn, kFindCommissionStatementForUpdate,
                                               {key.shop, key.agent, key.month});
}

absl::Status SaveClosedStatement(sql::Transaction& txn, const AgentMonth& key,
                                 CommissionStatement& statement) {
  return sql::SaveVersioned(txn, kCloseCommissionStatement, statement, key.shop, key.agent,
                            key.month, statement.total_minor());
}

absl::Status AddToLine(sql::Transaction& txn, const AgentMonth& key, absl::string_view order_id,
                       Month home, int64_t sales_minor) {
  return txn
      .Execute(kAddToCommissionLine, {key.shop, key.agent, key.month, order_id, home, sales_minor})
      .status();
}

absl::StatusOr<Entries> LoadEntries(sql::Transaction& txn, const AgentMonth& key) {
  return QueryEntries(txn, kListCommissionLines, {key.shop, key.agent, key.month});
}

absl::StatusOr<Entries> ListClosedEntries(sql::Transaction& txn, const AgentMonth& key,
                                          absl::string_view after, int limit) {
  return QueryEntries(txn, kListClosedCommissionLines,
                      {key.shop, key.agent, key.month, after, limit});
}

absl::Status FreezeEntries(sql::Transaction& txn, const AgentMonth& key, const Entries& entries) {
  for (const domain::CommissionEntry& entry : entries) {
    RETURN_IF_ERROR(txn.Execute(kFreezeCommissionLine, {key.shop, key.agent, key.month,
                                                        entry.order_id, entry.commission_minor})
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CommissionStatement>> ListStatementsOfAgent(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       absl::string_view agent,
                                                                       Month before, int limit) {
  return sql::ListMessages<CommissionStatement>(txn, kListCommissionStatementsOfAgent,
                                                {shop, agent, before, limit});
}

absl::StatusOr<std::vector<CommissionStatement>> ListStatementsOfMonth(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       Month month,
                                                                       absl::string_view after,
                                                                       int limit) {
  return sql::ListMessages<CommissionStatement>(txn, kListCommissionStatementsOfMonth,
                                                {shop, month, after, limit});
}

absl::StatusOr<std::vector<std::string>> ListOpenStatements(sql::Transaction& txn,
                                                            absl::string_view shop) {
  std::vector<std::string> names;
  RETURN_IF_ERROR(txn.Query(kListOpenCommissionStatements, {shop}, [&](const sql::Row& row) {
    names.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return names;
}

absl::Status SaveOpenTotal(sql::Transaction& txn, const AgentMonth& key, int64_t total_minor) {
  return txn.Execute(kSaveCommissionTotal, {key.shop, key.agent, key.month, total_minor}).status();
}

absl::StatusOr<int64_t> SumOpenTotals(sql::Transaction& txn, absl::string_view shop) {
  return QueryNumber(txn, kSumOpenCommission, {shop});
}

}  // namespace shopdesk::feedback::store
