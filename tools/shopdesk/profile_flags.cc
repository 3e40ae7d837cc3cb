#include "tools/shopdesk/profile_flags.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/profile.pb.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;
using catalog::v1::FitMeasure;
using catalog::v1::SkinType;

const std::map<std::string, double>& UnitsOf(bool weight) {
  static const auto& kLengths = *new std::map<std::string, double>{
      {"mm", 1},   {"毫米", 1},  {"cm", 10},   {"厘米", 10},   {"公分", 10},
      {"m", 1000}, {"米", 1000}, {"in", 25.4}, {"inch", 25.4}, {"\"", 25.4}};
  static const auto& kWeights = *new std::map<std::string, double>{
      {"g", 1},       {"克", 1},   {"kg", 1000},      {"公斤", 1000},
      {"千克", 1000}, {"斤", 500}, {"lb", 453.59237}, {"lbs", 453.59237}};
  return weight ? kWeights : kLengths;
}

absl::StatusOr<int64_t> ParseAge(absl::string_view text) {
  int64_t factor = 1;
  if (absl::ConsumeSuffix(&text, "y") || absl::ConsumeSuffix(&text, "岁")) {
    factor = 12;
  } else if (!absl::ConsumeSuffix(&text, "m")) {
    absl::ConsumeSuffix(&text, "个月");
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0) {
    return absl::InvalidArgumentError("--age must be months or years, e.g. 10m or 3y");
  }
  return number * factor;
}

// A list of words as shopdesk.catalog.v1.BuyerProfile.Keys.
Json KeysOf(const std::vector<std::string>& words) {
  Json keys = Json::array();
  for (const std::string& word : words) {
    if (word != "none") keys.push_back(word);
  }
  return {{"keys", keys}};
}

}  // namespace

absl::StatusOr<int64_t> ParseMeasure(absl::string_view text, bool weight) {
  const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto unit =
      UnitsOf(weight).find(absl::AsciiStrToLower(absl::StripAsciiWhitespace(text.substr(digits))));
  if (unit == UnitsOf(weight).end() || !absl::SimpleAtod(text.substr(0, digits), &number)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text,
                                                   "\" must be a number with a unit, e.g. ",
                                                   weight ? "62kg or 120lb" : "92cm or 36in"));
  }
  return std::llround(number * unit->second);
}

absl::StatusOr<Json> MeasuresOf(const ProfileFlags& flags) {
  Json measures = Json::array();
  for (const std::string& flag : flags.measures) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    FitMeasure::Value measure;
    if (!FitMeasure::Value_Parse(absl::AsciiStrToUpper(parts.first), &measure) ||
        measure == FitMeasure::VALUE_UNSPECIFIED) {
      return absl::InvalidArgumentError(
          absl::StrCat("--measure ", flag,
                       ": must be one of shopdesk.catalog.v1.FitMeasure with its value, e.g. "
                       "chest=92cm"));
    }
    ASSIGN_OR_RETURN(const int64_t value,
                     ParseMeasure(parts.second, measure == FitMeasure::WEIGHT));
    measures.push_back({{"measure", FitMeasure::Value_Name(measure)}, {"value", value}});
  }
  return measures;
}

absl::StatusOr<Json> ProfileOf(const ProfileFlags& flags) {
  Json profile = Json::object();
  if (!flags.age.empty()) {
    ASSIGN_OR_RETURN(profile["age_months"], ParseAge(flags.age));
  }
  if (!flags.measures.empty()) {
    ASSIGN_OR_RETURN(profile["measures"], MeasuresOf(flags));
  }
  if (!flags.skin.empty()) {
    Json types = Json::array();
    for (const std::string& word : flags.skin) {
      SkinType::Value type;
      if (word == "none") continue;
      if (!SkinType::Value_Parse(absl::AsciiStrToUpper(word), &type)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "--skin ", word, ": must be one of shopdesk.catalog.v1.SkinType, e.g. sensitive"));
      }
      types.push_back(SkinType::Value_Name(type));
    }
    profile["skin"] = {{"types", types}};
  }
  if (!flags.allergies.empty()) profile["allergens"] = KeysOf(flags.allergies);
  if (!flags.conditions.empty()) profile["conditions"] = KeysOf(flags.conditions);
  if (!flags.habits.empty()) profile["habits"] = KeysOf(flags.habits);
  return profile;
}

}  // namespace shopdesk::cli
