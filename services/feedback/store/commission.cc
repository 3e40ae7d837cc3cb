#include "services/feedback/store/commission.h"

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kStatementSnapshot = {
    "feedback.commission_statement_snapshot",
    "SELECT name, data FROM commission_statements WHERE shop = $1 AND name > $2 "
    "ORDER BY name LIMIT $3"};

namespace {

constexpr sql::Statement kFindCredit = {
    "feedback.find_commission_order",
    "SELECT agent, home, sales_minor FROM commission_orders WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kPutCredit = {
    "feedback.put_commission_order",
    "INSERT INTO commission_orders (shop, order_id, agent, home, sales_minor) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop, order_id) DO UPDATE SET "
    "sales_minor = excluded.sales_minor"};
constexpr sql::Statement kLastClosed = {
    "feedback.last_closed_commission",
    "SELECT month FROM commission_statements WHERE shop = $1 AND agent = $2 AND closed = 1 "
    "ORDER BY month DESC LIMIT 1"};
constexpr sql::Statement kInsertStatement = {
    "feedback.insert_commission_statement",
    "INSERT INTO commission_statements (shop, agent, month, name, closed, total_minor, version, "
    "data) VALUES ($1, $2, $3, $4, 0, 0, 1, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kFindStatement = {
    "feedback.find_commission_statement",
    "SELECT data FROM commission_statements WHERE shop = $1 AND name = $2"};
constexpr sql::Statement kFindStatementForUpdate = {
    "feedback.find_commission_statement_for_update",
    "SELECT data FROM commission_statements WHERE shop = $1 AND name = $2 FOR UPDATE"};
constexpr sql::Statement kCloseStatement = {
    "feedback.close_commission_statement",
    "UPDATE commission_statements SET closed = 1, total_minor = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND name = $2 AND version = $6"};
constexpr sql::Statement kAddToLine = {
    "feedback.add_to_commission_line",
    "INSERT INTO commission_lines (shop, agent, month, order_id, home, sales_minor, "
    "commission_minor) VALUES ($1, $2, $3, $4, $5, $6, 0) "
    "ON CONFLICT (shop, agent, month, order_id) DO UPDATE SET "
    "sales_minor = commission_lines.sales_minor + excluded.sales_minor"};
constexpr sql::Statement kLines = {
    "feedback.commission_lines",
    "SELECT lines.order_id, lines.home, lines.sales_minor, lines.commission_minor, "
    "CASE WHEN lines.home = lines.month THEN 0 ELSE "
    "(SELECT CAST(COALESCE(SUM(earlier.sales_minor), 0) AS BIGINT) FROM commission_lines AS "
    "earlier "
    "WHERE earlier.shop = lines.shop AND earlier.order_id = lines.order_id "
    "AND earlier.month < lines.month) END "
    "FROM commission_lines AS lines WHERE lines.shop = $1 AND lines.agent = $2 "
    "AND lines.month = $3 ORDER BY lines.order_id"};
constexpr sql::Statement kPageLines = {
    "feedback.page_commission_lines",
    "SELECT order_id, home, sales_minor, commission_minor, 0 FROM commission_lines "
    "WHERE shop = $1 AND agent = $2 AND month = $3 AND order_id > $4 ORDER BY order_id LIMIT $5"};
constexpr sql::Statement kFreezeLine = {
    "feedback.freeze_commission_line",
    "UPDATE commission_lines SET commission_minor = $5 WHERE shop = $1 AND agent = $2 "
    "AND month = $3 AND order_id = $4"};
constexpr sql::Statement kOfAgent = {
    "feedback.commission_statements_of_agent",
    "SELECT data FROM commission_statements WHERE shop = $1 AND agent = $2 AND month < $3 "
    "ORDER BY month DESC LIMIT $4"};
constexpr sql::Statement kOfMonth = {
    "feedback.commission_statements_of_month",
    "SELECT data FROM commission_statements WHERE shop = $1 AND month = $2 AND agent > $3 "
    "ORDER BY agent LIMIT $4"};
constexpr sql::Statement kOpen = {
    "feedback.open_commission_statements",
    "SELECT data FROM commission_statements WHERE shop = $1 AND closed = 0 ORDER BY agent, month"};
constexpr sql::Statement kSumClosed = {
    "feedback.sum_closed_commission",
    "SELECT CAST(COALESCE(SUM(total_minor), 0) AS BIGINT) FROM commission_statements "
    "WHERE shop = $1 AND closed = 1"};

using Statements = std::vector<v1::CommissionStatement>;
using Entries = std::vector<domain::CommissionEntry>;

auto AddStatement(Statements& statements) {
  return [&](const sql::Row& row) { return sql::ParseColumn(row, 0, statements.emplace_back()); };
}

auto AddEntry(Entries& entries) {
  return [&](const sql::Row& row) {
    entries.push_back({.order_id = std::string(row.Text(0)),
                       .home = row.Int(1),
                       .sales_minor = row.Int(2),
                       .before_minor = row.Int(4),
                       .commission_minor = row.Int(3)});
    return absl::OkStatus();
  };
}

// The one number of a row; 0 for no row.
absl::StatusOr<int64_t> Number(sql::Transaction& txn, const sql::Statement& statement,
                               std::initializer_list<sql::Value> parameters) {
  int64_t number = 0;
  RETURN_IF_ERROR(txn.QueryOne(statement, parameters,
                               [&](const sql::Row& row) {
                                 number = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return number;
}

}  // namespace

absl::StatusOr<absl::optional<Credit>> FindCredit(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view order_id) {
  absl::optional<Credit> credit;
  RETURN_IF_ERROR(txn.QueryOne(kFindCredit, {shop, order_id},
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
  return txn.Execute(kPutCredit, {shop, order_id, credit.agent, credit.home, credit.sales_minor})
      .status();
}

absl::StatusOr<Month> LastClosedMonth(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent) {
  return Number(txn, kLastClosed, {shop, agent});
}

absl::StatusOr<bool> InsertStatement(sql::Transaction& txn, Month month,
                                     v1::CommissionStatement& statement) {
  statement.set_etag(MakeEtag(1));
  const std::string data = statement.SerializeAsString();
  const std::string& name = statement.name();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsertStatement, {ShopOf(name), LastSegment(ParentOf(name)), month,
                                                  name, sql::Blob{data}}));
  return inserted == 1;
}

absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatement(sql::Transaction& txn,
                                                                      absl::string_view name) {
  return sql::FindMessage<v1::CommissionStatement>(txn, kFindStatement, {ShopOf(name), name});
}

absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatementForUpdate(
    sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::CommissionStatement>(txn, kFindStatementForUpdate,
                                                   {ShopOf(name), name});
}

absl::Status SaveClosedStatement(sql::Transaction& txn, v1::CommissionStatement& statement) {
  const int64_t before = VersionOf(statement.etag());
  statement.set_etag(MakeEtag(before + 1));
  const std::string data = statement.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kCloseStatement, {ShopOf(statement.name()), statement.name(),
                                    statement.total_minor(), before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, statement.name());
}

absl::Status AddToLine(sql::Transaction& txn, absl::string_view shop, const Credit& credit,
                       Month month, absl::string_view order_id, int64_t sales_minor) {
  return txn.Execute(kAddToLine, {shop, credit.agent, month, order_id, credit.home, sales_minor})
      .status();
}

absl::StatusOr<Entries> EntriesOf(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view agent, Month month) {
  Entries entries;
  RETURN_IF_ERROR(txn.Query(kLines, {shop, agent, month}, AddEntry(entries)));
  return entries;
}

absl::StatusOr<Entries> PageEntries(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view agent, Month month, absl::string_view after,
                                    int limit) {
  Entries entries;
  RETURN_IF_ERROR(txn.Query(kPageLines, {shop, agent, month, after, limit}, AddEntry(entries)));
  return entries;
}

absl::Status FreezeEntries(sql::Transaction& txn, absl::string_view shop, absl::string_view agent,
                           Month month, const Entries& entries) {
  for (const domain::CommissionEntry& entry : entries) {
    RETURN_IF_ERROR(
        txn.Execute(kFreezeLine, {shop, agent, month, entry.order_id, entry.commission_minor})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Statements> StatementsOfAgent(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view agent, Month before, int limit) {
  Statements statements;
  RETURN_IF_ERROR(txn.Query(kOfAgent, {shop, agent, before, limit}, AddStatement(statements)));
  return statements;
}

absl::StatusOr<Statements> StatementsOfMonth(sql::Transaction& txn, absl::string_view shop,
                                             Month month, absl::string_view after, int limit) {
  Statements statements;
  RETURN_IF_ERROR(txn.Query(kOfMonth, {shop, month, after, limit}, AddStatement(statements)));
  return statements;
}

absl::StatusOr<Statements> OpenStatements(sql::Transaction& txn, absl::string_view shop) {
  Statements statements;
  RETURN_IF_ERROR(txn.Query(kOpen, {shop}, AddStatement(statements)));
  return statements;
}

absl::StatusOr<int64_t> SumClosed(sql::Transaction& txn, absl::string_view shop) {
  return Number(txn, kSumClosed, {shop});
}

}  // namespace shopdesk::feedback::store
