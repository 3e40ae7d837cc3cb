#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// Ids are escaped.
namespace shopdesk::feedback::store {

extern const sql::Statement kAgentSnapshot;

absl::StatusOr<absl::optional<v1::Agent>> FindAgent(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view id);
// NOT_FOUND.
absl::StatusOr<v1::Agent> LoadAgent(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id);
absl::StatusOr<v1::Agent> LoadAgentForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertAgent(sql::Transaction& txn, v1::Agent& agent);
// Sets the etag of what was loaded for update.
absl::Status SaveAgent(sql::Transaction& txn, v1::Agent& agent);
// After the id `after`, in the order of ids.
absl::StatusOr<std::vector<v1::Agent>> ListAgents(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view after, int limit);
absl::StatusOr<int64_t> CountAgents(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::feedback::store
