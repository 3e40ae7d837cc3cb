#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

// Price rules. Shops, ids and subjects (domain::SubjectOf) are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPriceRuleSnapshot;

// The rules of a SKU and of its product.
struct PriceRules {
  absl::optional<v1::PriceRule> of_sku;
  absl::optional<v1::PriceRule> of_product;
};
absl::StatusOr<PriceRules> FindPriceRules(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view sku, absl::string_view product);
// NOT_FOUND naming the rule.
absl::StatusOr<v1::PriceRule> LoadPriceRule(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view subject);
absl::StatusOr<absl::optional<v1::PriceRule>> FindPriceRuleForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view subject);
// Saves the version after the one in the rule's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SavePriceRule(sql::Transaction& txn, v1::PriceRule& rule);
absl::Status DeletePriceRule(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject);
// In the order of subjects, after `after`.
absl::StatusOr<std::vector<v1::PriceRule>> ListPriceRules(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
