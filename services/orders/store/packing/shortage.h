#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/shortage.pb.h"

// The table of shortages. What is saved was loaded for update in the same transaction; the order is
// locked before.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Shortage> LoadShortage(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Shortage> LoadShortageForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertShortage(sql::Transaction& txn, v1::Shortage& shortage);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveShortage(sql::Transaction& txn, v1::Shortage& shortage);

// What a list is narrowed to; empty and unspecified: not at all.
struct ShortageFilter {
  std::string order;
  v1::Shortage::State state = v1::Shortage::STATE_UNSPECIFIED;
};
// Of a shop, whose id is escaped, as the order's is: oldest first, after a key.
absl::StatusOr<std::vector<v1::Shortage>> ListShortages(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const ShortageFilter& filter,
                                                        const CreationKey& after, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kShortageSnapshot;

}  // namespace shopdesk::orders::store
