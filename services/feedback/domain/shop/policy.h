#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/role.h"
#include "shopdesk/feedback/v1/policy.pb.h"

namespace shopdesk::feedback::domain {

// What a new policy is where the request says nothing.
v1::Policy DefaultPolicy(absl::string_view name);
// With the defaults of what isn't set: what a policy of an earlier release is.
v1::Policy WithDefaults(v1::Policy policy);

// INVALID_ARGUMENT with all violations: the time zone exists, reveal rules are "role:purpose",
// tiers of commission ascend.
absl::Status CheckPolicy(const v1::Policy& policy);

// PERMISSION_DENIED (REVEAL_NOT_ALLOWED) unless a rule of the policy lets that role read originals
// for that purpose.
absl::Status CheckReveal(const v1::Policy& policy, Role::Value role, absl::string_view purpose,
                         absl::string_view resource_name);

}  // namespace shopdesk::feedback::domain
