#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/store/placing/duplicate.h"
#include "shopdesk/orders/v1/duplicate.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// DuplicateService, and what the own feed makes of it.
namespace shopdesk::orders::handlers {

absl::Status GetDuplicatePair(runtime::ReadContext& ctx, const v1::GetDuplicatePairRequest& request,
                              v1::DuplicatePair* response);
absl::Status ListDuplicatePairs(runtime::ReadContext& ctx,
                                const v1::ListDuplicatePairsRequest& request,
                                v1::ListDuplicatePairsResponse* response);
absl::Status DecideDuplicate(runtime::WriteContext& ctx, const v1::DecideDuplicateRequest& request,
                             v1::DuplicatePair* response);

// Whether an order may have pairs: one that was just placed was like none so far.
enum class Pairs { kNone, kPerhaps };
// A new order, or one with another receiver: pairs it with those that are like it. Open pairs with
// those that it isn't like any more lapse.
absl::Status FindDuplicates(runtime::WriteContext& ctx, const store::DuplicateSign& sign,
                            const v1::Policy& policy, Pairs pairs);
// An order doesn't wait for payment or confirmation any more: its open pairs hold packing.
absl::Status HoldDuplicates(runtime::WriteContext& ctx, absl::string_view order_name,
                            const v1::Policy& policy);
// An order was closed: its open pairs lapse.
absl::Status LapseDuplicates(runtime::WriteContext& ctx, absl::string_view order_name);

}  // namespace shopdesk::orders::handlers
