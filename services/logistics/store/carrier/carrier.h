#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// Carriers. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of carriers (runtime::SnapshotTable).
extern const sql::Statement kCarrierSnapshot;

// NOT_FOUND naming the carrier.
absl::StatusOr<v1::Carrier> LoadCarrier(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Carrier> LoadCarrierForUpdate(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Carrier>> FindCarrierForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertCarrier(sql::Transaction& txn, v1::Carrier& carrier);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveCarrier(sql::Transaction& txn, v1::Carrier& carrier);
// In the order of ids, those after `after`.
absl::StatusOr<std::vector<v1::Carrier>> ListCarriers(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit);

}  // namespace shopdesk::logistics::store
