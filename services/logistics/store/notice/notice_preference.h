#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/notice.pb.h"

// What buyers wish about notices. The shop is given escaped, as it stands in names; the buyer in
// clear.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPreferenceSnapshot;

// nullopt if the buyer never said.
absl::StatusOr<absl::optional<v1::NoticePreference>> FindPreference(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view buyer);
// Saves the next version, the first one if the etag is empty; sets the etag.
absl::Status SavePreference(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            v1::NoticePreference& preference);

}  // namespace shopdesk::logistics::store
