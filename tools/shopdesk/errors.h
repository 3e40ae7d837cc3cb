#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace shopdesk::cli {

// An error for people: what is wrong, field by field, and what to do.
std::string ExplainError(const absl::Status& status);
// The same for programs: code, message, and where it has them reason, metadata, fields.
nlohmann::ordered_json ErrorJson(const absl::Status& status);

// The error of one of several services that were asked, with all that it says.
absl::Status ErrorOfService(absl::string_view service, const absl::Status& status);
// Whether it says only that the method isn't for the caller's role: others may read what it
// answers.
bool IsForOtherRoles(const absl::Status& status);

}  // namespace shopdesk::cli
