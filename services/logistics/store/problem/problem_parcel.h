#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/problem_parcel.pb.h"

// Parcels in trouble. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kProblemParcelSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::ProblemParcel> LoadProblemParcel(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::ProblemParcel> LoadProblemParcelForUpdate(sql::Transaction& txn,
                                                             absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertProblemParcel(sql::Transaction& txn, v1::ProblemParcel& problem_parcel);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveProblemParcel(sql::Transaction& txn, v1::ProblemParcel& problem_parcel);
// What a list is narrowed to; empty and unspecified: not at all.
struct ProblemParcelFilter {
  std::string order;
  v1::ProblemParcel::State state = v1::ProblemParcel::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::ProblemParcel>> ListProblemParcels(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const ProblemParcelFilter& filter,
                                                                  const CreationKey& before,
                                                                  int limit);

}  // namespace shopdesk::logistics::store
