#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// The rate tables of carriers. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kRateTableSnapshot;

// NOT_FOUND naming the rate table.
absl::StatusOr<v1::RateTable> LoadRateTable(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::RateTable>> FindRateTableForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertRateTable(sql::Transaction& txn, v1::RateTable& table);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveRateTable(sql::Transaction& txn, v1::RateTable& table);

// The order of lists: carrier, rate table.
using RateTableKey = PageKey<std::string, std::string>;
RateTableKey RateTableKeyOf(const v1::RateTable& table);
// Those after `after`; only of `carrier` unless that is empty.
absl::StatusOr<std::vector<v1::RateTable>> ListRateTables(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view carrier,
                                                          const RateTableKey& after, int limit);

}  // namespace shopdesk::logistics::store
