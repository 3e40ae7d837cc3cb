#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"

// What goes with products. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kSuggestionGuideSnapshot;

// NOT_FOUND naming the guide.
absl::StatusOr<v1::SuggestionGuide> LoadSuggestionGuide(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view product);
absl::StatusOr<absl::optional<v1::SuggestionGuide>> FindSuggestionGuideForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view product);
// Saves the version after the one in the guide's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SaveSuggestionGuide(sql::Transaction& txn, v1::SuggestionGuide& guide);
// In the order of products, after `after`.
absl::StatusOr<std::vector<v1::SuggestionGuide>> ListSuggestionGuides(sql::Transaction& txn,
                                                                      absl::string_view shop,
                                                                      absl::string_view after,
                                                                      int limit);

}  // namespace shopdesk::catalog::store
