#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/pickup.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Carriers who are booked to fetch parcels.
namespace shopdesk::logistics::domain {

// The one table of a booking's state. Events: "confirm", "complete", "cancel", "miss".
const StateMachine<v1::Pickup::State>& PickupMachine();

// INVALID_ARGUMENT for a window that has passed, is empty or too far ahead, and for shipments of
// another shop or that stand twice.
absl::Status CheckPickup(const v1::BookPickupRequest& request, absl::Time now);
// Whether the carrier can fetch it. INVALID_ARGUMENT (shipments) for one of another carrier,
// WRONG_STATE for one that he has, IS_RETURN for what a buyer sends.
absl::Status CheckFetchable(absl::string_view carrier_id, const v1::Shipment& shipment);
// BOOKED; its note in clear.
v1::Pickup MakePickup(const v1::BookPickupRequest& request, absl::string_view name, absl::Time now);
// The carrier has it, or it needs no fetching any more.
bool IsFetched(const v1::Shipment& shipment);

// Takes a step; WRONG_STATE when the machine doesn't allow it.
absl::Status StepPickup(absl::string_view event, absl::Time now, v1::Pickup& pickup);
// The feed's event of a booking that has got this state.
absl::string_view PickupEvent(v1::Pickup::State state);

}  // namespace shopdesk::logistics::domain
