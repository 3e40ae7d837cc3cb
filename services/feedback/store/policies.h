#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/feedback/v1/policy.pb.h"

namespace shopdesk::feedback::store {

extern const sql::Statement kPolicySnapshot;

// NOT_FOUND naming the shop: it exists where its policy does.
absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop);
// For who counts reviews: nobody changes the policy or rebuilds the ratings before the end of the
// transaction.
absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForCounting(sql::Transaction& txn,
                                                                 absl::string_view shop);
absl::StatusOr<v1::Policy> LoadPolicyForCounting(sql::Transaction& txn, absl::string_view shop);
absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop);

absl::StatusOr<v1::Policy> LoadPolicyForUpdate(sql::Transaction& txn, absl::string_view shop);

// Saves the policy of the revision, which was found for update or is new (no etag), sets its etag,
// and keeps the revision.
absl::Status SavePolicy(sql::Transaction& txn, v1::PolicyRevision& revision);

struct NumberedRevision {
  int64_t number = 0;
  v1::PolicyRevision revision;
};
// Revisions older than `before`, newest first.
absl::StatusOr<std::vector<NumberedRevision>> ListRevisions(sql::Transaction& txn,
                                                            absl::string_view shop, int64_t before,
                                                            int limit);

}  // namespace shopdesk::feedback::store
