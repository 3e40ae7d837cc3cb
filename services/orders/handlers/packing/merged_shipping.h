#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"

// MergedParcelService, shipping: one shipment for several orders.
namespace shopdesk::orders::handlers {

absl::Status ShipMergedParcel(runtime::WorkflowContext& ctx,
                              const v1::ShipMergedParcelRequest& request,
                              v1::MergedParcel* response, clients::Logistics& logistics);

// Makes the shipment of a parcel whose orders intend it; the same call whenever it is repeated. An
// error that is not transient says that logistics will never make it.
absl::StatusOr<logistics::v1::Shipment> MakeMergedShipment(runtime::WorkflowContext& ctx,
                                                           clients::Logistics& logistics,
                                                           absl::string_view parcel_name);
// Logistics has it: all orders are shipped and the freight saved goes back, unless that was so.
absl::Status RecordMergedShipped(runtime::WriteContext& ctx, absl::string_view parcel_name,
                                 const logistics::v1::Shipment& shipment);
// Logistics declined it: it can be shipped otherwise.
absl::Status RecordMergedDeclined(runtime::WriteContext& ctx, absl::string_view parcel_name,
                                  absl::string_view shipment);

}  // namespace shopdesk::orders::handlers
