#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/payout.pb.h"

// The table of payouts. A payout is made and changed only in a transaction that loaded its order
// for update: that is its lock.
namespace shopdesk::orders::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPayoutSnapshot;

// NOT_FOUND if there is none.
absl::StatusOr<v1::Payout> LoadPayout(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Payout> LoadPayoutForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new payout. ALREADY_EXISTS.
absl::Status InsertPayout(sql::Transaction& txn, v1::Payout& payout);
// Sets the next etag and stores the payout. ABORTED if it was not loaded for update.
absl::Status SavePayout(sql::Transaction& txn, v1::Payout& payout);

// Oldest first, by state or of an order, after a key.
struct PayoutQuery {
  // Escaped ids.
  std::string shop;
  v1::Payout::State state = v1::Payout::STATE_UNSPECIFIED;
  std::string order_id;
};
absl::StatusOr<std::vector<v1::Payout>> ListPayouts(sql::Transaction& txn, const PayoutQuery& query,
                                                    const CreationKey& after, int limit);

}  // namespace shopdesk::orders::store
