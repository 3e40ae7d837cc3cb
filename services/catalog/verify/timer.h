#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/verify/check.h"

namespace shopdesk::catalog::verify {

// Whether a timer that goes through the page's shop, a page at a time, has not come to the end:
// what it sets anew is only late.
absl::StatusOr<bool> IsUnderWay(shopdesk::verify::Page& page, absl::string_view kind);

}  // namespace shopdesk::catalog::verify
