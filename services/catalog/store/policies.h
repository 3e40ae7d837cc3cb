#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// Policies and their revisions. Shops are given escaped.
namespace shopdesk::catalog::store {

// The feed's snapshot of policies (rpc::SnapshotTable).
extern const sql::Statement kPolicySnapshot;

// NOT_FOUND naming "shops/{shop}": a shop exists where its policy exists.
absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop);
// The same, and keeps other changes of the shop's policy and category tree waiting.
absl::StatusOr<v1::Policy> LoadPolicyForUpdate(sql::Transaction& txn, absl::string_view shop);
absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop);

// Saves the next version and its revision: sets policy.etag. A new one if `policy` has no etag;
// ABORTED when somebody else made it meanwhile.
absl::Status SavePolicy(sql::Transaction& txn, absl::string_view shop,
                        v1::PolicyRevision& revision);

struct NumberedRevision {
  int64_t number = 0;
  v1::PolicyRevision revision;
};
// Newest first, those before `before`.
absl::StatusOr<std::vector<NumberedRevision>> ListRevisions(sql::Transaction& txn,
                                                            absl::string_view shop, int64_t before,
                                                            int limit);

}  // namespace shopdesk::catalog::store
