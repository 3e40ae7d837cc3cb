#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/pickup.pb.h"

// shopdesk.logistics.v1.PickupService.
namespace shopdesk::logistics::handlers {

// When the window of a booking is over.
inline constexpr char kPickupDue[] = "pickup_due";

absl::Status BookPickup(runtime::WriteContext& ctx, const v1::BookPickupRequest& request,
                        v1::Pickup* response);
absl::Status ConfirmPickup(runtime::WriteContext& ctx, const v1::ConfirmPickupRequest& request,
                           v1::Pickup* response);
absl::Status CompletePickup(runtime::WriteContext& ctx, const v1::CompletePickupRequest& request,
                            v1::Pickup* response);
absl::Status CancelPickup(runtime::WriteContext& ctx, const v1::CancelPickupRequest& request,
                          v1::Pickup* response);
absl::Status GetPickup(runtime::ReadContext& ctx, const v1::GetPickupRequest& request,
                       v1::Pickup* response);
absl::Status ListPickups(runtime::ReadContext& ctx, const v1::ListPickupsRequest& request,
                         v1::ListPickupsResponse* response);

// DONE if the carrier has all its shipments, else MISSED, which is work.
absl::Status OnPickupDue(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
