#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// The RPCs of BargainService about grants.
namespace shopdesk::catalog::handlers {

absl::Status GetGrant(runtime::ReadContext& ctx, const v1::GetGrantRequest& request,
                      v1::Grant* response);
absl::Status ListGrants(runtime::ReadContext& ctx, const v1::ListGrantsRequest& request,
                        v1::ListGrantsResponse* response);
absl::Status RedeemGrant(runtime::WriteContext& ctx, const v1::RedeemGrantRequest& request,
                         v1::Grant* response);
absl::Status CheckGrant(runtime::ReadContext& ctx, const v1::CheckGrantRequest& request,
                        v1::CheckGrantResponse* response);
absl::Status ReturnGrant(runtime::WriteContext& ctx, const v1::ReturnGrantRequest& request,
                         v1::Grant* response);

// Gives the grant that comes of an accepted bargain; an active one of the same buyer and SKU ends.
absl::StatusOr<v1::Grant> GiveGrant(runtime::WriteContext& ctx, const v1::Policy& policy,
                                    const v1::Bargain& bargain);
// domain::kGrantExpiry: a grant's time is over. Does nothing when it was redeemed.
absl::Status OnGrantExpiry(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::handlers
