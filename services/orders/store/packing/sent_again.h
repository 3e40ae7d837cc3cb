#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/orders/domain/packing/hand_over.h"

// The table of parcels that refunds sent again, for hand-over lists.
namespace shopdesk::orders::store {

// A new one.
absl::Status InsertSentAgain(sql::Transaction& txn, const domain::SentAgainParcel& parcel,
                             absl::Time now);
// The newest of a shop, whose id is escaped, whose label has this code.
absl::StatusOr<absl::optional<domain::SentAgainParcel>> FindSentAgainForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view code);
// The list that it stands on. It was found for update in the same transaction.
absl::Status SaveSentAgain(sql::Transaction& txn, const domain::SentAgainParcel& parcel);

}  // namespace shopdesk::orders::store
