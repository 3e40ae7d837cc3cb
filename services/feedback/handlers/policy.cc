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

absl::StatusOr<RevealRules> LoadRevealRules(runtime::WriteContext& ctx,
                                            absl::string_view resource_name,
                                            absl::string_view purpose) {
  ASSIGN_OR_RETURN(v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(resource_name)));
  RETURN_IF_ERROR(domain::CheckReveal(policy, ctx.actor().role(), purpose, resource_name));
  return std::move(*policy.mutable_reveal_rules());
}

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
               next = domain::WithDefaults(std::move(next));
               return domain::CheckPolicy(next);
             })
      .status();
}

absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  return policy::ListRevisions<v1::Policy, v1::PolicyRevision>(ctx, request, response);
}

}  // namespace shopdesk::feedback::handlers
