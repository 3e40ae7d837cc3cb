#include "services/catalog/store/bargain/price_rule.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kPriceRuleSnapshot = {
    "catalog.snapshot_price_rule",
    "SELECT subject, data FROM price_rules WHERE shop = $1 AND subject > $2 ORDER BY subject "
    "LIMIT $3"};

using v1::PriceRule;

namespace {

constexpr sql::Statement kFindPriceRulesOfSku = {
    "catalog.find_price_rules_of_sku",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject IN ($2, $3)"};
constexpr sql::Statement kLoadPriceRule = {
    "catalog.load_price_rule", "SELECT data FROM price_rules WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kFindPriceRuleForUpdate = {
    "catalog.find_price_rule_for_update",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPriceRule = {
    "catalog.insert_price_rule",
    "INSERT INTO price_rules (shop, subject, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePriceRule = {"catalog.save_price_rule",
                                           "UPDATE price_rules SET version = $3, data = $4 "
                                           "WHERE shop = $1 AND subject = $2 AND version = $5"};
constexpr sql::Statement kDeletePriceRule = {
    "catalog.delete_price_rule", "DELETE FROM price_rules WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kListPriceRules = {
    "catalog.list_price_rules",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject > $2 ORDER BY subject LIMIT $3"};

}  // namespace

absl::StatusOr<PriceRules> FindPriceRules(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view sku, absl::string_view product) {
  const std::string of_sku = absl::StrCat("skus/", sku);
  const std::string of_product = absl::StrCat("products/", product);
  ASSIGN_OR_RETURN(
      std::vector<PriceRule> found,
      sql::ListMessages<PriceRule>(txn, kFindPriceRulesOfSku, {shop, of_sku, of_product}));
  PriceRules rules;
  for (PriceRule& rule : found) {
    (domain::SubjectOf(rule.name()) == of_sku ? rules.of_sku : rules.of_product) = std::move(rule);
  }
  return rules;
}

absl::StatusOr<PriceRule> LoadPriceRule(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view subject) {
  return sql::LoadMessage<PriceRule>(txn, kLoadPriceRule, {shop, subject},
                                     domain::PriceRuleName(shop, subject));
}

absl::StatusOr<absl::optional<PriceRule>> FindPriceRuleForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view subject) {
  return sql::FindMessage<PriceRule>(txn, kFindPriceRuleForUpdate, {shop, subject});
}

absl::Status SavePriceRule(sql::Transaction& txn, PriceRule& rule) {
  const absl::string_view shop = ShopOf(rule.name());
  const absl::string_view subject = domain::SubjectOf(rule.name());
  return SaveOrInsert(txn, kSavePriceRule, kInsertPriceRule, rule, shop, subject);
}

absl::Status DeletePriceRule(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject) {
  return txn.Execute(kDeletePriceRule, {shop, subject}).status();
}

absl::StatusOr<std::vector<PriceRule>> ListPriceRules(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return sql::ListMessages<PriceRule>(txn, kListPriceRules, {shop, after, limit});
}

}  // namespace shopdesk::catalog::store
