#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// shopdesk.logistics.v1.ShipmentService: tracking.
namespace shopdesk::logistics::handlers {

absl::Status IngestTracking(runtime::WriteContext& ctx, const v1::IngestTrackingRequest& request,
                            v1::IngestTrackingResponse* response);
absl::Status RecordTracking(runtime::WriteContext& ctx, const v1::RecordTrackingRequest& request,
                            v1::RecordTrackingResponse* response);
absl::Status ListTrackingEvents(runtime::ReadContext& ctx,
                                const v1::ListTrackingEventsRequest& request,
                                v1::ListTrackingEventsResponse* response);
absl::Status CorrectTracking(runtime::WriteContext& ctx, const v1::CorrectTrackingRequest& request,
                             v1::Shipment* response);

}  // namespace shopdesk::logistics::handlers
