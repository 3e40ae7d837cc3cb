#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/case/review_case.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The cases of bad reviews. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kCaseSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::ReviewCase> LoadCase(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id);
absl::StatusOr<v1::ReviewCase> LoadCaseForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
absl::StatusOr<absl::optional<v1::ReviewCase>> FindCaseForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id);
// In the order of their ids.
absl::StatusOr<std::vector<v1::ReviewCase>> ListCasesOfOrderForUpdate(sql::Transaction& txn,
                                                                      absl::string_view shop,
                                                                      absl::string_view order_id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertCase(sql::Transaction& txn, v1::ReviewCase& review_case);
// Sets the etag of what was loaded for update.
absl::Status SaveCase(sql::Transaction& txn, v1::ReviewCase& review_case);

// One of them at most; 0 and empty for any.
struct CaseFilter {
  int64_t state = 0;
  std::string buyer;
};
// Newest first.
absl::StatusOr<std::vector<v1::ReviewCase>> ListCases(sql::Transaction& txn, absl::string_view shop,
                                                      const CaseFilter& filter,
                                                      const CreationKey& after, int limit);

}  // namespace shopdesk::feedback::store
