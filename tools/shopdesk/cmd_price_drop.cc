#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

constexpr char kService[] = "shopdesk.orders.v1.PriceProtectionService.";

struct PriceDropOptions {
  std::string sku;
  std::string shop;
  // Give the difference back.
  bool settle = false;
  bool json = false;
};

absl::StatusOr<Json> Ask(const Suite& suite, const char* method_name, const Json& request) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod(absl::StrCat(kService, method_name)));
  Json answer;
  RETURN_IF_ERROR(CallMethod(suite.settings, suite.orders, *method, {request.dump()},
                             [&](const Message& message) {
                               answer = Json::parse(ToJson(message, /*compact=*/true));
                               return absl::OkStatus();
                             }));
  return answer;
}

// The lines in protection, page by page.
absl::Status Show(const Suite& suite, const PriceDropOptions& options) {
  static constexpr ColumnList kColumns = {
      {"order", "line", "until_time", "unit_price", "quantity", "verdict", "owed"}};
  Json request = {{"parent", absl::StrCat("shops/", EscapeId(options.shop))},
                  {"sku_id", options.sku},
                  {"page_size", 200}};
  std::vector<Json> lines;
  Json answer;
  do {
    ASSIGN_OR_RETURN(answer, Ask(suite, "CheckPriceDrop", request));
    for (Json& line : answer["lines"]) lines.push_back(std::move(line));
    request["page_token"] = answer.value("next_page_token", "");
  } while (request["page_token"] != "");
  if (options.json) {
    for (const Json& line : lines) absl::PrintF("%s\n", line.dump());
    return absl::OkStatus();
  }
  PrintTable(kColumns, lines);
  absl::PrintF("\n%s is sold for %s now\n", options.sku, Cell(answer, "unit_price"));
  return absl::OkStatus();
}

// Interrupted, the service goes on with it.
absl::Status Settle(const Suite& suite, const PriceDropOptions& options) {
  ASSIGN_OR_RETURN(const Json drop, Ask(suite, "SettlePriceDrop",
                                        {{"parent", absl::StrCat("shops/", EscapeId(options.shop))},
                                         {"sku_id", options.sku}}));
  if (options.json) {
    absl::PrintF("%s\n", drop.dump());
    return absl::OkStatus();
  }
  static constexpr ColumnList kColumns = {{"name", "unit_price", "lines_settled", "refunded",
                                           "lines_not_owed", "lines_waiting", "lines_failed"}};
  PrintTable(kColumns, {drop});
  return absl::OkStatus();
}

void AddPriceDrop(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<PriceDropOptions>();
  command.add_option("sku", options->sku, "the SKU that became cheaper")->required();
  command.add_option("--shop", options->shop, "the shop's id")->required();
  command.add_flag("--settle", options->settle, "give the difference back to all who are owed it");
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return options->settle ? Settle(suite, *options) : Show(suite, *options);
    };
  });
}

}  // namespace

const Command kPriceDropCommand = {
    "price-drop", "who bought a SKU shortly before it became cheaper, and what he is owed",
    "The price is the one that catalog sells the SKU for now; who is in protection, and how long, "
    "says the policy of orders (price_protection_days, price_protection_rules).\n"
    "Example:\n  shopdesk price-drop 1006002-1 --shop demo\n"
    "  shopdesk price-drop 1006002-1 --shop demo --settle",
    AddPriceDrop};

}  // namespace shopdesk::cli
