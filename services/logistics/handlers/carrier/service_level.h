#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "services/logistics/domain/rate/rate_index.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/logistics/v1/service_level.pb.h"

// shopdesk.logistics.v1.ServiceLevelService.
namespace shopdesk::logistics::handlers {

absl::Status CompareCarriers(runtime::ReadContext& ctx, const v1::CompareCarriersRequest& request,
                             v1::CompareCarriersResponse* response);
absl::Status ListServiceLevels(runtime::ReadContext& ctx,
                               const v1::ListServiceLevelsRequest& request,
                               v1::ListServiceLevelsResponse* response);

// How well carriers serve where a quote's parcels go, as far as its answer needs that.
absl::StatusOr<domain::CarrierLevels> LevelsFor(sql::Transaction& txn,
                                                const domain::RateIndex& rates,
                                                absl::string_view shop,
                                                const v1::QuoteRequest& request, absl::Time now);

}  // namespace shopdesk::logistics::handlers
