#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/return_shipment.pb.h"

// shopdesk.logistics.v1.ReturnShipmentService.
namespace shopdesk::logistics::handlers {

absl::Status CreateReturnShipment(runtime::WriteContext& ctx,
                                  const v1::CreateReturnShipmentRequest& request,
                                  v1::Shipment* response, store::RateBook& rates);
absl::Status CorrectWaybill(runtime::WriteContext& ctx, const v1::CorrectWaybillRequest& request,
                            v1::Shipment* response, store::RateBook& rates);

}  // namespace shopdesk::logistics::handlers
