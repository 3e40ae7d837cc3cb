#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/logistics/store/rate_book.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// shopdesk.logistics.v1.ShipmentService: shipments; their tracking is in tracking.h.
namespace shopdesk::logistics::handlers {

absl::Status CreateShipment(rpc::WriteContext& ctx, const v1::CreateShipmentRequest& req,
                            v1::Shipment* resp, store::RateBook& rates);
absl::Status GetShipment(rpc::ReadContext& ctx, const v1::GetShipmentRequest& req,
                         v1::Shipment* resp);
absl::Status GetShipmentByWaybill(rpc::ReadContext& ctx, const v1::GetShipmentByWaybillRequest& req,
                                  v1::Shipment* resp);
absl::Status ListShipments(rpc::ReadContext& ctx, const v1::ListShipmentsRequest& req,
                           v1::ListShipmentsResponse* resp);
absl::Status CancelShipment(rpc::WriteContext& ctx, const v1::CancelShipmentRequest& req,
                            v1::Shipment* resp);
absl::Status RevealReceiver(rpc::WriteContext& ctx, const v1::RevealReceiverRequest& req,
                            v1::RevealReceiverResponse* resp);
absl::Status GetShipmentFigures(rpc::ReadContext& ctx, const v1::GetShipmentFiguresRequest& req,
                                v1::ShipmentFigures* resp);

}  // namespace shopdesk::logistics::handlers
