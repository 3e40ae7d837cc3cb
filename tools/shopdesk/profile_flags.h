#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

// What is known of a buyer, as the flags of a command tell it.
namespace shopdesk::cli {

struct ProfileFlags {
  // "3y", "10m", "36": months.
  std::string age;
  // "chest=92cm" each.
  std::vector<std::string> measures;
  // Values of shopdesk.catalog.v1.SkinType in any case; "none" for what is known to be nothing.
  std::vector<std::string> skin;
  // Words; "none" for what is known to be nothing.
  std::vector<std::string> allergies;
  std::vector<std::string> conditions;
  std::vector<std::string> habits;
};

// Millimetres, or of a weight grams: "92cm", "36.5 in", "62kg", "120斤". INVALID_ARGUMENT for
// another unit, or none.
absl::StatusOr<int64_t> ParseMeasure(absl::string_view text, bool weight);

// The flag --measure as a list of shopdesk.catalog.v1.MeasureValue. INVALID_ARGUMENT.
absl::StatusOr<nlohmann::ordered_json> MeasuresOf(const ProfileFlags& flags);
// All flags as a shopdesk.catalog.v1.BuyerProfile. INVALID_ARGUMENT.
absl::StatusOr<nlohmann::ordered_json> ProfileOf(const ProfileFlags& flags);

}  // namespace shopdesk::cli
