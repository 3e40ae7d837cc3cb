#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/orders/domain/transfer/match.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/transfer.pb.h"

// Bank accounts, claims and lines of statements. An account's claims and lines are added and
// matched only in a transaction that loaded the account for update: that is their lock. It is taken
// before any order.
namespace shopdesk::orders::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kBankAccountSnapshot;

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kStatementLineSnapshot;

// NOT_FOUND if there is none.
absl::StatusOr<v1::BankAccount> LoadBankAccount(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::BankAccount> LoadBankAccountForUpdate(sql::Transaction& txn,
                                                         absl::string_view name);
// Sets the etag and stores a new account. ALREADY_EXISTS.
absl::Status InsertBankAccount(sql::Transaction& txn, v1::BankAccount& account);
// Sets the next etag and stores the account. ABORTED if it was not loaded for update.
absl::Status SaveBankAccount(sql::Transaction& txn, v1::BankAccount& account);
// In the order of ids, after one; `shop` is the escaped id.
absl::StatusOr<std::vector<v1::BankAccount>> ListBankAccounts(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              absl::string_view after_id,
                                                              int limit);

// Where the order of a claim stands.
enum class ClaimState { kWaits = 1, kPaid = 2, kClosed = 3 };

// The order's claim of this number, from 1, which waits.
absl::Status InsertClaim(sql::Transaction& txn, absl::string_view account_name, int number,
                         absl::string_view order_name, const domain::Claimed& claim);
// All claims of an order.
absl::Status UpdateClaims(sql::Transaction& txn, absl::string_view order_name, ClaimState state,
                          int64_t open_minor);
// Claims on the account with the credit's amount, as claimed or as open, payer or digits; at most
// 50 of each.
absl::StatusOr<std::vector<domain::Claimed>> FindClaims(sql::Transaction& txn,
                                                        absl::string_view account_name,
                                                        ClaimState state,
                                                        const domain::Credit& credit);

// The order can be paid by bank from now on: references may name it. Known: nothing changes.
absl::Status AddReference(sql::Transaction& txn, absl::string_view order_name);
// The ids of orders that can be paid by bank whose NormalId this is; at most two.
absl::StatusOr<std::vector<std::string>> FindReference(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view normal_id);

// A line as it is stored and found.
struct LineRow {
  v1::StatementLine line;
  std::string payer;
  std::string digits;
  std::string fingerprint;
};
absl::StatusOr<absl::optional<LineRow>> FindLine(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<LineRow> LoadLine(sql::Transaction& txn, absl::string_view name);
// The name of the account's line with this transaction; empty if there is none.
absl::StatusOr<std::string> FindTransaction(sql::Transaction& txn, absl::string_view account_name,
                                            absl::string_view transaction_id);
// Sets the etag and stores a new line. ALREADY_EXISTS.
absl::Status InsertLine(sql::Transaction& txn, LineRow& row);
// Sets the next etag and stores the line after it was matched.
absl::Status SaveLine(sql::Transaction& txn, LineRow& row);
// Unknown lines of the account with one of these amounts, this payer or these digits, oldest first;
// at most 50 of each.
absl::StatusOr<std::vector<LineRow>> FindUnknownLines(sql::Transaction& txn,
                                                      absl::string_view account_name,
                                                      const domain::Claimed& claim);
// The order's line that came last; nullopt if none did.
absl::StatusOr<absl::optional<v1::StatementLine>> LastLineOf(sql::Transaction& txn,
                                                             absl::string_view order_name);

// Oldest first, after a key. An account, a match or an order is given, an order without a match.
struct LineQuery {
  // Escaped ids.
  std::string shop;
  std::string account_id;
  v1::StatementLine::Match match = v1::StatementLine::MATCH_UNSPECIFIED;
  std::string order_id;
};
absl::StatusOr<std::vector<v1::StatementLine>> ListLines(sql::Transaction& txn,
                                                         const LineQuery& query,
                                                         const ChildCreationKey& after, int limit);

}  // namespace shopdesk::orders::store
