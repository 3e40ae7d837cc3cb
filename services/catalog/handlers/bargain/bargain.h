#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

// The RPCs of BargainService about bargains.
namespace shopdesk::catalog::handlers {

absl::Status NegotiatePrice(runtime::WriteContext& ctx, const v1::NegotiatePriceRequest& request,
                            v1::NegotiatePriceResponse* response);
absl::Status RefuseBargain(runtime::WriteContext& ctx, const v1::RefuseBargainRequest& request,
                           v1::Bargain* response);
absl::Status GetBargain(runtime::ReadContext& ctx, const v1::GetBargainRequest& request,
                        v1::Bargain* response);
absl::Status ListBargains(runtime::ReadContext& ctx, const v1::ListBargainsRequest& request,
                          v1::ListBargainsResponse* response);

// domain::kBargainExpiry: a counter-offer's time is over. Does nothing when the bargain has gone
// on.
absl::Status OnBargainExpiry(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::handlers
