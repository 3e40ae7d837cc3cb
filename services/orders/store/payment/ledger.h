#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/payment.pb.h"

// The ledger and the payment channel's transactions. The order was loaded for update.
namespace shopdesk::orders::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kLedgerSnapshot;

// Appends to the order's ledger; gives each entry its sequence, its name and the order's.
absl::Status AppendLedger(sql::Transaction& txn, absl::string_view order_name,
                          absl::Span<v1::LedgerEntry> entries);
// Oldest first, after a sequence.
absl::StatusOr<std::vector<v1::LedgerEntry>> ListLedger(sql::Transaction& txn,
                                                        absl::string_view order_name,
                                                        int64_t after_sequence, int limit);

// When an entry was booked, in milliseconds, its order's id and its sequence.
using LedgerKey = PageKey<int64_t, std::string, int64_t>;
LedgerKey LedgerKeyOf(const v1::LedgerEntry& entry);
// The ledger of all orders of a shop, newest first, before a key and not before a moment.
absl::StatusOr<std::vector<v1::LedgerEntry>> ListLedgerOfShop(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              const LedgerKey& before,
                                                              int64_t since_ms, int limit);

// The name of the order that a transaction of the payment channel was recorded on.
absl::StatusOr<absl::optional<std::string>> FindPayment(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view transaction_id);
// False if the transaction is recorded already.
absl::StatusOr<bool> InsertPayment(sql::Transaction& txn, absl::string_view order_name,
                                   absl::string_view transaction_id, bool stray);

}  // namespace shopdesk::orders::store
