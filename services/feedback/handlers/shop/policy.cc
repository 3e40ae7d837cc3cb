#include "services/feedback/handlers/shop/policy.h"

#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "libs/policy/service.h"
#include "services/feedback/domain/shop/policy.h"
#include "services/feedback/handlers/shop/commission_sum.h"

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
  bool other_plan = false;
  const auto check = [&](const absl::optional<v1::Policy>& present, v1::Policy& next) {
    next = domain::WithDefaults(std::move(next));
    other_plan = present.has_value() && !google::protobuf::util::MessageDifferencer::Equals(
                                            present->commission(), next.commission());
    return domain::CheckPolicy(next);
  };
  ASSIGN_OR_RETURN(
      const bool changed,
      policy::Update<v1::PolicyRevision>(
          ctx, request, domain::DefaultPolicy(request.policy().name()), response, check));
  return changed && other_plan ? ScheduleSums(ctx, ShopOf(response->name())) : absl::OkStatus();
}

absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  return policy::ListRevisions<v1::Policy, v1::PolicyRevision>(ctx, request, response);
}

}  // namespace shopdesk::feedback::handlers
