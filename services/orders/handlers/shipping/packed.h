#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/domain/shipping/shipping.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// Shipping what was packed: an order that has a packing job goes as it was packed.
namespace shopdesk::orders::handlers {

// Takes what goes, and by whom where `wanted` doesn't say, from the order's packing job, and notes
// the shipment in it; nothing if it has none. The order was loaded for update. NOT_PACKED;
// PRINT_OUTDATED; INVALID_ARGUMENT for lines other than those packed.
absl::Status ShipAsPacked(runtime::WriteContext& ctx, const v1::Order& order,
                          domain::ShipRequest& wanted);
// Logistics has the shipment: the order, which is left to be saved, isn't packed any more.
absl::Status NotePackedShipped(runtime::WriteContext& ctx, v1::Order& order,
                               const logistics::v1::Shipment& shipment);
// Logistics declined it: it can be printed and shipped otherwise.
absl::Status NotePackedDeclined(runtime::WriteContext& ctx, const v1::Order& order,
                                absl::string_view shipment);

}  // namespace shopdesk::orders::handlers
