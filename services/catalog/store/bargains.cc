#include "services/catalog/store/bargains.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kBargainSnapshot = {
    "catalog.bargain_snapshot",
    "SELECT 'shops/' || shop || '/bargains/' || id, data FROM bargains WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/bargains/') + 1) ORDER BY id LIMIT $3"};
const sql::Statement kGrantSnapshot = {
    "catalog.grant_snapshot",
    "SELECT 'shops/' || shop || '/grants/' || id, data FROM grants WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/grants/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kSelectRules = {
    "catalog.select_price_rules",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject IN ($2, $3)"};
constexpr sql::Statement kSelectRule = {
    "catalog.select_price_rule", "SELECT data FROM price_rules WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kSelectRuleForUpdate = {
    "catalog.select_price_rule_for_update",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject = $2 FOR UPDATE"};
constexpr sql::Statement kInsertRule = {
    "catalog.insert_price_rule",
    "INSERT INTO price_rules (shop, subject, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateRule = {"catalog.update_price_rule",
                                        "UPDATE price_rules SET version = $3, data = $4 "
                                        "WHERE shop = $1 AND subject = $2 AND version = $5"};
constexpr sql::Statement kDeleteRule = {"catalog.delete_price_rule",
                                        "DELETE FROM price_rules WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kListRules = {
    "catalog.list_price_rules",
    "SELECT data FROM price_rules WHERE shop = $1 AND subject > $2 ORDER BY subject LIMIT $3"};

constexpr sql::Statement kSelectBargain = {"catalog.select_bargain",
                                           "SELECT data FROM bargains WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kSelectBargainForUpdate = {
    "catalog.select_bargain_for_update",
    "SELECT data FROM bargains WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kSelectOpenBargain = {
    "catalog.select_open_bargain",
    "SELECT data FROM bargains WHERE state = 1 AND shop = $1 AND buyer = $2 AND sku = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kInsertBargain = {
    "catalog.insert_bargain",
    "INSERT INTO bargains (shop, id, state, buyer, sku, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateBargain = {
    "catalog.update_bargain",
    "UPDATE bargains SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};

constexpr sql::Statement kSelectGrant = {"catalog.select_grant",
                                         "SELECT data FROM grants WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kSelectGrantForUpdate = {
    "catalog.select_grant_for_update",
    "SELECT data FROM grants WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kSelectActiveGrant = {
    "catalog.select_active_grant",
    "SELECT data FROM grants WHERE state = 1 AND shop = $1 AND buyer = $2 AND sku = $3 FOR UPDATE"};
constexpr sql::Statement kInsertGrant = {
    "catalog.insert_grant",
    "INSERT INTO grants (shop, id, state, agent, product, buyer, sku, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateGrant = {"catalog.update_grant",
                                         "UPDATE grants SET state = $3, version = $4, data = $5 "
                                         "WHERE shop = $1 AND id = $2 AND version = $6"};

// A page before ($2, $3), of at most $4; what more is asked follows from $5 on.
#define NEWEST_FIRST " WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
#define PAGE " ORDER BY created_ms DESC, id DESC LIMIT $4"

constexpr sql::Statement kListBargains = {"catalog.list_bargains",
                                          "SELECT data FROM bargains" NEWEST_FIRST PAGE};
constexpr sql::Statement kListBargainsByState = {"catalog.list_bargains_by_state",
                                                 "SELECT data FROM bargains" NEWEST_FIRST
                                                 " AND state = $5" PAGE};
constexpr sql::Statement kListBargainsByBuyer = {"catalog.list_bargains_by_buyer",
                                                 "SELECT data FROM bargains" NEWEST_FIRST
                                                 " AND buyer = $6 AND ($5 = 0 OR state = $5)" PAGE};

// The first condition has an index; the others are looked at row by row.
#define OTHERS " AND ($5 = 0 OR state = $5)"
constexpr sql::Statement kListGrants = {"catalog.list_grants",
                                        "SELECT data FROM grants" NEWEST_FIRST OTHERS PAGE};
constexpr sql::Statement kListGrantsByAgent = {"catalog.list_grants_by_agent",
                                               "SELECT data FROM grants" NEWEST_FIRST
                                               " AND agent = $6" OTHERS PAGE};
constexpr sql::Statement kListGrantsByProduct = {
    "catalog.list_grants_by_product", "SELECT data FROM grants" NEWEST_FIRST
                                      " AND product = $6 AND ($7 = '' OR agent = $7)" OTHERS PAGE};
constexpr sql::Statement kListGrantsByBuyer = {
    "catalog.list_grants_by_buyer",
    "SELECT data FROM grants" NEWEST_FIRST
    " AND buyer = $6 AND ($7 = '' OR agent = $7) AND ($8 = '' OR product = $8)" OTHERS PAGE};

#undef OTHERS
#undef PAGE
#undef NEWEST_FIRST

// "products/{product}" or "skus/{sku}" of a rule's name.
absl::string_view SubjectOf(absl::string_view name) {
  name.remove_prefix(ShopNameOf(name).size() + 1);
  return absl::StripSuffix(name, "/priceRule");
}

template <class Resource>
int64_t CreatedMillis(const Resource& resource) {
  return ToMillis(FromProto(resource.create_time()));
}

}  // namespace

absl::StatusOr<PriceRules> FindPriceRules(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view sku, absl::string_view product) {
  const std::string of_sku = absl::StrCat("skus/", sku);
  const std::string of_product = absl::StrCat("products/", product);
  PriceRules rules;
  RETURN_IF_ERROR(txn.Query(kSelectRules, {shop, of_sku, of_product}, [&](const sql::Row& row) {
    v1::PriceRule rule;
    RETURN_IF_ERROR(sql::ParseColumn(row, 0, rule));
    (SubjectOf(rule.name()) == of_sku ? rules.of_sku : rules.of_product) = std::move(rule);
    return absl::OkStatus();
  }));
  return rules;
}

absl::StatusOr<absl::optional<v1::PriceRule>> FindPriceRule(sql::Transaction& txn,
                                                            absl::string_view name) {
  return sql::FindMessage<v1::PriceRule>(txn, kSelectRule, {ShopOf(name), SubjectOf(name)});
}

absl::StatusOr<absl::optional<v1::PriceRule>> FindPriceRuleForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name) {
  return sql::FindMessage<v1::PriceRule>(txn, kSelectRuleForUpdate,
                                         {ShopOf(name), SubjectOf(name)});
}

absl::Status SavePriceRule(sql::Transaction& txn, v1::PriceRule& rule) {
  const int64_t before = VersionOf(rule.etag());
  rule.set_etag(MakeEtag(before + 1));
  const std::string data = rule.SerializeAsString();
  const absl::string_view shop = ShopOf(rule.name());
  const absl::string_view subject = SubjectOf(rule.name());
  const absl::StatusOr<int64_t> rows =
      before == 0 ? txn.Execute(kInsertRule, {shop, subject, 1, sql::Blob{data}})
                  : txn.Execute(kUpdateRule, {shop, subject, before + 1, sql::Blob{data}, before});
  RETURN_IF_ERROR(rows.status());
  return sql::CheckOneRow(*rows, rule.name());
}

absl::Status DeletePriceRule(sql::Transaction& txn, absl::string_view name) {
  return txn.Execute(kDeleteRule, {ShopOf(name), SubjectOf(name)}).status();
}

absl::StatusOr<std::vector<v1::PriceRule>> ListPriceRules(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit) {
  std::vector<v1::PriceRule> rules;
  const absl::string_view subject = after.empty() ? after : SubjectOf(after);
  RETURN_IF_ERROR(txn.Query(kListRules, {shop, subject, limit}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, rules.emplace_back());
  }));
  return rules;
}

absl::StatusOr<v1::Bargain> LoadBargain(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id) {
  return sql::LoadMessage<v1::Bargain>(txn, kSelectBargain, {shop, id},
                                       domain::BargainName(shop, id));
}

absl::StatusOr<v1::Bargain> LoadBargainForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id) {
  return sql::LoadMessage<v1::Bargain>(txn, kSelectBargainForUpdate, {shop, id},
                                       domain::BargainName(shop, id));
}

absl::StatusOr<absl::optional<v1::Bargain>> FindOpenBargainForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view buyer,
                                                                     absl::string_view sku_id) {
  return sql::FindMessage<v1::Bargain>(txn, kSelectOpenBargain, {shop, buyer, sku_id});
}

absl::Status SaveBargain(sql::Transaction& txn, v1::Bargain& bargain) {
  const int64_t before = VersionOf(bargain.etag());
  bargain.set_etag(MakeEtag(before + 1));
  const std::string data = bargain.SerializeAsString();
  const absl::string_view shop = ShopOf(bargain.name());
  const absl::string_view id = LastSegment(bargain.name());
  const absl::StatusOr<int64_t> rows =
      before == 0 ? txn.Execute(kInsertBargain,
                                {shop, id, bargain.state(), bargain.buyer(), bargain.sku_id(),
                                 CreatedMillis(bargain), 1, sql::Blob{data}})
                  : txn.Execute(kUpdateBargain,
                                {shop, id, bargain.state(), before + 1, sql::Blob{data}, before});
  RETURN_IF_ERROR(rows.status());
  return sql::CheckOneRow(*rows, bargain.name());
}

absl::StatusOr<v1::Grant> LoadGrant(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id) {
  return sql::LoadMessage<v1::Grant>(txn, kSelectGrant, {shop, id}, domain::GrantName(shop, id));
}

absl::StatusOr<v1::Grant> LoadGrantForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id) {
  return sql::LoadMessage<v1::Grant>(txn, kSelectGrantForUpdate, {shop, id},
                                     domain::GrantName(shop, id));
}

absl::StatusOr<absl::optional<v1::Grant>> FindActiveGrantForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view buyer,
                                                                   absl::string_view sku_id) {
  return sql::FindMessage<v1::Grant>(txn, kSelectActiveGrant, {shop, buyer, sku_id});
}

absl::Status SaveGrant(sql::Transaction& txn, v1::Grant& grant) {
  const int64_t before = VersionOf(grant.etag());
  grant.set_etag(MakeEtag(before + 1));
  const std::string data = grant.SerializeAsString();
  const absl::string_view shop = ShopOf(grant.name());
  const absl::string_view id = LastSegment(grant.name());
  const absl::string_view agent =
      grant.actor().kind() == type::v1::Actor::AGENT ? grant.actor().id() : absl::string_view();
  const absl::StatusOr<int64_t> rows =
      before == 0
          ? txn.Execute(kInsertGrant,
                        {shop, id, grant.state(), agent, LastSegment(grant.product()),
                         grant.buyer(), grant.sku_id(), CreatedMillis(grant), 1, sql::Blob{data}})
          : txn.Execute(kUpdateGrant,
                        {shop, id, grant.state(), before + 1, sql::Blob{data}, before});
  // Another one of the buyer's became active meanwhile: look again.
  if (absl::IsAlreadyExists(rows.status())) return sql::CheckOneRow(0, grant.name());
  RETURN_IF_ERROR(rows.status());
  return sql::CheckOneRow(*rows, grant.name());
}

absl::StatusOr<std::vector<v1::Bargain>> ListBargains(sql::Transaction& txn, absl::string_view shop,
                                                      const BargainFilter& filter,
                                                      const CreatedKey& before, int limit) {
  std::vector<v1::Bargain> bargains;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, bargains.emplace_back());
  };
  const int64_t ms = before.created_ms;
  const int state = filter.state;
  absl::Status status;
  if (!filter.buyer.empty()) {
    status =
        txn.Query(kListBargainsByBuyer, {shop, ms, before.id, limit, state, filter.buyer}, add);
  } else if (state != v1::Bargain::STATE_UNSPECIFIED) {
    status = txn.Query(kListBargainsByState, {shop, ms, before.id, limit, state}, add);
  } else {
    status = txn.Query(kListBargains, {shop, ms, before.id, limit}, add);
  }
  RETURN_IF_ERROR(status);
  return bargains;
}

absl::StatusOr<std::vector<v1::Grant>> ListGrants(sql::Transaction& txn, absl::string_view shop,
                                                  const GrantFilter& filter,
                                                  const CreatedKey& before, int limit) {
  std::vector<v1::Grant> grants;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, grants.emplace_back());
  };
  const auto& [state_enum, agent, product, buyer] = filter;
  const int64_t ms = before.created_ms;
  const int state = state_enum;
  absl::Status status;
  if (!buyer.empty()) {
    status = txn.Query(kListGrantsByBuyer,
                       {shop, ms, before.id, limit, state, buyer, agent, product}, add);
  } else if (!product.empty()) {
    status =
        txn.Query(kListGrantsByProduct, {shop, ms, before.id, limit, state, product, agent}, add);
  } else if (!agent.empty()) {
    status = txn.Query(kListGrantsByAgent, {shop, ms, before.id, limit, state, agent}, add);
  } else {
    status = txn.Query(kListGrants, {shop, ms, before.id, limit, state}, add);
  }
  RETURN_IF_ERROR(status);
  return grants;
}

}  // namespace shopdesk::catalog::store
