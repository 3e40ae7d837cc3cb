#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"

// Questions that several buyers ask. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kRepeatedQuestionSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::RepeatedQuestion> LoadRepeatedQuestion(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view id);
absl::StatusOr<v1::RepeatedQuestion> LoadRepeatedQuestionForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view id);
absl::StatusOr<absl::optional<v1::RepeatedQuestion>> FindRepeatedQuestionForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view id);
// Those of a product that are OPEN and that nobody is known to have asked, locked, by id.
absl::StatusOr<std::vector<v1::RepeatedQuestion>> ListUnaskedForUpdate(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       absl::string_view product);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertRepeatedQuestion(sql::Transaction& txn, v1::RepeatedQuestion& question);
// Sets the etag of what was loaded for update.
absl::Status SaveRepeatedQuestion(sql::Transaction& txn, v1::RepeatedQuestion& question);
// Newest first; `product` empty for any, `state` 0 for any.
absl::StatusOr<std::vector<v1::RepeatedQuestion>> ListRepeatedQuestions(
    sql::Transaction& txn, absl::string_view shop, const std::string& product, int64_t state,
    const CreationKey& after, int limit);

}  // namespace shopdesk::feedback::store
