#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
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

struct ListOptions {
  std::string collection;
  std::string shop;
  // More fields of the List request, as JSON.
  std::string filter = "{}";
  // Resources at most; 0: all.
  int limit = 20;
  // One JSON object a line instead of a table.
  bool json = false;
};

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

absl::StatusOr<Json> MakeRequest(const ResourceKind& kind, const ListOptions& options) {
  Json request = Json::parse(options.filter, nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) {
    return absl::InvalidArgumentError(
        R"(--filter must be a JSON object, e.g. --filter '{"state": "OPEN"}')");
  }
  if (request.contains("parent")) return request;
  if (kind.list_parent == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "whose ", kind.collection, R"(? Name the parent: --filter '{"parent": ")",
        absl::StrReplaceAll(ParentOf(kind.pattern), {{"{shop}", EscapeId(options.shop)}}),
        R"("}')"));
  }
  request["parent"] = absl::StrCat("shops/", EscapeId(options.shop), kind.list_parent);
  return request;
}

// Page by page, until there are `limit`; `request` then has the token of the next page, if any.
absl::StatusOr<std::vector<Json>> ReadPages(const Suite& suite, const ResourceKind& kind, int limit,
                                            Json& request) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(kind.list));
  std::vector<Json> resources;
  const auto add_page = [&](const Message& message) {
    const Json response = Json::parse(ToJson(message, /*compact=*/true));
    if (const Json* items = Items(response))
      resources.insert(resources.end(), items->begin(), items->end());
    request["page_token"] = response.value("next_page_token", "");
    return absl::OkStatus();
  };
  do {
    const int left = limit == 0 ? kPageSize : limit - static_cast<int>(resources.size());
    request["page_size"] = std::min(left, kPageSize);
    RETURN_IF_ERROR(
        CallMethod(suite.settings, suite.*(kind.channel), *method, {request.dump()}, add_page));
  } while ((limit == 0 || static_cast<int>(resources.size()) < limit) &&
           request["page_token"] != "");
  return resources;
}

absl::Status List(const Suite& suite, const ListOptions& options) {
  const ResourceKind* kind = KindOfCollection(options.collection);
  if (kind == nullptr || kind->list == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("there is no collection \"", options.collection,
                                                   "\"; there are ", Collections()));
  }
  ASSIGN_OR_RETURN(Json request, MakeRequest(*kind, options));
  ASSIGN_OR_RETURN(const std::vector<Json> resources,
                   ReadPages(suite, *kind, options.limit, request));
  if (options.json) {
    for (const Json& resource : resources) absl::PrintF("%s\n", resource.dump());
    return absl::OkStatus();
  }
  PrintTable(kind->columns, resources);
  if (request["page_token"] != "") absl::FPrintF(stderr, "there are more; --limit 0 shows all\n");
  return absl::OkStatus();
}

void AddList(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<ListOptions>();
  command.add_option("collection", options->collection, absl::StrCat("one of ", Collections()))
      ->required();
  command.add_option("--shop", options->shop, "the shop's id")->required();
  command
      .add_option(
          "--filter", options->filter,
          "more fields of the List request, as JSON; a field or value that doesn't exist is "
          "answered with those that do")
      ->capture_default_str();
  command.add_option("--limit", options->limit, "at most so many; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return List(suite, *options);
    };
  });
}

}  // namespace

const Command kListCommand = {
    "list", "list resources of a shop",
    "A table shows the main fields; --json shows all, a line each.\n"
    "Examples:\n  shopdesk list orders --shop retail --filter '{\"state\": "
    "\"TRADE_FINISHED\"}'\n"
    "  shopdesk --json list products --shop retail --limit 0\n"
    "  shopdesk list remarks --shop retail --filter '{\"parent\": "
    "\"shops/retail/orders/536365\"}'",
    AddList};

}  // namespace shopdesk::cli
