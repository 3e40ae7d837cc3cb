#pragma once

#include "absl/status/status.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {

// What came of promises, compensation, claims, packing, merged parcels, asked returns, exchanges
// and price drops, by the services' records: a part of `desk` in the report.
absl::Status AddStories(Desk& desk, nlohmann::ordered_json& work);

// The file knows no price drops, and of asked returns no request: what the first gave back is taken
// off the report's money, and the second are counted as lines that came back.
void MatchFile(nlohmann::ordered_json& report);

}  // namespace shopdesk::cli
