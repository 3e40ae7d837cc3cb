#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/commission.h"
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
absl::StatusOr<Month> LastClosedMonth(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent);
// Inserts an open statement, with its etag; false if there is one.
absl::StatusOr<bool> InsertStatement(sql::Transaction& txn, Month month,
                                     v1::CommissionStatement& statement);
absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatement(sql::Transaction& txn,
                                                                      absl::string_view name);
absl::StatusOr<absl::optional<v1::CommissionStatement>> FindStatementForUpdate(
    sql::Transaction& txn, absl::string_view name);
// Saves what was found for update, now closed; sets the etag.
absl::Status SaveClosedStatement(sql::Transaction& txn, v1::CommissionStatement& statement);

// Adds to what the order adds to the month; the statement is locked.
absl::Status AddToLine(sql::Transaction& txn, absl::string_view shop, const Credit& credit,
                       Month month, absl::string_view order_id, int64_t sales_minor);
// All lines of a statement, by order.
absl::StatusOr<std::vector<domain::CommissionEntry>> EntriesOf(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view agent,
                                                               Month month);
// Those after an order, as they were closed.
absl::StatusOr<std::vector<domain::CommissionEntry>> PageEntries(
    sql::Transaction& txn, absl::string_view shop, absl::string_view agent, Month month,
    absl::string_view after, int limit);
// Keeps what each line earned.
absl::Status FreezeEntries(sql::Transaction& txn, absl::string_view shop, absl::string_view agent,
                           Month month, const std::vector<domain::CommissionEntry>& entries);

// Newest month first, before `before`.
absl::StatusOr<std::vector<v1::CommissionStatement>> StatementsOfAgent(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       absl::string_view agent,
                                                                       Month before, int limit);
// By agent, after `after`.
absl::StatusOr<std::vector<v1::CommissionStatement>> StatementsOfMonth(
    sql::Transaction& txn, absl::string_view shop, Month month, absl::string_view after, int limit);
absl::StatusOr<std::vector<v1::CommissionStatement>> OpenStatements(sql::Transaction& txn,
                                                                    absl::string_view shop);
// The total of all closed statements.
absl::StatusOr<int64_t> SumClosed(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::feedback::store
