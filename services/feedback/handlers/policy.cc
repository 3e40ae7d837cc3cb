#include "services/feedback/handlers/policy.h"

#include <utility>

#include "libs/policy/service.h"
#include "services/feedback/domain/policy.h"

namespace shopdesk::feedback::handlers {

absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop,
                                      policy::Lock lock) {
  ASSIGN_OR_RETURN(v1::Policy policy, policy::Load<v1::Policy>(txn, shop, lock));
  return domain::WithDefaults(std::move(policy));
}

absl::StatusOr<absl::optional<v1::Policy>> FindPolicy(sql::Transaction& txn, absl::string_view shop,
                                                      policy::Lock lock) {
  ASSIGN_OR_RETURN(absl::optional<v1::Policy> policy, policy::Find<v1::Policy>(txn, shop, lock));
  if (policy.has_value()) policy = domain::WithDefaults(*std::move(policy));
  return policy;
}

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  return policy::Update<v1::PolicyRevision>(
             ctx, req, domain::DefaultPolicy(req.policy().name()), resp,
             [](const absl::optional<v1::Policy>&, v1::Policy& next) {
               next = domain::WithDefaults(std::move(next));
               return domain::CheckPolicy(next);
             })
      .status();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  return policy::ListRevisions<v1::Policy>(ctx, req, resp);
}

}  // namespace shopdesk::feedback::handlers
