#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/refund.pb.h"

// RefundService, goods that are sent again.
namespace shopdesk::orders::handlers {

absl::Status SendAgain(runtime::WorkflowContext& ctx, const v1::SendAgainRequest& request,
                       v1::Refund* response, clients::Logistics& logistics);
absl::Status ConfirmSentAgain(runtime::WriteContext& ctx,
                              const v1::ConfirmSentAgainRequest& request, v1::Refund* response);

// The timer that looks after a shipment that a call left half made: the outbox goes on with it.
inline constexpr char kSendAgainIntent[] = "send_again_intent";
absl::Status OnSendAgainIntent(runtime::WriteContext& ctx, const timer::Due& due);

// What an outward step came to. Nothing happens if the refund has gone on meanwhile.

// Catalog holds what is to be sent.
absl::Status RecordReserved(runtime::WriteContext& ctx, absl::string_view refund_name,
                            absl::string_view reservation);
// It can't be had: money goes back.
absl::Status RecordNotReplaceable(runtime::WriteContext& ctx, absl::string_view refund_name,
                                  v1::Replacement::Failure failure);
// Logistics has the shipment, or declined it. `response` is the refund.
absl::Status RecordSentAgain(runtime::WriteContext& ctx, absl::string_view refund_name,
                             const logistics::v1::Shipment& shipment, v1::Refund* response);
absl::Status RecordSendAgainDeclined(runtime::WriteContext& ctx, absl::string_view refund_name,
                                     absl::string_view shipment);
// What tracking says of a shipment of the order that is none of its parcels: of a refund's second
// parcel.
absl::Status RecordReplacementTracking(runtime::WriteContext& ctx,
                                       const logistics::v1::Shipment& shipment, int64_t sequence);

}  // namespace shopdesk::orders::handlers
