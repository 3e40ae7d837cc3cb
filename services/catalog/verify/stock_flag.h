#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"

namespace shopdesk::catalog::verify {

// A level is low as it and the policy say, and is on the list if so.
absl::Status LookAtLow(shopdesk::verify::Page& page);
// What the shop's page shows is too high as levels and policy say, is on the list if so, and stands
// at each of the levels.
absl::Status LookAtTooHigh(shopdesk::verify::Page& page);

}  // namespace shopdesk::catalog::verify
