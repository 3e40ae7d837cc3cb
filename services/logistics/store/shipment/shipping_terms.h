#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/shipping_terms.pb.h"

// The terms of shipments. Names as they stand in them.
namespace shopdesk::logistics::store {

// The feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kShippingTermsSnapshot;

// NOT_FOUND naming them.
absl::StatusOr<v1::ShippingTerms> LoadShippingTerms(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::ShippingTerms>> FindShippingTermsForUpdate(
    sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertShippingTerms(sql::Transaction& txn, v1::ShippingTerms& terms);
// Saves the next version of what was found for update, whose etag `terms` has; sets the etag.
absl::Status SaveShippingTerms(sql::Transaction& txn, v1::ShippingTerms& terms);

}  // namespace shopdesk::logistics::store
