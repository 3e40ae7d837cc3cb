#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// shopdesk.logistics.v1.ShipmentService: tracking.
namespace shopdesk::logistics::handlers {

absl::Status IngestTracking(rpc::WriteContext& ctx, const v1::IngestTrackingRequest& req,
                            v1::IngestTrackingResponse* resp);
absl::Status RecordTracking(rpc::WriteContext& ctx, const v1::RecordTrackingRequest& req,
                            v1::RecordTrackingResponse* resp);
absl::Status ListTrackingEvents(rpc::ReadContext& ctx, const v1::ListTrackingEventsRequest& req,
                                v1::ListTrackingEventsResponse* resp);
absl::Status CorrectTracking(rpc::WriteContext& ctx, const v1::CorrectTrackingRequest& req,
                             v1::Shipment* resp);

}  // namespace shopdesk::logistics::handlers
