#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/privacy/vault.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/shipping.pb.h"

namespace shopdesk::orders::handlers {

absl::Status ShipOrder(runtime::WorkflowContext& ctx, const v1::ShipOrderRequest& request,
                       v1::Order* response, clients::Logistics& logistics);
absl::Status ConfirmReceipt(runtime::WriteContext& ctx, const v1::ConfirmReceiptRequest& request,
                            v1::Order* response);
absl::Status ExtendReceipt(runtime::WriteContext& ctx, const v1::ExtendReceiptRequest& request,
                           v1::Order* response);

// The timer that looks after parcels whose shipment was left half made.
inline constexpr char kShipIntentTimer[] = "ship_intent";

// Opens who receives the order, and who sends this parcel of it from where its goods lie. NOT_FOUND
// if the receiver was erased.
absl::Status OpenParties(sql::Transaction& txn, const privacy::Vault& vault, const v1::Order& order,
                         const v1::Parcel& parcel, clients::Parties& parties);
// Makes the shipment of an intended parcel, in the place of a lost one if `replaces` isn't empty;
// the same call whenever it is repeated. An error that is not transient says that logistics will
// never make it.
absl::StatusOr<logistics::v1::Shipment> MakeShipment(
    const runtime::Context& ctx, clients::Logistics& logistics, const v1::Order& order,
    const v1::Parcel& parcel, const clients::Parties& parties, absl::string_view replaces = "");
// Logistics has the shipment: the parcel is shipped, unless it was before. `response` is the order.
absl::Status RecordShipped(runtime::WriteContext& ctx, absl::string_view order_name,
                           const logistics::v1::Shipment& shipment, v1::Order* response);
// Logistics declined it: the parcel is gone.
absl::Status RecordDeclined(runtime::WriteContext& ctx, absl::string_view order_name,
                            absl::string_view shipment);

}  // namespace shopdesk::orders::handlers
