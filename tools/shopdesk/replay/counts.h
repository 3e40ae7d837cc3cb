#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "nlohmann/json.hpp"

namespace shopdesk::cli {

using Counts = std::map<std::string, int64_t>;

inline nlohmann::ordered_json ToJson(const Counts& counts) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [key, value] : counts) json[key] = value;
  return json;
}

// Figures by the names of their enums, "SHIPPED/SENT" where there are several: of repeated messages
// that have enums and one number.
template <class Messages>
Counts CountsOf(const Messages& messages) {
  using google::protobuf::FieldDescriptor;
  Counts counts;
  for (const google::protobuf::Message& message : messages) {
    const google::protobuf::Descriptor& type = *message.GetDescriptor();
    std::string name;
    int64_t count = 0;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        absl::StrAppend(&name, name.empty() ? "" : "/",
                        message.GetReflection()->GetEnum(message, field)->name());
      } else {
        count = message.GetReflection()->GetInt64(message, field);
      }
    }
    counts[name] += count;
  }
  return counts;
}

}  // namespace shopdesk::cli
