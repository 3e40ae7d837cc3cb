#include "services/catalog/handlers/bargain/price.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/etag.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/bargain/price_rule.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Price rules: usual, at most.
constexpr PageLimits kPriceRulePage{100, 1000};

// The product or SKU exists. NOT_FOUND naming it.
absl::Status CheckSubject(runtime::WriteContext& ctx, absl::string_view shop,
                          absl::string_view subject) {
  const absl::string_view id = LastSegment(subject);
  return absl::StartsWith(subject, "skus/") ? store::LoadSku(ctx.txn(), shop, id).status()
                                            : store::LoadProduct(ctx.txn(), shop, id).status();
}

}  // namespace

absl::StatusOr<domain::PriceTerms> LoadTerms(sql::Transaction& txn, absl::string_view shop,
                                             const v1::SkuSnapshot& sku, const v1::Policy& policy) {
  ASSIGN_OR_RETURN(
      const store::PriceRules rules,
      store::FindPriceRules(txn, shop, EscapeId(sku.sku_id()), LastSegment(sku.product())));
  return domain::MakeTerms(sku.price().minor(), rules.of_sku, rules.of_product, policy);
}

absl::Status CheckPrice(runtime::ReadContext& ctx, const v1::CheckPriceRequest& request,
                        v1::CheckPriceResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  const bool own = request.role() == Role::ROLE_UNSPECIFIED;
  const Role::Value role = own ? ctx.actor().role() : request.role();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const std::string& currency = policy.currency_code();
  for (int i = 0; i < request.lines_size(); ++i) {
    const v1::PriceCheckLine& line = request.lines(i);
    ASSIGN_OR_RETURN(const store::Sku sku,
                     store::LoadSku(ctx.txn(), shop, EscapeId(line.sku_id())));
    ASSIGN_OR_RETURN(const domain::PriceTerms terms,
                     LoadTerms(ctx.txn(), shop, sku.snapshot, policy));
    v1::PriceCheck& check = *response->add_checks();
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

absl::Status GetPriceRule(runtime::ReadContext& ctx, const v1::GetPriceRuleRequest& request,
                          v1::PriceRule* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPriceRule(ctx.txn(), ShopOf(request.name()),
                                                   domain::SubjectOf(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePriceRule(runtime::WriteContext& ctx, const v1::UpdatePriceRuleRequest& request,
                             v1::PriceRule* response) {
  const v1::PriceRule& rule = request.price_rule();
  const absl::string_view shop = ShopOf(rule.name());
  const absl::string_view subject = domain::SubjectOf(rule.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckPriceRule(rule, policy));
  RETURN_IF_ERROR(CheckSubject(ctx, shop, subject));
  ASSIGN_OR_RETURN(absl::optional<v1::PriceRule> present,
                   store::FindPriceRuleForUpdate(ctx.txn(), shop, subject));
  if (present.has_value()) RETURN_IF_ERROR(CheckEtag(rule.etag(), *present));
  *response = rule;
  response->set_etag(present.has_value() ? present->etag() : "");
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SavePriceRule(ctx.txn(), *response));
  ctx.Emit(*response, events::kPriceRuleUpdated);
  return absl::OkStatus();
}

absl::Status ListPriceRules(runtime::ReadContext& ctx, const v1::ListPriceRulesRequest& request,
                            v1::ListPriceRulesResponse* response) {
  return ListPage(
      request, kPriceRulePage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListPriceRules(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                     limit);
      },
      [](const v1::PriceRule& rule) {
        return PageKey<std::string>(domain::SubjectOf(rule.name()));
      },
      *response, *response->mutable_price_rules());
}

}  // namespace shopdesk::catalog::handlers
