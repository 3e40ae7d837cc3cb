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
#include "tools/shopdesk/shops.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct CarriersOptions {
  std::string shop;
  std::string country = "CN";
  std::string area;
  std::string city;
  std::string month;
  bool json = false;
};

// Hundredths of a percent as a number of percent.
std::string Percent(const Json& rate, const char* field) {
  return absl::StrFormat("%.1f", rate.value(field, 0) / 100.0);
}

// "95.0 % (91.0 to 97.3)"; "?" of no parcels.
std::string ShownRate(const Json& level, const char* field) {
  const Json rate = level.value(field, Json::object());
  if (!rate.contains("rate_bps")) return "?";
  return absl::StrCat(Percent(rate, "rate_bps"), " % (", Percent(rate, "low_bps"), " to ",
                      Percent(rate, "high_bps"), ")");
}

void PrintCarriers(const Json& answer) {
  static constexpr ColumnList kCarriers = {
      {"carrier", "parcels", "on time", "damaged or lost", "refused", "score", "advice"}};
  std::vector<Json> rows;
  for (const Json& level : answer.value("service_levels", std::vector<Json>())) {
    const bool known = level.contains("score");
    rows.push_back({{"carrier", Cell(level, "carrier_id")},
                    {"parcels", Cell(level, "parcels")},
                    {"on time", ShownRate(level, "on_time")},
                    {"damaged or lost", ShownRate(level, "damaged")},
                    {"refused", ShownRate(level, "refused")},
                    {"score", known ? Percent(level, "score") : "unknown"},
                    {"advice", known ? Cell(level, "advice") : "too few parcels"}});
  }
  absl::PrintF("parcels made from %s to %s\n", Cell(answer, "first_month"),
               Cell(answer, "last_month"));
  PrintTable(kCarriers, rows);
}

absl::Status CompareCarriers(const Suite& suite, const CarriersOptions& options) {
  if (options.shop.empty()) return MissingShop();
  const Json request = {{"parent", absl::StrCat("shops/", EscapeId(options.shop))},
                        {"place",
                         {{"region_code", options.country},
                          {"administrative_area", options.area},
                          {"locality", options.city}}},
                        {"last_month", options.month}};
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod("shopdesk.logistics.v1.ServiceLevelService.CompareCarriers"));
  return CallMethod(suite.settings, suite.logistics, *method, {request.dump()},
                    [&](const Message& message) {
                      const Json answer = Json::parse(ToJson(message, /*compact=*/true));
                      if (options.json) {
                        absl::PrintF("%s\n", answer.dump());
                      } else {
                        PrintCarriers(answer);
                      }
                      return absl::OkStatus();
                    });
}

void AddCarriers(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<CarriersOptions>();
  command.add_option("city", options->city, "the city, as addresses have it")->required();
  command.add_option("--shop", options->shop, "the shop's id");
  command.add_option("--area", options->area, "its province or state, a code or a name");
  command.add_option("--country", options->country, "ISO 3166-1 alpha-2")->capture_default_str();
  command.add_option("--month", options->month, "the last month that counts, e.g. 2024-03");
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return CompareCarriers(suite, *options);
    };
  });
}

}  // namespace

const Command kCarriersCommand = {
    "carriers", "how well the carriers serve a city, by the shop's own parcels",
    "Each share with the values between which it truly lies; the score is the least that "
    "punctuality can be, less three times the most that damage can be, less the most that refusal "
    "can be.\n"
    "Example:\n  shopdesk carriers 杭州市 --area 浙江 --shop retail",
    AddCarriers};

}  // namespace shopdesk::cli
