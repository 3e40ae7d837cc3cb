#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/policy/policy.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/policy.pb.h"

// The RPCs of PolicyService.
namespace shopdesk::orders::handlers {

// NOT_FOUND naming "shops/{shop}": a shop exists where its policy exists.
inline absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop,
                                             policy::Lock lock = policy::Lock::kNone) {
  return policy::Load<v1::Policy>(txn, shop, lock);
}

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp);
absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp);
absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp);

}  // namespace shopdesk::orders::handlers
