#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/shops.h"
#include "tools/shopdesk/table.h"
#include "tools/shopdesk/texts.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct CompareOptions {
  // Names, whole or from behind the shop's; ids are products'.
  std::vector<std::string> names;
  std::string shop;
  std::string language = "zh";
  // Only what buyers read.
  bool text = false;
  bool json = false;
};

std::string NameOf(const std::string& given, const std::string& shop_name) {
  if (absl::StartsWith(given, "shops/")) return given;
  if (absl::StrContains(given, '/')) return absl::StrCat(shop_name, "/", given);
  return absl::StrCat(shop_name, "/products/", EscapeId(given));
}

std::string ShownValue(const Json& value) {
  if (value.value("unknown", false)) return "?";
  std::string shown = value.contains("measured") ? Cell(value, "measured") : Cell(value, "values");
  if (value.value("stale", false)) absl::StrAppend(&shown, " (stale)");
  return shown;
}

// What the text was kept from saying, and what it shouldn't say.
void PrintHits(FILE* to, const Json& comparison) {
  for (const Json& hit : comparison.value("wording_hits", Json::array())) {
    absl::FPrintF(to, "%s\n", HitText(hit));
  }
}

// A column for each of the goods.
void PrintComparison(const Json& comparison) {
  static constexpr ColumnList kSides = {
      {"name", "title", "brand", "state", "price", "price_stale", "available"}};
  PrintTable(kSides, comparison.value("sides", std::vector<Json>()));
  const std::vector<Json> rows = comparison.value("rows", std::vector<Json>());
  std::vector<std::string> columns = {"attribute", "outcome"};
  std::vector<Json> shown;
  for (const Json& row : rows) {
    Json line = {{"attribute", Cell(row, "display_name")}, {"outcome", Cell(row, "outcome")}};
    int side = 0;
    for (const Json& value : row.value("values", Json::array())) {
      const std::string column = absl::StrCat(++side);
      if (shown.empty()) columns.push_back(column);
      line[column] = ShownValue(value);
    }
    shown.push_back(std::move(line));
  }
  std::vector<const char*> names;
  for (const std::string& column : columns) names.push_back(column.c_str());
  absl::PrintF("\n");
  PrintTable(names, shown);
  absl::PrintF("\n%s\n", Cell(comparison, "text"));
  PrintHits(stdout, comparison);
}

absl::Status Compare(const Suite& suite, const CompareOptions& options) {
  const bool whole = std::all_of(options.names.begin(), options.names.end(),
                                 [](const auto& name) { return absl::StartsWith(name, "shops/"); });
  if (options.shop.empty() && !whole) return MissingShop();
  const std::string shop = options.shop.empty() ? std::string(ShopNameOf(options.names[0]))
                                                : absl::StrCat("shops/", EscapeId(options.shop));
  Json request = {{"parent", shop}, {"language_code", options.language}};
  for (const std::string& name : options.names) request["names"].push_back(NameOf(name, shop));
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod("shopdesk.catalog.v1.ComparisonService.CompareProducts"));
  return CallMethod(suite.settings, suite.catalog, *method, {request.dump()},
                    [&](const Message& message) {
                      const Json comparison = Json::parse(ToJson(message, /*compact=*/true));
                      if (options.json) {
                        absl::PrintF("%s\n", comparison.dump());
                      } else if (options.text) {
                        absl::PrintF("%s\n", Cell(comparison, "text"));
                        PrintHits(stderr, comparison);
                      } else {
                        PrintComparison(comparison);
                      }
                      return absl::OkStatus();
                    });
}

void AddCompare(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<CompareOptions>();
  command
      .add_option("names", options->names,
                  "2 to 10 products: ids of the shop's, or products/ID and competitorProducts/ID")
      ->required()
      ->expected(2, 10);
  command.add_option("--shop", options->shop, "the shop's id");
  command.add_option("--language", options->language, "the buyer's, e.g. zh, en, es, pt-BR")
      ->capture_default_str();
  command.add_flag("--text", options->text, "only the text to paste into the chat");
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Compare(suite, *options);
    };
  });
}

}  // namespace

const Command kCompareCommand = {
    "compare", "goods beside each other, the shop's and competitors'",
    "A row for each attribute: DIFFERENT, SAME, or OPEN where too little is known; ? is unknown. "
    "Below it the text for the buyer, which tells facts only, and what was left out of it as "
    "prohibited or shouldn't be said.\n"
    "Examples:\n  shopdesk compare 1010000 1009013 --shop yanxuan\n"
    "  shopdesk compare products/mug competitorProducts/rival-mug --shop demo --language es --text",
    AddCompare};

}  // namespace shopdesk::cli
