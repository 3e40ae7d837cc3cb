#pragma once

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {

// What the people at the desk did, by the services' records: `desk` of the report.
absl::Status AddDeskWork(Desk& desk, nlohmann::ordered_json& report);

// It as lines for people.
std::vector<std::pair<std::string, std::string>> DeskLines(const nlohmann::ordered_json& report);

}  // namespace shopdesk::cli
