#include "services/logistics/handlers/shop/policy.h"

#include "libs/policy/service.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/desk/policy.h"
#include "services/logistics/store/rate/rate_book.h"

namespace shopdesk::logistics::handlers {

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response) {
  ASSIGN_OR_RETURN(*response, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response) {
  const auto check = [](const absl::optional<v1::Policy>&, v1::Policy& next) {
    // Only country, areas and postal code of the origin count.
    privacy::MaskMessage(next);
    return domain::CheckPolicy(next);
  };
  ASSIGN_OR_RETURN(
      const bool changed,
      policy::Update<v1::PolicyRevision>(
          ctx, request, domain::DefaultPolicy(request.policy().name()), response, check));
  if (!changed) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), ShopOf(response->name()), ctx.machine_now());
}

absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  return policy::ListRevisions<v1::Policy, v1::PolicyRevision>(ctx, request, response);
}

}  // namespace shopdesk::logistics::handlers
