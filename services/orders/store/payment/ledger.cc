#include "services/orders/store/payment/ledger.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

const sql::Statement kLedgerSnapshot = {
    "orders.snapshot_ledger",
    "SELECT order_id, sequence, data FROM ledger WHERE shop = $1"
    " AND (order_id, sequence) > ($2, $3) ORDER BY order_id, sequence LIMIT $4"};

namespace {

using v1::LedgerEntry;

constexpr sql::Statement kLastLedger = {
    "orders.last_ledger",
    "SELECT sequence FROM ledger WHERE shop = $1 AND order_id = $2 ORDER BY sequence DESC LIMIT 1"};
constexpr sql::Statement kInsertLedger = {
    "orders.insert_ledger",
    "INSERT INTO ledger (shop, order_id, sequence, time_ms, kind, goods_minor, freight_minor,"
    " surcharge_minor, units, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr sql::Statement kListLedger = {
    "orders.list_ledger",
    "SELECT data FROM ledger WHERE shop = $1 AND order_id = $2 AND sequence > $3"
    " ORDER BY sequence LIMIT $4"};
constexpr sql::Statement kListLedgerOfShop = {
    "orders.list_ledger_of_shop",
    "SELECT data FROM ledger WHERE shop = $1 AND (time_ms, order_id, sequence) < ($2, $3, $4)"
    " AND time_ms >= $5 ORDER BY time_ms DESC, order_id DESC, sequence DESC LIMIT $6"};
constexpr sql::Statement kFindPayment = {
    "orders.find_payment", "SELECT order_id FROM payments WHERE shop = $1 AND transaction_id = $2"};
constexpr sql::Statement kInsertPayment = {
    "orders.insert_payment",
    "INSERT INTO payments (shop, transaction_id, order_id, stray) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING"};

absl::Status Insert(sql::Transaction& txn, absl::string_view shop, absl::string_view order_id,
                    const LedgerEntry& entry) {
  const std::string data = entry.SerializeAsString();
  return txn
      .Execute(kInsertLedger,
               {shop, order_id, entry.sequence(), ToMillis(FromProto(entry.create_time())),
                static_cast<int>(entry.kind()), entry.goods_minor(), entry.freight_minor(),
                entry.surcharge_minor(), entry.units(), sql::Blob{data}})
      .status();
}

}  // namespace

absl::Status AppendLedger(sql::Transaction& txn, absl::string_view order_name,
                          absl::Span<LedgerEntry> entries) {
  if (entries.empty()) return absl::OkStatus();
  const absl::string_view shop = ShopOf(order_name);
  const absl::string_view order_id = LastSegment(order_name);
  int64_t sequence = 0;
  RETURN_IF_ERROR(txn.QueryOne(kLastLedger, {shop, order_id},
                               [&](const sql::Row& row) {
                                 sequence = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  for (LedgerEntry& entry : entries) {
    entry.set_sequence(++sequence);
    entry.set_order(std::string(order_name));
    entry.set_name(absl::StrCat(order_name, "/ledgerEntries/", sequence));
    RETURN_IF_ERROR(Insert(txn, shop, order_id, entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LedgerEntry>> ListLedger(sql::Transaction& txn,
                                                    absl::string_view order_name,
                                                    int64_t after_sequence, int limit) {
  return sql::ListMessages<LedgerEntry>(
      txn, kListLedger, {ShopOf(order_name), LastSegment(order_name), after_sequence, limit});
}

LedgerKey LedgerKeyOf(const LedgerEntry& entry) {
  return LedgerKey(ToMillis(FromProto(entry.create_time())), LastSegment(entry.order()),
                   entry.sequence());
}

absl::StatusOr<std::vector<LedgerEntry>> ListLedgerOfShop(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const LedgerKey& before, int64_t since_ms,
                                                          int limit) {
  const auto& [time_ms, order_id, sequence] = before;
  return sql::ListMessages<LedgerEntry>(txn, kListLedgerOfShop,
                                        {shop, time_ms, order_id, sequence, since_ms, limit});
}

absl::StatusOr<absl::optional<std::string>> FindPayment(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view transaction_id) {
  absl::optional<std::string> order;
  RETURN_IF_ERROR(txn.QueryOne(kFindPayment, {shop, transaction_id},
                               [&](const sql::Row& row) {
                                 order = absl::StrCat("shops/", shop, "/orders/", row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return order;
}

absl::StatusOr<bool> InsertPayment(sql::Transaction& txn, absl::string_view order_name,
                                   absl::string_view transaction_id, bool stray) {
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsertPayment, {ShopOf(order_name), transaction_id,
                                                LastSegment(order_name), stray}));
  return inserted > 0;
}

}  // namespace shopdesk::orders::store
