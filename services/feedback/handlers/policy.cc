#include "services/feedback/handlers/policy.h"

#include "libs/policy/service.h"
#include "services/feedback/domain/policy.h"

namespace shopdesk::feedback::handlers {

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  return policy::Update<v1::PolicyRevision>(
             ctx, req, domain::DefaultPolicy(req.policy().name()), resp,
             [](const absl::optional<v1::Policy>&, v1::Policy& next) {
               return domain::CheckPolicy(next);
             })
      .status();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  return policy::ListRevisions<v1::Policy>(ctx, req, resp);
}

}  // namespace shopdesk::feedback::handlers
