#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// shopdesk.logistics.v1.ShipmentService: shipments; their tracking is in tracking.h.
namespace shopdesk::logistics::handlers {

absl::Status CreateShipment(runtime::WriteContext& ctx, const v1::CreateShipmentRequest& request,
                            v1::Shipment* response, store::RateBook& rates);
absl::Status GetShipment(runtime::ReadContext& ctx, const v1::GetShipmentRequest& request,
                         v1::Shipment* response);
absl::Status GetShipmentByWaybill(runtime::ReadContext& ctx,
                                  const v1::GetShipmentByWaybillRequest& request,
                                  v1::Shipment* response);
absl::Status ListShipments(runtime::ReadContext& ctx, const v1::ListShipmentsRequest& request,
                           v1::ListShipmentsResponse* response);
absl::Status CancelShipment(runtime::WriteContext& ctx, const v1::CancelShipmentRequest& request,
                            v1::Shipment* response);
absl::Status ChangeCodAmount(runtime::WriteContext& ctx, const v1::ChangeCodAmountRequest& request,
                             v1::Shipment* response, store::RateBook& rates);
absl::Status RevealReceiver(runtime::WriteContext& ctx, const v1::RevealReceiverRequest& request,
                            v1::RevealReceiverResponse* response);
absl::Status HandOverReceiver(runtime::WriteContext& ctx,
                              const v1::HandOverReceiverRequest& request,
                              v1::HandOverReceiverResponse* response);
absl::Status GetShipmentFigures(runtime::ReadContext& ctx,
                                const v1::GetShipmentFiguresRequest& request,
                                v1::ShipmentFigures* response);

}  // namespace shopdesk::logistics::handlers
