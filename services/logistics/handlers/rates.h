#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/logistics/store/rate_book.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

// shopdesk.logistics.v1.CarrierService: rate tables; QuoteService.
namespace shopdesk::logistics::handlers {

absl::Status GetRateTable(rpc::ReadContext& ctx, const v1::GetRateTableRequest& req,
                          v1::RateTable* resp);
absl::Status ListRateTables(rpc::ReadContext& ctx, const v1::ListRateTablesRequest& req,
                            v1::ListRateTablesResponse* resp);
absl::Status ImportRateTables(rpc::WriteContext& ctx, const v1::ImportRateTablesRequest& req,
                              v1::ImportRateTablesResponse* resp);
absl::Status Quote(rpc::ReadContext& ctx, const v1::QuoteRequest& req, v1::QuoteResponse* resp,
                   store::RateBook& rates);

}  // namespace shopdesk::logistics::handlers
