#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::orders::followers {

// What logistics tells of a claim or of what a carrier collected: what was paid is booked.
bool TellsOfCarrierMoney(const event::v1::Event& event);
absl::StatusOr<Effect> BookCarrierMoney(const event::v1::Event& event);

}  // namespace shopdesk::orders::followers
