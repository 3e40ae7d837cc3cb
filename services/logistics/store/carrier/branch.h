#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/branch.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// The branches of carriers. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of branches (runtime::SnapshotTable).
extern const sql::Statement kBranchSnapshot;

// NOT_FOUND naming the branch.
absl::StatusOr<v1::Branch> LoadBranch(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Branch>> FindBranchForUpdate(sql::Transaction& txn,
                                                               absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertBranch(sql::Transaction& txn, v1::Branch& branch);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveBranch(sql::Transaction& txn, v1::Branch& branch);

// Which branches to list; empty: any. `area` and `locality` need `region_code`.
struct BranchFilter {
  std::string carrier;
  std::string region_code;
  std::string area;
  std::string locality;
};
// The order of lists: country, area and locality as they are compared, carrier, branch.
using BranchKey = PageKey<std::string, std::string, std::string, std::string, std::string>;
BranchKey BranchKeyOf(const v1::Branch& branch);
// Those after `after`.
absl::StatusOr<std::vector<v1::Branch>> ListBranches(sql::Transaction& txn, absl::string_view shop,
                                                     const BranchFilter& filter,
                                                     const BranchKey& after, int limit);

// Those in the address' country and locality, or in no locality, by carrier and branch, as long as
// `visit` says true.
absl::Status VisitBranches(sql::Transaction& txn, absl::string_view shop,
                           const type::v1::PostalAddress& address,
                           absl::FunctionRef<bool(v1::Branch&)> visit);

}  // namespace shopdesk::logistics::store
