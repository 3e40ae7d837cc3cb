#include "tools/shopdesk/json_check.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using Json = nlohmann::ordered_json;
using Problems = std::vector<std::string>;

void CheckMessage(const Descriptor& type, const Json& json, const std::string& prefix,
                  Problems& problems);

const FieldDescriptor* FieldOf(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field == nullptr ? type.FindFieldByCamelcaseName(name) : field;
}

std::string FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return absl::StrJoin(names, ", ");
}

void CheckValue(const FieldDescriptor& field, const Json& value, const std::string& path,
                Problems& problems) {
  if (value.is_array()) {
    for (const Json& each : value) CheckValue(field, each, path, problems);
  } else if (field.enum_type() != nullptr && value.is_string()) {
    const auto text = value.get<std::string>();
    if (field.enum_type()->FindValueByName(text) == nullptr) {
      problems.push_back(
          absl::StrCat(path, ": \"", text, "\" is none of ", EnumValues(*field.enum_type())));
    }
  } else if (field.message_type() != nullptr && !field.is_map() && value.is_object()) {
    CheckMessage(*field.message_type(), value, absl::StrCat(path, "."), problems);
  }
}

void CheckMessage(const Descriptor& type, const Json& json, const std::string& prefix,
                  Problems& problems) {
  // Well-known types have a JSON of their own.
  if (absl::StartsWith(type.full_name(), "google.protobuf.") || !json.is_object()) return;
  for (const auto& [name, value] : json.items()) {
    const std::string path = absl::StrCat(prefix, name);
    if (const FieldDescriptor* field = FieldOf(type, name)) {
      CheckValue(*field, value, path, problems);
    } else {
      problems.push_back(
          absl::StrCat(path, ": there is no such field; there are ", FieldNames(type)));
    }
  }
}

}  // namespace

std::string EnumValues(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

Problems CheckJson(const Descriptor& type, const Json& json) {
  Problems problems;
  CheckMessage(type, json, "", problems);
  return problems;
}

}  // namespace shopdesk::cli
