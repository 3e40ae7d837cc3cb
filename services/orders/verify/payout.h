#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/orders/v1/payout.pb.h"

namespace shopdesk::orders::verify {

// A payout came to its state by its steps, and nobody approved what he asked.
absl::Status LookAtPayout(shopdesk::verify::Page& page, const v1::Payout& payout);

}  // namespace shopdesk::orders::verify
