#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::store {

// `shop` is the escaped id. NOT_FOUND naming the shop if it has no policy.
absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop);
absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop);
// Inserts (version 1) or updates the policy, with the etag of `version`, and keeps the revision.
absl::Status SavePolicy(sql::Transaction& txn, absl::string_view shop, int64_t version,
                        const v1::PolicyRevision& revision);

struct NumberedRevision {
  int64_t number;
  v1::PolicyRevision revision;
};
// Newest first, before a number.
absl::StatusOr<std::vector<NumberedRevision>> ListPolicyRevisions(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  int64_t before, int limit);

// For the feed's snapshot (rpc::SnapshotTable).
extern const sql::Statement kPolicySnapshot;

}  // namespace shopdesk::orders::store
