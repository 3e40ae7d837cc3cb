#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/branch.pb.h"

// shopdesk.logistics.v1.BranchService.
namespace shopdesk::logistics::handlers {

absl::Status GetBranch(runtime::ReadContext& ctx, const v1::GetBranchRequest& request,
                       v1::Branch* response);
absl::Status ListBranches(runtime::ReadContext& ctx, const v1::ListBranchesRequest& request,
                          v1::ListBranchesResponse* response);
absl::Status FindBranches(runtime::ReadContext& ctx, const v1::FindBranchesRequest& request,
                          v1::FindBranchesResponse* response);
absl::Status ImportBranches(runtime::WriteContext& ctx, const v1::ImportBranchesRequest& request,
                            v1::ImportBranchesResponse* response);

}  // namespace shopdesk::logistics::handlers
