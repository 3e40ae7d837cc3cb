#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/resources.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

constexpr int kPageSize = 100;
constexpr size_t kWidestCell = 60;

absl::StatusOr<const MethodDescriptor*> FindMethod(const char* full_name) {
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name);
  if (method == nullptr)
    return absl::InternalError(absl::StrCat("this client doesn't know ", full_name));
  return method;
}

std::string Collections() {
  std::vector<std::string> names;
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.list != nullptr) names.push_back(kind.collection);
  }
  return absl::StrJoin(names, ", ");
}

std::string Cell(const Json& resource, absl::string_view path) {
  const Json* value = &resource;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const auto found = value->find(std::string(part));
    if (found == value->end()) return "";
    value = &*found;
  }
  std::string text = value->is_string() ? value->get<std::string>() : value->dump();
  if (text.size() > kWidestCell) text = absl::StrCat(text.substr(0, kWidestCell - 3), "...");
  return text;
}

void PrintTable(const std::vector<const char*>& columns, const std::vector<Json>& resources) {
  std::vector<std::vector<std::string>> rows;
  rows.emplace_back(columns.begin(), columns.end());
  for (const Json& resource : resources) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const char* column : columns) row.push_back(Cell(resource, column));
  }
  std::vector<size_t> widths(columns.size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&line, row[i],
                      i + 1 < row.size() ? std::string(widths[i] - row[i].size() + 2, ' ') : "");
    }
    absl::PrintF("%s\n", line);
  }
}

// The only repeated message field of a List response.
const Json* Items(const Json& response) {
  for (const auto& [key, value] : response.items()) {
    if (value.is_array()) return &value;
  }
  return nullptr;
}

}  // namespace

absl::Status Show(Suite& suite, const std::string& name) {
  const ResourceKind* kind = KindOfName(name);
  if (kind == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", name, "\" is no resource name; names look like shops/retail/orders/536365"));
  }
  ASSIGN_OR_RETURN(const MethodDescriptor* method, FindMethod(kind->get));
  return CallMethod(suite.settings, suite.*(kind->channel), *method, {Json{{"name", name}}.dump()},
                    [](const Message& message) {
                      absl::PrintF("%s", ToJson(message, /*compact=*/false));
                      return absl::OkStatus();
                    });
}

absl::Status List(Suite& suite, const ListOptions& options) {
  const ResourceKind* kind = KindOfCollection(options.collection);
  if (kind == nullptr || kind->list == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("there is no collection \"", options.collection,
                                                   "\"; there are ", Collections()));
  }
  ASSIGN_OR_RETURN(const MethodDescriptor* method, FindMethod(kind->list));
  Json request = Json::parse(options.filter, nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) return absl::InvalidArgumentError("--filter must be a JSON object");
  request["parent"] = absl::StrCat("shops/", EscapeId(options.shop), kind->list_parent);
  std::vector<Json> resources;
  const auto wanted = [&] {
    return options.limit == 0 || static_cast<int>(resources.size()) < options.limit;
  };
  do {
    const int left =
        options.limit == 0 ? kPageSize : options.limit - static_cast<int>(resources.size());
    request["page_size"] = std::min(left, kPageSize);
    RETURN_IF_ERROR(CallMethod(suite.settings, suite.*(kind->channel), *method, {request.dump()},
                               [&](const Message& message) {
                                 const Json response =
                                     Json::parse(ToJson(message, /*compact=*/true));
                                 if (const Json* items = Items(response)) {
                                   resources.insert(resources.end(), items->begin(), items->end());
                                 }
                                 request["page_token"] = response.value("next_page_token", "");
                                 return absl::OkStatus();
                               }));
  } while (wanted() && request["page_token"] != "");
  if (options.json) {
    for (const Json& resource : resources) absl::PrintF("%s\n", resource.dump());
  } else {
    PrintTable(kind->columns, resources);
    if (request["page_token"] != "") absl::FPrintF(stderr, "there are more; --limit 0 shows all\n");
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
