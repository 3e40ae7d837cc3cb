#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/care.pb.h"

// Care guides. Shops, ids and subjects (domain::SubjectOfCareGuide) are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCareGuideSnapshot;

// NOT_FOUND naming the guide.
absl::StatusOr<v1::CareGuide> LoadCareGuide(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view subject);
absl::StatusOr<absl::optional<v1::CareGuide>> FindCareGuideForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view subject);
// Those that there are, by subject.
absl::StatusOr<std::map<std::string, v1::CareGuide>> FindCareGuides(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects);
// Saves the version after the one in the guide's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SaveCareGuide(sql::Transaction& txn, v1::CareGuide& guide);
absl::Status DeleteCareGuide(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject);
// In the order of subjects, after `after`.
absl::StatusOr<std::vector<v1::CareGuide>> ListCareGuides(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
