#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/quote.pb.h"

// shopdesk.logistics.v1.QuoteService.
namespace shopdesk::logistics::handlers {

absl::Status Quote(runtime::ReadContext& ctx, const v1::QuoteRequest& request,
                   v1::QuoteResponse* response, store::RateBook& rates);

}  // namespace shopdesk::logistics::handlers
