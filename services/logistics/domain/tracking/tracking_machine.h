#pragma once

#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::domain {

// The one table of a shipment's status. Events are the status that a carrier reports in lower case
// ("in_transit"), "cancel" (before the carrier has it), "silent" (no news for long) and
// "correct_<status>" (someone says what is true). A report that leads to the status that the parcel
// has is its latest news all the same; one without a row can't follow.
const StateMachine<v1::TrackingStatus::Value>& TrackingMachine();

}  // namespace shopdesk::logistics::domain
