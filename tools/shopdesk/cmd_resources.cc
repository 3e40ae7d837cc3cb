#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

constexpr int kPageSize = 100;

std::string Collections() {
  std::vector<std::string> names;
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.list != nullptr) names.push_back(kind.collection);
  }
  return absl::StrJoin(names, ", ");
}

// The only repeated message field of a List response.
const Json* Items(const Json& response) {
  for (const auto& [key, value] : response.items()) {
    if (value.is_array()) return &value;
  }
  return nullptr;
}

}  // namespace

absl::Status List(Suite& suite, const ListOptions& options) {
  const ResourceKind* kind = KindOfCollection(options.collection);
  if (kind == nullptr || kind->list == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("there is no collection \"", options.collection,
                                                   "\"; there are ", Collections()));
  }
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(kind->list));
  Json request = Json::parse(options.filter, nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) return absl::InvalidArgumentError("--filter must be a JSON object");
  if (!request.contains("parent")) {
    if (kind->list_parent == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "whose ", kind->collection, R"(? Name the parent: --filter '{"parent": "shops/…"}')"));
    }
    request["parent"] = absl::StrCat("shops/", EscapeId(options.shop), kind->list_parent);
  }
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
