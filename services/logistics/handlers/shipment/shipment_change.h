#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What every change of a shipment does in the same way.
namespace shopdesk::logistics::handlers {

// The timer that makes a shipment without news EXPIRED.
inline constexpr char kSilentTimer[] = "shipment_silent";

// Sets the timer, `silent_seconds` from the last report on; nothing if the shop wants none (0).
void WatchSilence(runtime::WriteContext& ctx, const store::ShipmentRow& row);

// The timer that looks whether a shipment is late.
inline constexpr char kLateTimer[] = "shipment_late";

// Sets the timer for the next deadline that can make the shipment late, or cancels it.
void WatchLateness(runtime::WriteContext& ctx, const store::ShipmentRow& row);

// Marks the shipment as late, or as late no more, with event and work, and watches on. `looked`:
// its status changed, or the timer is due; otherwise only what is late is looked at, so that
// reports stay cheap.
absl::Status FollowLateness(runtime::WriteContext& ctx, store::ShipmentRow& row, bool looked);

// Keeps the timer in step with a status that just changed from `before`: a final one needs none,
// one that was reopened needs it again.
void FollowSilence(runtime::WriteContext& ctx, v1::TrackingStatus::Value before,
                   const store::ShipmentRow& row);

// Seals the receiver for the shipment and keeps the masked one in it; saving that is the caller's.
absl::Status Readdress(runtime::WriteContext& ctx, v1::Shipment& shipment,
                       type::v1::Receiver receiver);

// Saves a step of our own from `before`: the event that records it, the shipment, the timer, the
// feed's event, and what follows. `row.shipment` is after the step.
absl::Status SaveStep(runtime::WriteContext& ctx, store::ShipmentRow& row,
                      v1::TrackingStatus::Value before, const v1::TrackingEvent& event);

// What follows from all that one request or step said about a saved shipment, which was in `before`
// until then: its open intercept and problem go on, it is late or isn't, its buyer is told. `news`:
// an event was kept that wasn't known.
absl::Status FollowUp(runtime::WriteContext& ctx, store::ShipmentRow& row,
                      v1::TrackingStatus::Value before, bool news);

}  // namespace shopdesk::logistics::handlers
