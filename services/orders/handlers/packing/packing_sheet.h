#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/packing.pb.h"

// PackingService, what goes on paper.
namespace shopdesk::orders::handlers {

absl::Status PrintPackingJob(runtime::WriteContext& ctx, const v1::PrintPackingJobRequest& request,
                             v1::PackingJob* response);
absl::Status RevealPackingSheet(runtime::WriteContext& ctx,
                                const v1::RevealPackingSheetRequest& request,
                                v1::PackingSheet* response);

}  // namespace shopdesk::orders::handlers
