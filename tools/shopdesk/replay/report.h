#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// What the four services know after a replay (docs/replay.md lists the keys). Only `rows` and
// `skipped` come from the reader of the file.
absl::StatusOr<nlohmann::ordered_json> MakeReport(
    Desk& desk, const ShopFile& file, const std::vector<std::string>& metrics_addresses);

// FAILED_PRECONDITION naming what is not at rest: money held, goods reserved, stock that differs
// from its ledger or from what came back.
absl::Status CheckAtRest(const nlohmann::ordered_json& report);

// The report for people.
std::string FormatReport(const nlohmann::ordered_json& report);

}  // namespace shopdesk::cli
