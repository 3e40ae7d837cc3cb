#include "services/logistics/handlers/policy.h"

#include "libs/base/id.h"
#include "libs/policy/service.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/policy.h"
#include "services/logistics/domain/validate.h"
#include "services/logistics/store/rate_book.h"

namespace shopdesk::logistics::handlers {

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  const auto check = [](const absl::optional<v1::Policy>&, v1::Policy& next) {
    // Only country, areas and postal code of the origin count.
    privacy::MaskMessage(next);
    return domain::CheckPolicy(next);
  };
  ASSIGN_OR_RETURN(const bool changed,
                   policy::Update<v1::PolicyRevision>(
                       ctx, req, domain::DefaultPolicy(req.policy().name()), resp, check));
  if (!changed) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), ShopOf(resp->name()), NewUuid(ctx.machine_now()));
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  return policy::ListRevisions<v1::Policy>(ctx, req, resp);
}

}  // namespace shopdesk::logistics::handlers
