#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// What the shop's page shows of each SKU. Shops and SKUs are given escaped.
namespace shopdesk::catalog::store {

extern const sql::Statement kListedStockSnapshot;

// As of now: on_hand, available and too_high are what the levels say. NOT_FOUND naming it.
absl::StatusOr<v1::ListedStock> LoadListedStock(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view sku, const v1::Policy& policy);
absl::StatusOr<absl::optional<v1::ListedStock>> FindListedStockForUpdate(sql::Transaction& txn,
                                                                         absl::string_view shop,
                                                                         absl::string_view sku);
// Saves the version after the one in its etag (none: a new one): sets etag.
absl::Status SaveListedStock(sql::Transaction& txn, v1::ListedStock& page);
// Copies the page's figure to the SKU's levels, which are locked.
absl::Status CopyListed(sql::Transaction& txn, const v1::ListedStock& page);

// After `sku`, in that order: pages that are above what can be promised by at least `too_high`, or
// below it by at least `too_low` (INT64_MAX: never). As of now.
struct DiscrepancyFilter {
  int64_t too_high = 1;
  int64_t too_low = 1;
};
absl::StatusOr<std::vector<v1::ListedStock>> ListDiscrepancies(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               const v1::Policy& policy,
                                                               const DiscrepancyFilter& filter,
                                                               absl::string_view sku, int limit);
// The SKUs whose stored too_high is not what the policy makes of it.
absl::StatusOr<std::vector<std::string>> ListStaleTooHigh(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const v1::Policy& policy, int limit);

}  // namespace shopdesk::catalog::store
