#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

// Price rules, bargains and grants. Shops and ids are given escaped, buyers, agents and `sku_id` as
// they are.
namespace shopdesk::catalog::store {

extern const sql::Statement kBargainSnapshot;
extern const sql::Statement kGrantSnapshot;

// The rules of a SKU and of its product.
struct PriceRules {
  absl::optional<v1::PriceRule> of_sku;
  absl::optional<v1::PriceRule> of_product;
};
absl::StatusOr<PriceRules> FindPriceRules(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view sku, absl::string_view product);
// By its name.
absl::StatusOr<absl::optional<v1::PriceRule>> FindPriceRule(sql::Transaction& txn,
                                                            absl::string_view name);
absl::StatusOr<absl::optional<v1::PriceRule>> FindPriceRuleForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name);
// Saves the version after the one in the rule's etag: sets etag.
absl::Status SavePriceRule(sql::Transaction& txn, v1::PriceRule& rule);
absl::Status DeletePriceRule(sql::Transaction& txn, absl::string_view name);
// After the rule named `after` (empty: from the first).
absl::StatusOr<std::vector<v1::PriceRule>> ListPriceRules(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit);

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

// As for bargains.
absl::StatusOr<v1::Grant> LoadGrant(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id);
absl::StatusOr<v1::Grant> LoadGrantForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id);
absl::StatusOr<absl::optional<v1::Grant>> FindActiveGrantForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view buyer,
                                                                   absl::string_view sku_id);
absl::Status SaveGrant(sql::Transaction& txn, v1::Grant& grant);

// The sort key of a page: newest first.
struct CreatedKey {
  int64_t created_ms = INT64_MAX;
  std::string id;
};
// Empty or 0: any.
struct BargainFilter {
  v1::Bargain::State state = v1::Bargain::STATE_UNSPECIFIED;
  std::string buyer;
};
absl::StatusOr<std::vector<v1::Bargain>> ListBargains(sql::Transaction& txn, absl::string_view shop,
                                                      const BargainFilter& filter,
                                                      const CreatedKey& before, int limit);
struct GrantFilter {
  v1::Grant::State state = v1::Grant::STATE_UNSPECIFIED;
  std::string agent;
  // Escaped.
  std::string product;
  std::string buyer;
};
absl::StatusOr<std::vector<v1::Grant>> ListGrants(sql::Transaction& txn, absl::string_view shop,
                                                  const GrantFilter& filter,
                                                  const CreatedKey& before, int limit);

}  // namespace shopdesk::catalog::store
