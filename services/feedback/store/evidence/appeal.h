#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/appeal.pb.h"

// Appeals against malicious reviews. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kAppealSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::Appeal> LoadAppeal(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id);
absl::StatusOr<v1::Appeal> LoadAppealForUpdate(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertAppeal(sql::Transaction& txn, v1::Appeal& appeal);
// Sets the etag of what was loaded for update.
absl::Status SaveAppeal(sql::Transaction& txn, v1::Appeal& appeal);
// Newest first; `state` 0 for any.
absl::StatusOr<std::vector<v1::Appeal>> ListAppeals(sql::Transaction& txn, absl::string_view shop,
                                                    int64_t state, const CreationKey& after,
                                                    int limit);

}  // namespace shopdesk::feedback::store
