#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// The RPCs of BargainService about grants.
namespace shopdesk::catalog::handlers {

absl::Status GetGrant(rpc::ReadContext& ctx, const v1::GetGrantRequest& req, v1::Grant* resp);
absl::Status ListGrants(rpc::ReadContext& ctx, const v1::ListGrantsRequest& req,
                        v1::ListGrantsResponse* resp);
absl::Status RedeemGrant(rpc::WriteContext& ctx, const v1::RedeemGrantRequest& req,
                         v1::Grant* resp);
absl::Status ReturnGrant(rpc::WriteContext& ctx, const v1::ReturnGrantRequest& req,
                         v1::Grant* resp);

// Gives the grant that comes of an accepted bargain; an active one of the same buyer and SKU ends.
absl::StatusOr<v1::Grant> GiveGrant(rpc::WriteContext& ctx, const v1::Policy& policy,
                                    const v1::Bargain& bargain);
// A grant's time is over; does nothing when it was redeemed.
absl::Status ExpireGrant(rpc::WriteContext& ctx, absl::string_view name);

}  // namespace shopdesk::catalog::handlers
