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
#include "services/catalog/domain/events.h"
#include "services/catalog/domain/limits.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/bargains.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// The rule's product or SKU exists. NOT_FOUND naming it.
absl::Status CheckSubject(runtime::WriteContext& ctx, const v1::PriceRule& rule) {
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

absl::Status CheckPrice(runtime::ReadContext& ctx, const v1::CheckPriceRequest& request,
                        v1::CheckPriceResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  const std::string& role = request.role().empty() ? ctx.actor().role() : request.role();
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
  ASSIGN_OR_RETURN(absl::optional<v1::PriceRule> rule,
                   store::FindPriceRule(ctx.txn(), request.name()));
  if (!rule.has_value()) return NotFoundError(request.name());
  *response = *std::move(rule);
  return absl::OkStatus();
}

absl::Status UpdatePriceRule(runtime::WriteContext& ctx, const v1::UpdatePriceRuleRequest& request,
                             v1::PriceRule* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   LoadPolicy(ctx.txn(), ShopOf(request.price_rule().name())));
  RETURN_IF_ERROR(domain::CheckPriceRule(request.price_rule(), policy));
  RETURN_IF_ERROR(CheckSubject(ctx, request.price_rule()));
  ASSIGN_OR_RETURN(absl::optional<v1::PriceRule> present,
                   store::FindPriceRuleForUpdate(ctx.txn(), request.price_rule().name()));
  if (present.has_value()) RETURN_IF_ERROR(CheckEtag(request.price_rule().etag(), *present));
  *response = request.price_rule();
  response->set_etag(present.has_value() ? present->etag() : "");
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SavePriceRule(ctx.txn(), *response));
  ctx.Emit(*response, events::kPriceRuleUpdated);
  return absl::OkStatus();
}

absl::Status ListPriceRules(runtime::ReadContext& ctx, const v1::ListPriceRulesRequest& request,
                            v1::ListPriceRulesResponse* response) {
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(std::vector<std::string> key, ParsePageToken(request));
  key.resize(1);
  ASSIGN_OR_RETURN(std::vector<v1::PriceRule> rules,
                   store::ListPriceRules(ctx.txn(), ShopOf(request.parent()), key[0], size + 1));
  if (rules.size() > static_cast<size_t>(size)) {
    rules.resize(size);
    response->set_next_page_token(MakePageToken(request, {rules.back().name()}));
  }
  for (v1::PriceRule& rule : rules) *response->add_price_rules() = std::move(rule);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
