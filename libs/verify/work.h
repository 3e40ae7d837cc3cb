#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/verify/check.h"
#include "libs/work/work.h"

namespace shopdesk::verify {

// Finds that a work list lacks an item of the kind about a resource whose state needs one, or has
// one that its state doesn't need. What somebody may take off by hand isn't missed.
absl::Status ExpectWork(Page& page, const work::Kind& kind, absl::string_view resource_name,
                        bool wanted);

}  // namespace shopdesk::verify
