#include "services/catalog/handlers/shop/policy.h"

#include <algorithm>

#include "libs/policy/service.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

bool SameBriefing(const v1::Policy& a, const v1::Policy& b) {
  return a.briefing_required() == b.briefing_required() &&
         std::equal(a.briefing_readers().begin(), a.briefing_readers().end(),
                    b.briefing_readers().begin(), b.briefing_readers().end());
}

}  // namespace

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response) {
  ASSIGN_OR_RETURN(*response, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response) {
  const absl::string_view shop = ShopOf(request.policy().name());
  bool reflag = false;
  // What waits for a briefing may not have to any more.
  bool brief = false;
  const auto check = [&](const absl::optional<v1::Policy>& present,
                         v1::Policy& next) -> absl::Status {
    domain::ApplyDefaults(next);
    RETURN_IF_ERROR(domain::CheckPolicy(next));
    if (!present.has_value()) return absl::OkStatus();
    brief = present->briefing_required() && !SameBriefing(*present, next);
    reflag = present->safety_stock() != next.safety_stock() ||
             present->low_stock_threshold() != next.low_stock_threshold();
    ASSIGN_OR_RETURN(const bool has_products, store::HasProducts(ctx.txn(), shop, {}));
    return domain::CheckCurrencyChange(*present, next, has_products);
  };
  v1::Policy missing;
  missing.set_name(request.policy().name());
  ASSIGN_OR_RETURN(const bool changed,
                   policy::Update<v1::PolicyRevision>(ctx, request, missing, response, check));
  if (changed && brief) ctx.Schedule(domain::kHeldProducts, response->name(), ctx.now());
  if (changed && reflag) ctx.Schedule(domain::kStockFlags, response->name(), ctx.now());
  return absl::OkStatus();
}

absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  return policy::ListRevisions<v1::Policy, v1::PolicyRevision>(ctx, request, response);
}

}  // namespace shopdesk::catalog::handlers
