#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/rate_book.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

// shopdesk.logistics.v1.CarrierService: rate tables; QuoteService.
namespace shopdesk::logistics::handlers {

absl::Status GetRateTable(runtime::ReadContext& ctx, const v1::GetRateTableRequest& request,
                          v1::RateTable* response);
absl::Status ListRateTables(runtime::ReadContext& ctx, const v1::ListRateTablesRequest& request,
                            v1::ListRateTablesResponse* response);
absl::Status ImportRateTables(runtime::WriteContext& ctx,
                              const v1::ImportRateTablesRequest& request,
                              v1::ImportRateTablesResponse* response);
absl::Status Quote(runtime::ReadContext& ctx, const v1::QuoteRequest& request,
                   v1::QuoteResponse* response, store::RateBook& rates);

}  // namespace shopdesk::logistics::handlers
