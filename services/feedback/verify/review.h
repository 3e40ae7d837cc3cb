#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/feedback/v1/review.pb.h"

namespace shopdesk::feedback::verify {

// The scores of a review count exactly while its trade is among the first that its buyer finished
// in the month, as far as they are known; one that was bad when it was written has its case.
absl::Status LookAtReview(shopdesk::verify::Page& page, const v1::Review& review);

}  // namespace shopdesk::feedback::verify
