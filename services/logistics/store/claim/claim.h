#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/claim.pb.h"

// What is asked of carriers for parcels. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kClaimSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::Claim> LoadClaim(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Claim> LoadClaimForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertClaim(sql::Transaction& txn, v1::Claim& claim);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveClaim(sql::Transaction& txn, v1::Claim& claim);
// What a list is narrowed to; empty and unspecified: not at all.
struct ClaimFilter {
  std::string order;
  v1::Claim::State state = v1::Claim::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Claim>> ListClaims(sql::Transaction& txn, absl::string_view shop,
                                                  const ClaimFilter& filter,
                                                  const CreationKey& before, int limit);

}  // namespace shopdesk::logistics::store
