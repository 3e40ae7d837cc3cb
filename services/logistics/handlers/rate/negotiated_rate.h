#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/negotiated_rate.pb.h"

// shopdesk.logistics.v1.NegotiatedRateService.
namespace shopdesk::logistics::handlers {

absl::Status GetNegotiatedRate(runtime::ReadContext& ctx,
                               const v1::GetNegotiatedRateRequest& request,
                               v1::NegotiatedRate* response);
absl::Status ListNegotiatedRates(runtime::ReadContext& ctx,
                                 const v1::ListNegotiatedRatesRequest& request,
                                 v1::ListNegotiatedRatesResponse* response);
absl::Status ImportNegotiatedRates(runtime::WriteContext& ctx,
                                   const v1::ImportNegotiatedRatesRequest& request,
                                   v1::ImportNegotiatedRatesResponse* response);

}  // namespace shopdesk::logistics::handlers
