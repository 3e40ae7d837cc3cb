#include "services/orders/handlers/trade/policy.h"

#include "libs/policy/service.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::handlers {

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response) {
  ASSIGN_OR_RETURN(*response, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response) {
  return policy::Update<v1::PolicyRevision>(
             ctx, request, domain::DefaultPolicy(request.policy().name()), response,
             [](const absl::optional<v1::Policy>&, v1::Policy& next) {
               return domain::CheckPolicy(next);
             })
      .status();
}

absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  return policy::ListRevisions<v1::Policy, v1::PolicyRevision>(ctx, request, response);
}

}  // namespace shopdesk::orders::handlers
