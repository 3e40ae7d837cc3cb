#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/rpc/context.h"
#include "services/orders/store/duplicates.h"
#include "shopdesk/orders/v1/duplicate.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// DuplicateService, and what the own feed makes of it.
namespace shopdesk::orders::handlers {

absl::Status GetDuplicatePair(rpc::ReadContext& ctx, const v1::GetDuplicatePairRequest& req,
                              v1::DuplicatePair* resp);
absl::Status ListDuplicatePairs(rpc::ReadContext& ctx, const v1::ListDuplicatePairsRequest& req,
                                v1::ListDuplicatePairsResponse* resp);
absl::Status DecideDuplicate(rpc::WriteContext& ctx, const v1::DecideDuplicateRequest& req,
                             v1::DuplicatePair* resp);

// A new order: pairs it with those that are like it.
absl::Status FindDuplicates(rpc::WriteContext& ctx, const store::DuplicateSign& sign,
                            const v1::Policy& policy);
// An order doesn't wait for payment or confirmation any more: its open pairs hold packing.
absl::Status HoldDuplicates(rpc::WriteContext& ctx, absl::string_view order_name,
                            const v1::Policy& policy);
// An order was closed: its open pairs lapse.
absl::Status LapseDuplicates(rpc::WriteContext& ctx, absl::string_view order_name);

}  // namespace shopdesk::orders::handlers
