#include "services/catalog/handlers/price.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/bargains.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// The rule's product or SKU exists. NOT_FOUND naming it.
absl::Status CheckSubject(rpc::WriteContext& ctx, const v1::PriceRule& rule) {
  const absl::string_view subject = absl::StripSuffix(rule.name(), "/priceRule");
  const absl::string_view shop = ShopOf(subject);
  const absl::string_view id = LastSegment(subject);
  if (absl::StartsWith(subject, absl::StrCat("shops/", shop, "/skus/"))) {
    return store::LoadSku(ctx.txn(), shop, id).status();
  }
  v1::Product product;
  return store::LoadProduct(ctx.txn(), shop, id, product);
}

}  // namespace

absl::StatusOr<domain::PriceTerms> LoadTerms(sql::Transaction& txn, absl::string_view shop,
                                             const v1::SkuSnapshot& sku, const v1::Policy& policy) {
  ASSIGN_OR_RETURN(
      const store::PriceRules rules,
      store::FindPriceRules(txn, shop, EscapeId(sku.sku_id()), LastSegment(sku.product())));
  return domain::MakeTerms(sku.price().minor(), rules.of_sku, rules.of_product, policy);
}

absl::Status CheckPrice(rpc::ReadContext& ctx, const v1::CheckPriceRequest& req,
                        v1::CheckPriceResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  const std::string& role = req.role().empty() ? ctx.actor().role() : req.role();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const std::string& currency = policy.currency_code();
  for (int i = 0; i < req.lines_size(); ++i) {
    const v1::PriceCheckLine& line = req.lines(i);
    ASSIGN_OR_RETURN(const store::Sku sku,
                     store::LoadSku(ctx.txn(), shop, EscapeId(line.sku_id())));
    ASSIGN_OR_RETURN(const domain::PriceTerms terms,
                     LoadTerms(ctx.txn(), shop, sku.snapshot, policy));
    v1::PriceCheck& check = *resp->add_checks();
    check.set_sku_id(line.sku_id());
    if (line.has_unit_price()) {
      RETURN_IF_ERROR(domain::CheckAmount(line.unit_price(), policy,
                                          absl::StrCat("lines[", i, "].unit_price")));
      check.set_verdict(domain::JudgePrice(terms, role, policy, line.unit_price().minor()));
    }
    *check.mutable_list_price() = MakeMoney(currency, terms.list_price);
    *check.mutable_floor() = MakeMoney(currency, terms.floor);
    *check.mutable_lowest() = MakeMoney(currency, domain::Lowest(terms, role, policy));
  }
  return absl::OkStatus();
}

absl::Status GetPriceRule(rpc::ReadContext& ctx, const v1::GetPriceRuleRequest& req,
                          v1::PriceRule* resp) {
  ASSIGN_OR_RETURN(absl::optional<v1::PriceRule> rule, store::FindPriceRule(ctx.txn(), req.name()));
  if (!rule.has_value()) return NotFoundError(req.name());
  *resp = *std::move(rule);
  return absl::OkStatus();
}

absl::Status UpdatePriceRule(rpc::WriteContext& ctx, const v1::UpdatePriceRuleRequest& req,
                             v1::PriceRule* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.price_rule().name())));
  RETURN_IF_ERROR(domain::CheckPriceRule(req.price_rule(), policy));
  RETURN_IF_ERROR(CheckSubject(ctx, req.price_rule()));
  ASSIGN_OR_RETURN(absl::optional<v1::PriceRule> present,
                   store::FindPriceRuleForUpdate(ctx.txn(), req.price_rule().name()));
  if (present.has_value()) RETURN_IF_ERROR(CheckEtag(req.price_rule().etag(), *present));
  *resp = req.price_rule();
  resp->set_etag(present.has_value() ? present->etag() : "");
  *resp->mutable_update_time() = StoredTime(ctx.now());
  *resp->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SavePriceRule(ctx.txn(), *resp));
  ctx.Emit(*resp, "price_rule.updated");
  return absl::OkStatus();
}

absl::Status ListPriceRules(rpc::ReadContext& ctx, const v1::ListPriceRulesRequest& req,
                            v1::ListPriceRulesResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(std::vector<std::string> key, ParsePageToken(req));
  key.resize(1);
  ASSIGN_OR_RETURN(std::vector<v1::PriceRule> rules,
                   store::ListPriceRules(ctx.txn(), ShopOf(req.parent()), key[0], size + 1));
  if (rules.size() > static_cast<size_t>(size)) {
    rules.resize(size);
    resp->set_next_page_token(MakePageToken(req, {rules.back().name()}));
  }
  for (v1::PriceRule& rule : rules) *resp->add_price_rules() = std::move(rule);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
