#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/duplicate.pb.h"

// Pairs of orders, and the signs by which they are found.
namespace shopdesk::orders::store {

// What an order is compared by.
struct DuplicateSign {
  std::string order;
  std::string buyer;
  // Keyed hashes.
  std::string address;
  std::string phone;
  absl::Time create_time;
};

// The orders to the same address of the same buyer or phone that were placed less than `window`
// before or after this one; the latest first, at most `limit`.
absl::StatusOr<std::vector<DuplicateSign>> FindLike(sql::Transaction& txn,
                                                    const DuplicateSign& sign,
                                                    absl::Duration window, int limit);
// Whether the other order is known not to be like this one, whenever they were placed.
absl::StatusOr<bool> IsUnlike(sql::Transaction& txn, const DuplicateSign& sign,
                              absl::string_view other);
// Stores the order's sign, instead of the one that it had, and deletes, once in a transaction,
// those of the shop that are older by more than `window`.
absl::Status SaveSign(sql::Transaction& txn, const DuplicateSign& sign, absl::Duration window);

// NOT_FOUND if there is none.
absl::StatusOr<v1::DuplicatePair> LoadPair(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::DuplicatePair> LoadPairForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new one; false if it is there already.
absl::StatusOr<bool> InsertPair(sql::Transaction& txn, v1::DuplicatePair& pair);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SavePair(sql::Transaction& txn, v1::DuplicatePair& pair);

// Newest first, before a key.
struct PairQuery {
  // The escaped id.
  std::string shop;
  v1::DuplicatePair::State state = v1::DuplicatePair::STATE_UNSPECIFIED;
};
absl::StatusOr<std::vector<v1::DuplicatePair>> ListPairs(sql::Transaction& txn,
                                                         const PairQuery& query,
                                                         const CreationKey& before, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kDuplicateSnapshot;

}  // namespace shopdesk::orders::store
