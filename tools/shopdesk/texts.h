#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

// Texts about an order to paste into the chat with its buyer, made of what the services answer.
namespace shopdesk::cli {

// The couriers that reach the address, at most five, with price and date, in the order of
// `couriers`: a shopdesk.orders.v1.ListCourierOptionsResponse. FAILED_PRECONDITION if none reaches
// it. `language`: "zh", "en", "es" or "pt", here and below.
absl::StatusOr<std::string> CourierText(const nlohmann::ordered_json& couriers,
                                        absl::string_view language);
// What cash on delivery costs more. FAILED_PRECONDITION for an order paid otherwise.
absl::StatusOr<std::string> CodText(const nlohmann::ordered_json& order,
                                    absl::string_view language);
// The later date that was proposed. FAILED_PRECONDITION if none was.
absl::StatusOr<std::string> DelayText(const nlohmann::ordered_json& order,
                                      absl::string_view language);

}  // namespace shopdesk::cli
