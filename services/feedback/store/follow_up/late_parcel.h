#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"

// Late parcels. Ids are escaped.
namespace shopdesk::feedback::store {

extern const sql::Statement kLateParcelSnapshot;
// The names of the orders of a shop with late parcels, in pages as those of a snapshot.
extern const sql::Statement kListOrdersWithLateParcels;

// NOT_FOUND.
absl::StatusOr<v1::LateParcel> LoadLateParcel(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view id);
absl::StatusOr<v1::LateParcel> LoadLateParcelForUpdate(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view id);
absl::StatusOr<absl::optional<v1::LateParcel>> FindLateParcelForUpdate(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       absl::string_view id);
// Those with goods of an order in a state, by id.
absl::StatusOr<std::vector<v1::LateParcel>> ListLateParcelsOfOrderForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view order_id,
    v1::LateParcel::State state);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertLateParcel(sql::Transaction& txn, v1::LateParcel& parcel);
// Sets the etag of what was loaded for update.
absl::Status SaveLateParcel(sql::Transaction& txn, v1::LateParcel& parcel);
// One of them at most; 0 and empty for any. The order is an escaped id.
struct LateParcelFilter {
  int64_t state = 0;
  std::string order;
};
// Newest first.
absl::StatusOr<std::vector<v1::LateParcel>> ListLateParcels(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const LateParcelFilter& filter,
                                                            const CreationKey& after, int limit);

}  // namespace shopdesk::feedback::store
