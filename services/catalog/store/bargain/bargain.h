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

// Bargains. Shops and ids are given escaped, buyers and `sku_id` as they are.
namespace shopdesk::catalog::store {

extern const sql::Statement kBargainSnapshot;

// NOT_FOUND naming the bargain.
absl::StatusOr<v1::Bargain> LoadBargain(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id);
absl::StatusOr<v1::Bargain> LoadBargainForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
// The buyer's open one for the SKU.
absl::StatusOr<absl::optional<v1::Bargain>> FindOpenBargainForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view buyer,
                                                                     absl::string_view sku_id);
// Saves the version after the one in its etag (none: a new one): sets etag. ABORTED if somebody
// else opened one for buyer and SKU meanwhile.
absl::Status SaveBargain(sql::Transaction& txn, v1::Bargain& bargain);

// Empty or 0: any.
struct BargainFilter {
  v1::Bargain::State state = v1::Bargain::STATE_UNSPECIFIED;
  std::string buyer;
};
// Newest first, older than `before`.
absl::StatusOr<std::vector<v1::Bargain>> ListBargains(sql::Transaction& txn, absl::string_view shop,
                                                      const BargainFilter& filter,
                                                      const CreatedKey& before, int limit);

}  // namespace shopdesk::catalog::store
