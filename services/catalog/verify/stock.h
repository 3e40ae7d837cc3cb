#pragma once

#include "libs/verify/check.h"

namespace shopdesk::catalog::verify {

// The movements of each SKU, against each other and its levels.
absl::Status LookAtLedger(shopdesk::verify::Page& page);
// The levels of a shop, for themselves and against what open reservations hold.
absl::Status LookAtReserved(shopdesk::verify::Page& page);

}  // namespace shopdesk::catalog::verify
