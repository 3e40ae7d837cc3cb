#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/catalog/store/product/created_key.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

// Grants. Shops and ids are given escaped, buyers, agents and `sku_id` as they are.
namespace shopdesk::catalog::store {

extern const sql::Statement kGrantSnapshot;

// NOT_FOUND naming the grant.
absl::StatusOr<v1::Grant> LoadGrant(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id);
absl::StatusOr<v1::Grant> LoadGrantForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id);
// The buyer's active one for the SKU.
absl::StatusOr<absl::optional<v1::Grant>> FindActiveGrantForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view buyer,
                                                                   absl::string_view sku_id);
// Saves the version after the one in its etag (none: a new one): sets etag. ABORTED if another one
// of buyer and SKU became active meanwhile.
absl::Status SaveGrant(sql::Transaction& txn, v1::Grant& grant);

// Empty or 0: any.
struct GrantFilter {
  v1::Grant::State state = v1::Grant::STATE_UNSPECIFIED;
  std::string agent;
  // Escaped.
  std::string product;
  std::string buyer;
};
// Newest first, older than `before`.
absl::StatusOr<std::vector<v1::Grant>> ListGrants(sql::Transaction& txn, absl::string_view shop,
                                                  const GrantFilter& filter,
                                                  const CreatedKey& before, int limit);

}  // namespace shopdesk::catalog::store
