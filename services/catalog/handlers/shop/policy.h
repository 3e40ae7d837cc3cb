#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/status_macros.h"
#include "libs/policy/policy.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/shop/policy.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// The RPCs of PolicyService.
namespace shopdesk::catalog::handlers {

// With the numbers in effect, also those that the stored one doesn't know yet. NOT_FOUND naming
// "shops/{shop}": a shop exists where its policy exists.
inline absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop,
                                             policy::Lock lock = policy::Lock::kNone) {
  ASSIGN_OR_RETURN(v1::Policy policy, policy::Load<v1::Policy>(txn, shop, lock));
  domain::ApplyDefaults(policy);
  return policy;
}

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response);
absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response);
absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response);

}  // namespace shopdesk::catalog::handlers
