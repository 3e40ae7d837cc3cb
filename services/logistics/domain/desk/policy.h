#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/policy.pb.h"

namespace shopdesk::logistics::domain {

// What a new policy starts from: the defaults that policy.proto names. What is then set replaces
// it, so that 0 stays 0.
v1::Policy DefaultPolicy(absl::string_view name);

// What field options can't say. INVALID_ARGUMENT with all violations.
absl::Status CheckPolicy(const v1::Policy& policy);

}  // namespace shopdesk::logistics::domain
