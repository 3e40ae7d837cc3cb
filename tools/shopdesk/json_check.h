#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "nlohmann/json.hpp"

// What protobuf's JSON parser doesn't tell people: what there is instead.
namespace shopdesk::cli {

// The names of an enum's values, but for the unset one: "MANUAL, RISK".
std::string EnumValues(const google::protobuf::EnumDescriptor& type);

// Fields that the message doesn't have and enum values that don't exist, each with its path and
// those that there are. What else can be wrong with it is left to the parser.
std::vector<std::string> CheckJson(const google::protobuf::Descriptor& type,
                                   const nlohmann::ordered_json& json);

}  // namespace shopdesk::cli
