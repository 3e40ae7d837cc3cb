#include "services/orders/store/transfer/transfer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

const sql::Statement kBankAccountSnapshot = {
    "orders.snapshot_bank_account",
    "SELECT id, data FROM bank_accounts WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

const sql::Statement kStatementLineSnapshot = {
    "orders.snapshot_statement_line",
    "SELECT account_id, id, data FROM statement_lines WHERE shop = $1"
    " AND (account_id, id) > ($2, $3) ORDER BY account_id, id LIMIT $4"};

namespace {

using domain::Claimed;
using v1::BankAccount;
using v1::StatementLine;

constexpr int kMostFound = 50;

constexpr sql::Statement kLoadBankAccount = {
    "orders.load_bank_account", "SELECT data FROM bank_accounts WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadBankAccountForUpdate = {
    "orders.load_bank_account_for_update",
    "SELECT data FROM bank_accounts WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertBankAccount = {
    "orders.insert_bank_account",
    "INSERT INTO bank_accounts (shop, id, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveBankAccount = {"orders.save_bank_account",
                                             "UPDATE bank_accounts SET version = $3, data = $4 "
                                             "WHERE shop = $1 AND id = $2 AND version = $5"};
constexpr sql::Statement kListBankAccounts = {
    "orders.list_bank_accounts",
    "SELECT data FROM bank_accounts WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

constexpr sql::Statement kInsertTransferClaim = {
    "orders.insert_transfer_claim",
    "INSERT INTO transfer_claims (shop, order_id, number, account_id, state, currency, "
    "amount_minor, open_minor, payer, digits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr sql::Statement kUpdateTransferClaim = {
    "orders.update_transfer_claim",
    "UPDATE transfer_claims SET state = $3, open_minor = $4 WHERE shop = $1 AND order_id = $2"};

#define SHOPDESK_CLAIMS(filter)                                                             \
  "SELECT order_id, currency, amount_minor, open_minor, payer, digits FROM transfer_claims" \
  " WHERE shop = $1 AND account_id = $2 AND state = $3 AND " filter                         \
  " ORDER BY order_id, number LIMIT $5"

constexpr sql::Statement kFindTransferClaimsByAmount = {"orders.find_transfer_claims_by_amount",
                                                        SHOPDESK_CLAIMS("amount_minor = $4")};
constexpr sql::Statement kFindTransferClaimsByOpen = {"orders.find_transfer_claims_by_open",
                                                      SHOPDESK_CLAIMS("open_minor = $4")};
constexpr sql::Statement kFindTransferClaimsByPayer = {
    "orders.find_transfer_claims_by_payer", SHOPDESK_CLAIMS("payer = $4 AND payer <> ''")};
constexpr sql::Statement kFindTransferClaimsByDigits = {
    "orders.find_transfer_claims_by_digits", SHOPDESK_CLAIMS("digits = $4 AND digits <> ''")};

#undef SHOPDESK_CLAIMS

constexpr sql::Change kAddTransferReference = {
    {"orders.add_transfer_reference",
     "INSERT INTO transfer_references (shop, reference, order_id) VALUES ($1, $2, $3) "
     "ON CONFLICT DO NOTHING"},
    sql::Effect::kAppend};
constexpr sql::Statement kFindTransferReference = {
    "orders.find_transfer_reference",
    "SELECT order_id FROM transfer_references WHERE shop = $1 AND reference = $2 "
    "ORDER BY order_id LIMIT 2"};

constexpr sql::Statement kLoadStatementLine = {
    "orders.load_statement_line",
    "SELECT data, payer, digits, fingerprint FROM statement_lines "
    "WHERE shop = $1 AND account_id = $2 AND id = $3"};
constexpr sql::Statement kFindStatementLineTransaction = {
    "orders.find_statement_line_transaction",
    "SELECT id FROM statement_lines WHERE shop = $1 AND account_id = $2 AND transaction_id = $3 "
    "AND transaction_id <> '' ORDER BY created_ms, id LIMIT 1"};
constexpr sql::Statement kInsertStatementLine = {
    "orders.insert_statement_line",
    "INSERT INTO statement_lines (shop, account_id, id, outcome, order_id, amount_minor, payer, "
    "digits, transaction_id, fingerprint, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveStatementLine = {
    "orders.save_statement_line",
    "UPDATE statement_lines SET outcome = $4, order_id = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND account_id = $2 AND id = $3 AND version = $8"};

#define SHOPDESK_UNKNOWN(filter)                                     \
  "SELECT data, payer, digits, fingerprint FROM statement_lines"     \
  " WHERE shop = $1 AND account_id = $2 AND outcome = 6 AND " filter \
  " = $3"                                                            \
  " ORDER BY created_ms, id LIMIT $4"

constexpr sql::Statement kFindStatementLinesUnknownByAmount = {
    "orders.find_statement_lines_unknown_by_amount", SHOPDESK_UNKNOWN("amount_minor")};
constexpr sql::Statement kFindStatementLinesUnknownByPayer = {
    "orders.find_statement_lines_unknown_by_payer", SHOPDESK_UNKNOWN("payer")};
constexpr sql::Statement kFindStatementLinesUnknownByDigits = {
    "orders.find_statement_lines_unknown_by_digits", SHOPDESK_UNKNOWN("digits")};

#undef SHOPDESK_UNKNOWN

constexpr sql::Statement kLastStatementLineOfOrder = {
    "orders.last_statement_line_of_order",
    "SELECT data FROM statement_lines WHERE shop = $1 AND order_id = $2 AND order_id <> '' "
    "ORDER BY created_ms DESC, account_id DESC, id DESC LIMIT 1"};
constexpr sql::Statement kListStatementLinesOfAccount = {
    "orders.list_statement_lines_of_account",
    "SELECT data FROM statement_lines WHERE shop = $1 AND account_id = $2 "
    "AND (created_ms, id) > ($3, $4) ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListStatementLinesOfAccountByMatch = {
    "orders.list_statement_lines_of_account_by_match",
    "SELECT data FROM statement_lines WHERE shop = $1 AND outcome = $6 AND account_id = $2 "
    "AND (created_ms, id) > ($3, $4) ORDER BY created_ms, id LIMIT $5"};
constexpr sql::Statement kListStatementLinesByMatch = {
    "orders.list_statement_lines_by_match",
    "SELECT data FROM statement_lines WHERE shop = $1 AND outcome = $2 "
    "AND (created_ms, account_id, id) > ($3, $4, $5) ORDER BY created_ms, account_id, id LIMIT $6"};
constexpr sql::Statement kListStatementLinesOfOrder = {
    "orders.list_statement_lines_of_order",
    "SELECT data FROM statement_lines WHERE shop = $1 AND order_id = $2 AND order_id <> '' "
    "AND (created_ms, account_id, id) > ($3, $4, $5) ORDER BY created_ms, account_id, id LIMIT $6"};

struct LineKey {
  absl::string_view shop;
  absl::string_view account_id;
  absl::string_view id;
};

LineKey LineKeyOf(absl::string_view name) {
  return {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)};
}

absl::string_view OrderIdOf(const StatementLine& line) {
  return line.order().empty() ? absl::string_view() : LastSegment(line.order());
}

absl::Status ReadLine(const sql::Row& row, LineRow& line) {
  line.payer = std::string(row.Text(1));
  line.digits = std::string(row.Text(2));
  line.fingerprint = std::string(row.Text(3));
  return sql::ParseColumn(row, 0, line.line);
}

}  // namespace

absl::StatusOr<BankAccount> LoadBankAccount(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<BankAccount>(txn, kLoadBankAccount, {ShopOf(name), LastSegment(name)},
                                       name);
}

absl::StatusOr<BankAccount> LoadBankAccountForUpdate(sql::Transaction& txn,
                                                     absl::string_view name) {
  return sql::LoadMessage<BankAccount>(txn, kLoadBankAccountForUpdate,
                                       {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertBankAccount(sql::Transaction& txn, BankAccount& account) {
  return sql::InsertVersioned(txn, kInsertBankAccount, account, ShopOf(account.name()),
                              LastSegment(account.name()));
}

absl::Status SaveBankAccount(sql::Transaction& txn, BankAccount& account) {
  return sql::SaveVersioned(txn, kSaveBankAccount, account, ShopOf(account.name()),
                            LastSegment(account.name()));
}

absl::StatusOr<std::vector<BankAccount>> ListBankAccounts(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after_id, int limit) {
  return sql::ListMessages<BankAccount>(txn, kListBankAccounts, {shop, after_id, limit});
}

absl::Status InsertClaim(sql::Transaction& txn, absl::string_view account_name, int number,
                         absl::string_view order_name, const Claimed& claim) {
  return txn
      .Execute(kInsertTransferClaim,
               {ShopOf(order_name), LastSegment(order_name), number, LastSegment(account_name),
                static_cast<int>(ClaimState::kWaits), claim.currency, claim.amount_minor,
                claim.open_minor, claim.payer, claim.digits})
      .status();
}

absl::Status UpdateClaims(sql::Transaction& txn, absl::string_view order_name, ClaimState state,
                          int64_t open_minor) {
  return txn
      .Execute(kUpdateTransferClaim,
               {ShopOf(order_name), LastSegment(order_name), static_cast<int>(state), open_minor})
      .status();
}

absl::StatusOr<std::vector<Claimed>> FindClaims(sql::Transaction& txn,
                                                absl::string_view account_name, ClaimState state,
                                                const domain::Credit& credit) {
  std::vector<Claimed> claims;
  const auto take = [&](const sql::Row& row) {
    claims.push_back({std::string(row.Text(0)), std::string(row.Text(1)), row.Int(2), row.Int(3),
                      std::string(row.Text(4)), std::string(row.Text(5))});
    return absl::OkStatus();
  };
  const absl::string_view shop = ShopOf(account_name);
  const absl::string_view account = LastSegment(account_name);
  const int stands = static_cast<int>(state);
  for (const sql::Statement* statement :
       {&kFindTransferClaimsByAmount, &kFindTransferClaimsByOpen}) {
    RETURN_IF_ERROR(
        txn.Query(*statement, {shop, account, stands, credit.amount_minor, kMostFound}, take));
  }
  RETURN_IF_ERROR(txn.Query(kFindTransferClaimsByPayer,
                            {shop, account, stands, credit.payer, kMostFound}, take));
  RETURN_IF_ERROR(txn.Query(kFindTransferClaimsByDigits,
                            {shop, account, stands, credit.digits, kMostFound}, take));
  return claims;
}

absl::Status AddReference(sql::Transaction& txn, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const std::string id, UnescapeId(LastSegment(order_name)));
  const std::string normal = domain::NormalId(id);
  if (normal.empty()) return absl::OkStatus();
  return txn.Defer(kAddTransferReference, {ShopOf(order_name), normal, LastSegment(order_name)});
}

absl::StatusOr<std::vector<std::string>> FindReference(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view normal_id) {
  std::vector<std::string> ids;
  RETURN_IF_ERROR(txn.Query(kFindTransferReference, {shop, normal_id}, [&](const sql::Row& row) {
    ids.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return ids;
}

absl::StatusOr<absl::optional<LineRow>> FindLine(sql::Transaction& txn, absl::string_view name) {
  const LineKey key = LineKeyOf(name);
  absl::optional<LineRow> found;
  RETURN_IF_ERROR(txn.QueryOne(kLoadStatementLine, {key.shop, key.account_id, key.id},
                               [&](const sql::Row& row) { return ReadLine(row, found.emplace()); })
                      .status());
  return found;
}

absl::StatusOr<LineRow> LoadLine(sql::Transaction& txn, absl::string_view name) {
  ASSIGN_OR_RETURN(absl::optional<LineRow> found, FindLine(txn, name));
  if (!found.has_value()) return shopdesk::NotFoundError(name);
  return *std::move(found);
}

absl::StatusOr<std::string> FindTransaction(sql::Transaction& txn, absl::string_view account_name,
                                            absl::string_view transaction_id) {
  std::string name;
  RETURN_IF_ERROR(txn.QueryOne(kFindStatementLineTransaction,
                               {ShopOf(account_name), LastSegment(account_name), transaction_id},
                               [&](const sql::Row& row) {
                                 name = absl::StrCat(account_name, "/statementLines/", row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return name;
}

absl::Status InsertLine(sql::Transaction& txn, LineRow& row) {
  StatementLine& line = row.line;
  const LineKey key = LineKeyOf(line.name());
  return sql::InsertVersioned(txn, kInsertStatementLine, line, key.shop, key.account_id, key.id,
                              static_cast<int>(line.match()), OrderIdOf(line),
                              line.amount().minor(), row.payer, row.digits, line.transaction_id(),
                              row.fingerprint, ToMillis(FromProto(line.create_time())));
}

absl::Status SaveLine(sql::Transaction& txn, LineRow& row) {
  StatementLine& line = row.line;
  const LineKey key = LineKeyOf(line.name());
  return sql::SaveVersioned(txn, kSaveStatementLine, line, key.shop, key.account_id, key.id,
                            static_cast<int>(line.match()), OrderIdOf(line));
}

absl::StatusOr<std::vector<LineRow>> FindUnknownLines(sql::Transaction& txn,
                                                      absl::string_view account_name,
                                                      const Claimed& claim) {
  std::vector<LineRow> lines;
  const auto take = [&](const sql::Row& row) { return ReadLine(row, lines.emplace_back()); };
  const absl::string_view shop = ShopOf(account_name);
  const absl::string_view account = LastSegment(account_name);
  for (const int64_t amount : {claim.amount_minor, claim.open_minor}) {
    RETURN_IF_ERROR(
        txn.Query(kFindStatementLinesUnknownByAmount, {shop, account, amount, kMostFound}, take));
  }
  if (!claim.payer.empty()) {
    RETURN_IF_ERROR(txn.Query(kFindStatementLinesUnknownByPayer,
                              {shop, account, claim.payer, kMostFound}, take));
  }
  if (!claim.digits.empty()) {
    RETURN_IF_ERROR(txn.Query(kFindStatementLinesUnknownByDigits,
                              {shop, account, claim.digits, kMostFound}, take));
  }
  const auto key = [](const LineRow& row) {
    return std::make_pair(ToMillis(FromProto(row.line.create_time())), row.line.name());
  };
  std::sort(lines.begin(), lines.end(),
            [&](const LineRow& a, const LineRow& b) { return key(a) < key(b); });
  lines.erase(std::unique(lines.begin(), lines.end(),
                          [](const LineRow& a, const LineRow& b) {
                            return a.line.name() == b.line.name();
                          }),
              lines.end());
  return lines;
}

absl::StatusOr<absl::optional<StatementLine>> LastLineOf(sql::Transaction& txn,
                                                         absl::string_view order_name) {
  return sql::FindMessage<StatementLine>(txn, kLastStatementLineOfOrder,
                                         {ShopOf(order_name), LastSegment(order_name)});
}

absl::StatusOr<std::vector<StatementLine>> ListLines(sql::Transaction& txn, const LineQuery& query,
                                                     const ChildCreationKey& after, int limit) {
  const auto& [after_ms, after_account_id, after_id] = after;
  const int match = query.match;
  if (!query.order_id.empty()) {
    return sql::ListMessages<StatementLine>(
        txn, kListStatementLinesOfOrder,
        {query.shop, query.order_id, after_ms, after_account_id, after_id, limit});
  }
  if (query.account_id.empty()) {
    return sql::ListMessages<StatementLine>(
        txn, kListStatementLinesByMatch,
        {query.shop, match, after_ms, after_account_id, after_id, limit});
  }
  if (query.match == StatementLine::MATCH_UNSPECIFIED) {
    return sql::ListMessages<StatementLine>(
        txn, kListStatementLinesOfAccount,
        {query.shop, query.account_id, after_ms, after_id, limit});
  }
  return sql::ListMessages<StatementLine>(
      txn, kListStatementLinesOfAccountByMatch,
      {query.shop, query.account_id, after_ms, after_id, limit, match});
}

}  // namespace shopdesk::orders::store
