#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/logistics/v1/branch.pb.h"

// shopdesk.logistics.v1.BranchService.
namespace shopdesk::logistics::handlers {

absl::Status GetBranch(rpc::ReadContext& ctx, const v1::GetBranchRequest& req, v1::Branch* resp);
absl::Status ListBranches(rpc::ReadContext& ctx, const v1::ListBranchesRequest& req,
                          v1::ListBranchesResponse* resp);
absl::Status FindBranches(rpc::ReadContext& ctx, const v1::FindBranchesRequest& req,
                          v1::FindBranchesResponse* resp);
absl::Status ImportBranches(rpc::WriteContext& ctx, const v1::ImportBranchesRequest& req,
                            v1::ImportBranchesResponse* resp);

}  // namespace shopdesk::logistics::handlers
