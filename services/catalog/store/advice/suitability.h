#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// Suitability guides. Shops, ids and subjects (domain::SubjectOfSuitabilityGuide) are given
// escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kSuitabilityGuideSnapshot;

// NOT_FOUND naming the guide.
absl::StatusOr<v1::SuitabilityGuide> LoadSuitabilityGuide(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view subject);
absl::StatusOr<absl::optional<v1::SuitabilityGuide>> FindSuitabilityGuideForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view subject);
// Those that there are, by subject.
absl::StatusOr<std::map<std::string, v1::SuitabilityGuide>> FindSuitabilityGuides(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects);
// Saves the version after the one in the guide's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SaveSuitabilityGuide(sql::Transaction& txn, v1::SuitabilityGuide& guide);
absl::Status DeleteSuitabilityGuide(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view subject);
// In the order of subjects, after `after`.
absl::StatusOr<std::vector<v1::SuitabilityGuide>> ListSuitabilityGuides(sql::Transaction& txn,
                                                                        absl::string_view shop,
                                                                        absl::string_view after,
                                                                        int limit);

}  // namespace shopdesk::catalog::store
