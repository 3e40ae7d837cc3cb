#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/policy/policy.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/policy.pb.h"

// The RPCs of PolicyService.
namespace shopdesk::logistics::handlers {

// NOT_FOUND naming "shops/{shop}": a shop exists where its policy exists.
inline absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop,
                                             policy::Lock lock = policy::Lock::kNone) {
  return policy::Load<v1::Policy>(txn, shop, lock);
}

absl::Status GetPolicy(runtime::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response);
absl::Status UpdatePolicy(runtime::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response);
absl::Status ListPolicyRevisions(runtime::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response);

}  // namespace shopdesk::logistics::handlers
