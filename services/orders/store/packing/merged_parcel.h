#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"

// The table of merged parcels, and of orders that may share one. What is saved was loaded for
// update in the same transaction; orders are locked before the parcel that they share.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::MergedParcel> LoadMergedParcel(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::MergedParcel> LoadMergedParcelForUpdate(sql::Transaction& txn,
                                                           absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertMergedParcel(sql::Transaction& txn, v1::MergedParcel& parcel);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveMergedParcel(sql::Transaction& txn, v1::MergedParcel& parcel);

// What a list is narrowed to; empty and unspecified: not at all.
struct MergedParcelFilter {
  // One that is in the parcel, or was.
  std::string order;
  v1::MergedParcel::State state = v1::MergedParcel::STATE_UNSPECIFIED;
};
// Of a shop, whose id is escaped, as the order's is: newest first, before a key.
absl::StatusOr<std::vector<v1::MergedParcel>> ListMergedParcels(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const MergedParcelFilter& filter,
                                                                const CreationKey& before,
                                                                int limit);

// An order that may share a parcel; the same `receiver` (a keyed hash) is the same buyer, receiver
// and wished courier.
struct MergeCandidate {
  std::string order;
  std::string receiver;
  absl::Time create_time;
  // The parcel that it is offered, or goes, in; empty: none.
  std::string parcel;
};
// Stores it, instead of the one that the order had.
absl::Status SaveMergeCandidate(sql::Transaction& txn, const MergeCandidate& candidate);
absl::Status DeleteMergeCandidate(sql::Transaction& txn, absl::string_view order_name);
// Nullopt if the order is none.
absl::StatusOr<absl::optional<MergeCandidate>> FindMergeCandidate(sql::Transaction& txn,
                                                                  absl::string_view order_name);
// Those to the same receiver, placed first first, itself included.
absl::StatusOr<std::vector<MergeCandidate>> ListMergeCandidates(sql::Transaction& txn,
                                                                const MergeCandidate& candidate,
                                                                int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kMergedParcelSnapshot;

}  // namespace shopdesk::orders::store
