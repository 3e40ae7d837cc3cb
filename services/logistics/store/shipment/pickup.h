#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/pickup.pb.h"

// Carriers who are booked to fetch parcels. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPickupSnapshot;
// Their names (figures::Definition::sources).
extern const sql::Statement kPickupSources;

// NOT_FOUND naming it.
absl::StatusOr<v1::Pickup> LoadPickup(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Pickup> LoadPickupForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertPickup(sql::Transaction& txn, v1::Pickup& pickup);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SavePickup(sql::Transaction& txn, v1::Pickup& pickup);
// What a list is narrowed to; empty and unspecified: not at all.
struct PickupFilter {
  std::string shipment;
  v1::Pickup::State state = v1::Pickup::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Pickup>> ListPickups(sql::Transaction& txn, absl::string_view shop,
                                                    const PickupFilter& filter,
                                                    const CreationKey& before, int limit);

}  // namespace shopdesk::logistics::store
