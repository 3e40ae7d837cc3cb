#pragma once

#include <string>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"

namespace shopdesk::cli {

// An error for people: what is wrong, field by field, and what to do.
std::string ExplainError(const absl::Status& status);
// The same for programs: code, message, and where it has them reason, metadata, fields.
nlohmann::ordered_json ErrorJson(const absl::Status& status);

}  // namespace shopdesk::cli
