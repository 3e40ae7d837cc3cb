#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// shopdesk.logistics.v1.CarrierService: rate tables.
namespace shopdesk::logistics::handlers {

absl::Status GetRateTable(runtime::ReadContext& ctx, const v1::GetRateTableRequest& request,
                          v1::RateTable* response);
absl::Status ListRateTables(runtime::ReadContext& ctx, const v1::ListRateTablesRequest& request,
                            v1::ListRateTablesResponse* response);
absl::Status ImportRateTables(runtime::WriteContext& ctx,
                              const v1::ImportRateTablesRequest& request,
                              v1::ImportRateTablesResponse* response);

}  // namespace shopdesk::logistics::handlers
