#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/feedback/v1/policy.pb.h"

namespace shopdesk::feedback::handlers {

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp);
absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp);
absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp);

}  // namespace shopdesk::feedback::handlers
