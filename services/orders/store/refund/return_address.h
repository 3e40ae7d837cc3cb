#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/return_address.pb.h"

// The table of the addresses that goods come back to.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::ReturnAddress> LoadReturnAddress(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::ReturnAddress>> FindReturnAddressForUpdate(
    sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new address, or one that was loaded for update.
absl::Status InsertReturnAddress(sql::Transaction& txn, v1::ReturnAddress& address);
absl::Status SaveReturnAddress(sql::Transaction& txn, v1::ReturnAddress& address);
absl::Status DeleteReturnAddress(sql::Transaction& txn, absl::string_view name);
// By id, after one.
absl::StatusOr<std::vector<v1::ReturnAddress>> ListReturnAddresses(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view after,
                                                                   int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kReturnAddressSnapshot;

}  // namespace shopdesk::orders::store
