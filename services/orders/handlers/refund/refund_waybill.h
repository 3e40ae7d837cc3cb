#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/refund_scan.pb.h"

// RefundService, the parcel that brings goods back.
namespace shopdesk::orders::handlers {

absl::Status CorrectReturnWaybill(runtime::WriteContext& ctx,
                                  const v1::CorrectReturnWaybillRequest& request,
                                  v1::Refund* response);

// What came of claiming back what was paid at the first scan.
absl::Status SettleReturnClaim(runtime::WriteContext& ctx,
                               const v1::SettleReturnClaimRequest& request, v1::Refund* response);

// What an outward step came to: logistics follows the parcel, or says why it can't.
absl::Status RecordReturnShipment(runtime::WriteContext& ctx, absl::string_view refund_name,
                                  absl::string_view shipment);
absl::Status RecordUntracked(runtime::WriteContext& ctx, absl::string_view refund_name,
                             absl::string_view reason);
// The insurer bears the way back of a refund that succeeded.
absl::Status RecordInsured(runtime::WriteContext& ctx, absl::string_view refund_name);
// What tracking says of it: at the first scan the refund is paid, if the policy lets it.
absl::Status RecordReturnTracking(runtime::WriteContext& ctx,
                                  const logistics::v1::Shipment& shipment);

}  // namespace shopdesk::orders::handlers
