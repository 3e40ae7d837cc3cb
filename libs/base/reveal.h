#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

// Who may read personal data in clear, as policies say it: rules "role:purpose", "*" for any. A
// role stands as in role.h; a purpose is up to 32 lower-case letters and underscores.
namespace shopdesk {

using RevealRules = google::protobuf::RepeatedPtrField<std::string>;

// Whether a rule lets the role read for the purpose. Without a role nobody may.
bool MayReveal(const RevealRules& rules, Role::Value role, absl::string_view purpose);
// Whether it may for some purpose.
bool MayRevealForSome(const RevealRules& rules, Role::Value role);
// PERMISSION_DENIED (REVEAL_NOT_ALLOWED): metadata role, purpose.
absl::Status CheckReveal(const RevealRules& rules, Role::Value role, absl::string_view purpose);
// Adds a violation for each rule that isn't of that form or whose role there isn't; `field` is the
// list's name.
void CheckRevealRules(const RevealRules& rules, absl::string_view field, Violations& violations);

}  // namespace shopdesk
