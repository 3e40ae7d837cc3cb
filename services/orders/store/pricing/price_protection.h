#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/orders/domain/pricing/price_protection.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/price_protection.pb.h"

// The tables of lines in protection and of price drops.
namespace shopdesk::orders::store {

// Puts a line of an order in protection. One that is in it already keeps its time and price and
// becomes of the SKU.
absl::Status PutProtection(sql::Transaction& txn, absl::string_view order_name,
                           const domain::Protection& protection);
// The line was settled at a lower price.
absl::Status SettleProtection(sql::Transaction& txn, absl::string_view order_name, int32_t line,
                              int64_t unit_minor);

// The line as it is now. NOT_FOUND naming the order if it isn't in protection.
absl::StatusOr<domain::Protection> LoadProtection(sql::Transaction& txn,
                                                  absl::string_view order_name, int32_t line);

// When a protection ends, in milliseconds, its order's id and the line.
using ProtectionKey = PageKey<int64_t, std::string, int64_t>;
ProtectionKey ProtectionKeyOf(const domain::Protection& protection);
// Where the lines begin that are in protection after a time.
ProtectionKey ProtectedAfter(absl::Time time);
// Of a SKU, those that end first first, after a key; `shop` is the escaped id.
absl::StatusOr<std::vector<domain::Protection>> ListProtections(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view sku_id,
                                                                const ProtectionKey& after,
                                                                int limit);

// A line whose open refund a drop waits for.
struct WaitingLine {
  int32_t line = 0;
  // "shops/{shop}/priceDrops/{price_drop}".
  std::string drop;
};
// Nothing happens if it is there already.
absl::Status PutWaitingLine(sql::Transaction& txn, absl::string_view order_name,
                            const WaitingLine& waiting);
absl::Status RemoveWaitingLine(sql::Transaction& txn, absl::string_view order_name,
                               const WaitingLine& waiting);
// By the names of the drops.
absl::StatusOr<std::vector<WaitingLine>> ListWaitingLines(sql::Transaction& txn,
                                                          absl::string_view order_name);

// A drop, and behind which line it is settled.
struct PriceDropRow {
  v1::PriceDrop drop;
  ProtectionKey after;
};
// NOT_FOUND if there is none.
absl::StatusOr<v1::PriceDrop> LoadPriceDrop(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<PriceDropRow> LoadPriceDropForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertPriceDrop(sql::Transaction& txn, PriceDropRow& row);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SavePriceDrop(sql::Transaction& txn, PriceDropRow& row);
// Newest first, before a key; `shop` is the escaped id.
absl::StatusOr<std::vector<v1::PriceDrop>> ListPriceDrops(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const CreationKey& before, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPriceDropSnapshot;

}  // namespace shopdesk::orders::store
