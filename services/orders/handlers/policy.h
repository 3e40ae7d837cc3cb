#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response);
absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response);
absl::Status ListPolicyRevisions(rpc::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response);

}  // namespace shopdesk::orders::handlers
