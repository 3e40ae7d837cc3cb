#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/commission/commission.h"
#include "shopdesk/feedback/v1/commission.pb.h"

// Commission. Shops, agents and orders are escaped ids.
namespace shopdesk::feedback::store {

using domain::Month;

extern const sql::Statement kStatementSnapshot;

// Whose an order is, the month that it counts in, and what is credited for it in all months.
struct Credit {
  std::string agent;
  Month home = 0;
  int64_t sales_minor = 0;
};
absl::StatusOr<absl::optional<Credit>> FindCredit(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view order_id);
absl::Status PutCredit(sql::Transaction& txn, absl::string_view shop, absl::string_view order_id,
                       const Credit& credit);

// The agent's latest month that is closed; 0: none.
absl::StatusOr<Month> FindLastClosedMonth(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view agent);

// What a statement is about.
struct AgentMonth {
  absl::string_view shop;
  absl::string_view agent;
  Month month = 0;
};
// Inserts an open statement, with its etag. ALREADY_EXISTS.
absl::Status InsertStatement(sql::Transaction& txn, const AgentMonth& key,
                             v1::CommissionStatement& statement);
absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatement(sql::Transaction& txn,
                                                                      const AgentMonth& key);
absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatementForUpdate(
    sql::Transaction& txn, const AgentMonth& key);
// Saves what was found for update, now closed; sets the etag.
absl::Status SaveClosedStatement(sql::Transaction& txn, const AgentMonth& key,
                                 v1::CommissionStatement& statement);

// Adds to what the order adds to the month; the statement is locked. `home` is the month that the
// order counts in.
absl::Status AddToLine(sql::Transaction& txn, const AgentMonth& key, absl::string_view order_id,
                       Month home, int64_t sales_minor);
// All lines of a statement, by order.
absl::StatusOr<std::vector<domain::CommissionEntry>> LoadEntries(sql::Transaction& txn,
                                                                 const AgentMonth& key);
// Those after an order, as they were closed.
absl::StatusOr<std::vector<domain::CommissionEntry>> ListClosedEntries(sql::Transaction& txn,
                                                                       const AgentMonth& key,
                                                                       absl::string_view after,
                                                                       int limit);
// Keeps what each line earned.
absl::Status FreezeEntries(sql::Transaction& txn, const AgentMonth& key,
                           const std::vector<domain::CommissionEntry>& entries);

// Newest month first, before `before`.
absl::StatusOr<std::vector<v1::CommissionStatement>> ListStatementsOfAgent(sql::Transaction& txn,
                                                                           absl::string_view shop,
                                                                           absl::string_view agent,
                                                                           Month before, int limit);
// By agent, after `after`.
absl::StatusOr<std::vector<v1::CommissionStatement>> ListStatementsOfMonth(
    sql::Transaction& txn, absl::string_view shop, Month month, absl::string_view after, int limit);
// Their names.
absl::StatusOr<std::vector<std::string>> ListOpenStatements(sql::Transaction& txn,
                                                            absl::string_view shop);
// Keeps what an open statement came to when it was reckoned last.
absl::Status SaveOpenTotal(sql::Transaction& txn, const AgentMonth& key, int64_t total_minor);
// The sum of those of a shop.
absl::StatusOr<int64_t> SumOpenTotals(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::feedback::store
