#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "libs/base/error.h"

// Who may read personal data in clear, as policies say it: rules "role:purpose", "*" for any.
namespace shopdesk {

using RevealRules = google::protobuf::RepeatedPtrField<std::string>;

// Whether a rule lets the role read for the purpose. An empty role is let in by "*" alone.
bool MayReveal(const RevealRules& rules, absl::string_view role, absl::string_view purpose);
// PERMISSION_DENIED (REVEAL_NOT_ALLOWED): metadata role, purpose.
absl::Status CheckReveal(const RevealRules& rules, absl::string_view role,
                         absl::string_view purpose);
// Adds a violation for each rule that isn't of that form; `field` is the list's name.
void CheckRevealRules(const RevealRules& rules, absl::string_view field, Violations& violations);

}  // namespace shopdesk
