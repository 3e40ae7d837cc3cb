#pragma once

#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/policy.pb.h"

namespace shopdesk::logistics::domain {

// What a new policy starts from: the defaults that policy.proto names. What is then set replaces
// it, so that 0 stays 0.
v1::Policy DefaultPolicy(absl::string_view name);

// Whether one of the "role:purpose" rules lets this role read originals for this purpose.
bool MayReveal(const v1::Policy& policy, absl::string_view role, absl::string_view purpose);

}  // namespace shopdesk::logistics::domain
