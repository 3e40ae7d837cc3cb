#include "services/catalog/handlers/policy.h"

#include "libs/policy/service.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/store/products.h"

namespace shopdesk::catalog::handlers {

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  const absl::string_view shop = ShopOf(req.policy().name());
  bool reflag = false;
  const auto check = [&](const absl::optional<v1::Policy>& present,
                         v1::Policy& next) -> absl::Status {
    domain::ApplyDefaults(next);
    RETURN_IF_ERROR(domain::CheckPolicy(next));
    if (!present.has_value()) return absl::OkStatus();
    reflag = present->safety_stock() != next.safety_stock() ||
             present->low_stock_threshold() != next.low_stock_threshold();
    ASSIGN_OR_RETURN(const bool has_products, store::HasProducts(ctx.txn(), shop, {}));
    return domain::CheckCurrencyChange(*present, next, has_products);
  };
  v1::Policy missing;
  missing.set_name(req.policy().name());
  RETURN_IF_ERROR(policy::Update<v1::PolicyRevision>(ctx, req, missing, resp, check).status());
  if (reflag) ctx.Schedule(kStockFlags, resp->name(), ctx.now());
  return absl::OkStatus();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  return policy::ListRevisions<v1::Policy>(ctx, req, resp);
}

}  // namespace shopdesk::catalog::handlers
