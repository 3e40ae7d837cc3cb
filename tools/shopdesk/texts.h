#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

// Texts about an order to paste into the chat with its buyer, made of what the services answer.
namespace shopdesk::cli {

// The languages that there are texts in; "pt" is Brazil's.
inline constexpr absl::string_view kTextLanguages[] = {"zh", "en", "es", "pt"};

// How a text is written: one of those languages, with days in the shop's time zone.
struct TextStyle {
  absl::string_view language;
  absl::TimeZone zone;
};

// The couriers that reach the address, at most five, with price and date, in the order of
// `couriers`: a shopdesk.orders.v1.ListCourierOptionsResponse. FAILED_PRECONDITION if none reaches
// it.
absl::StatusOr<std::string> CourierText(const nlohmann::ordered_json& couriers,
                                        const TextStyle& style);
// What cash on delivery costs more. FAILED_PRECONDITION for an order paid otherwise.
absl::StatusOr<std::string> CodText(const nlohmann::ordered_json& order, const TextStyle& style);
// The later date that was proposed. FAILED_PRECONDITION if none was.
absl::StatusOr<std::string> DelayText(const nlohmann::ordered_json& order, const TextStyle& style);
// A shopdesk.type.v1.WordingHit in a line: level, category, where, what stands there and what
// could.
std::string HitText(const nlohmann::ordered_json& hit);

}  // namespace shopdesk::cli
