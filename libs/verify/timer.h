#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/verify/check.h"

namespace shopdesk::verify {

// Finds that a resource lacks a timer that its state needs, or that it comes later than it must.
absl::Status RequireTimer(Page& page, absl::string_view kind, absl::string_view resource_name,
                          absl::Time due);

}  // namespace shopdesk::verify
