#include "services/catalog/domain/advice/measure.h"

#include <unicode/locid.h>
#include <unicode/measunit.h>
#include <unicode/numberformatter.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {

enum class Quantity {
  kMass,
  kLength,
  kVolume,
  kArea,
  kDuration,
  kAge,
  kPower,
  kVoltage,
  kCharge,
  kEnergy,
  kFrequency,
  kTemperature,
  kData
};

struct Unit {
  Quantity quantity;
  // How many of the quantity's usual unit it is.
  double factor;
  // ICU's identifier; null: written in the usual unit.
  const char* icu;
  // As people write it, separated by blanks.
  const char* names;
};

namespace {

// The first of each quantity is its usual unit.
constexpr Unit kUnits[] = {
    {Quantity::kMass, 1, "gram", "g 克 公克 gr gram grams gramo gramos grama gramas"},
    {Quantity::kMass, 0.001, "milligram", "mg 毫克"},
    {Quantity::kMass, 1000, "kilogram",
     "kg 千克 公斤 kgs kilo kilos kilogram kilograms kilogramos quilo quilos"},
    {Quantity::kMass, 500, nullptr, "斤 市斤"},
    {Quantity::kMass, 50, nullptr, "两"},
    {Quantity::kMass, 1e6, "metric-ton", "t 吨"},
    {Quantity::kMass, 28.349523125, "ounce", "oz 盎司 ounce ounces onza onzas onca oncas"},
    {Quantity::kMass, 453.59237, "pound", "lb 磅 lbs pound pounds libra libras"},
    {Quantity::kLength, 1, "centimeter", "cm 厘米 公分 centimetro centimetros"},
    {Quantity::kLength, 0.1, "millimeter", "mm 毫米"},
    {Quantity::kLength, 10, nullptr, "dm 分米"},
    {Quantity::kLength, 100, "meter", "m 米 公尺 metro metros meter meters metre metres"},
    {Quantity::kLength, 100000, "kilometer", "km 千米 公里"},
    {Quantity::kLength, 2.54, "inch",
     "in 英寸 吋 inch inches \" ″ pulgada pulgadas polegada polegadas"},
    {Quantity::kLength, 30.48, "foot", "ft 英尺 foot feet pie pies pe pes"},
    {Quantity::kLength, 100.0 / 3, nullptr, "尺"},
    {Quantity::kVolume, 1, "milliliter", "ml 毫升 cc mililitro mililitros"},
    {Quantity::kVolume, 10, "centiliter", "cl 厘升"},
    {Quantity::kVolume, 100, "deciliter", "dl 分升"},
    {Quantity::kVolume, 1000, "liter", "l 升 公升 liter liters litre litres litro litros"},
    {Quantity::kVolume, 29.5735295625, "fluid-ounce", "floz"},
    {Quantity::kArea, 1, "square-centimeter", "cm2 平方厘米"},
    {Quantity::kArea, 10000, "square-meter", "m2 平方米 平米 sqm"},
    {Quantity::kDuration, 1, "second", "s 秒 秒钟 sec secs second seconds segundo segundos"},
    {Quantity::kDuration, 60, "minute", "min 分 分钟 mins minute minutes minuto minutos"},
    {Quantity::kDuration, 3600, "hour", "h 小时 hr hrs hour hours hora horas"},
    {Quantity::kDuration, 86400, "day", "d 天 日 day days dia dias"},
    {Quantity::kAge, 1, "month", "month 月 个月 months mes meses"},
    {Quantity::kAge, 12, "year", "year 岁 周岁 years ano anos"},
    {Quantity::kPower, 1, "watt", "w 瓦 瓦特 watt watts"},
    {Quantity::kPower, 1000, "kilowatt", "kw 千瓦"},
    {Quantity::kVoltage, 1, "volt", "v 伏 伏特 volt volts"},
    {Quantity::kCharge, 1, "milliampere-hour", "mah 毫安时 毫安"},
    {Quantity::kCharge, 1000, "ampere-hour", "ah 安时"},
    {Quantity::kEnergy, 1, "kilojoule", "kj 千焦"},
    {Quantity::kEnergy, 4.184, "kilocalorie", "kcal 千卡 大卡"},
    {Quantity::kFrequency, 1, "hertz", "hz 赫兹"},
    {Quantity::kTemperature, 1, "celsius", "°c 摄氏度"},
    {Quantity::kData, 1, "megabyte", "mb"},
    {Quantity::kData, 1000, "gigabyte", "gb"},
    {Quantity::kData, 1e6, "terabyte", "tb"},
};

// What differs less is the same: units have been rounded on the way.
constexpr double kTolerance = 1e-6;
// Digits that matter of a number that was reckoned into another unit.
constexpr int kDigits = 6;

// Case, width, accents and traditional characters aside; quickly where there are none.
std::string FoldUnit(absl::string_view text) {
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isascii(c); });
  return ascii ? absl::AsciiStrToLower(text) : Fold(text);
}

// By their folded names.
absl::flat_hash_map<std::string, const Unit*> MakeUnits() {
  absl::flat_hash_map<std::string, const Unit*> units;
  for (const Unit& unit : kUnits) {
    for (const absl::string_view name : absl::StrSplit(unit.names, ' ')) {
      units.emplace(FoldUnit(name), &unit);
    }
  }
  return units;
}

const Unit* FindFolded(absl::string_view folded) {
  static const auto kByName = MakeUnits();
  const auto found = kByName.find(folded);
  return found == kByName.end() ? nullptr : found->second;
}

const Unit& UsualOf(Quantity quantity) {
  return *std::find_if(std::begin(kUnits), std::end(kUnits),
                       [&](const Unit& unit) { return unit.quantity == quantity; });
}

// Whether a separator may stand before the last three digits of a number instead of its decimals.
// `digits` begins with a digit.
bool MayBeThousands(absl::string_view digits, size_t separator, Writing writing) {
  if (digits[separator] == '.' && writing == Writing::kTyped) return false;
  return digits.size() - separator - 1 == 3 && separator <= 3 && digits[0] != '0';
}

// Takes a number off the front; nothing if there is none, or it may be two.
absl::optional<double> TakeNumber(absl::string_view& text, Writing writing) {
  size_t end = 0;
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  size_t separators = 0;
  size_t last = 0;
  for (; end < text.size() &&
         (absl::ascii_isdigit(text[end]) || text[end] == '.' || text[end] == ',');
       ++end) {
    if (absl::ascii_isdigit(text[end])) continue;
    ++separators;
    last = end;
  }
  std::string digits(text.substr(0, end));
  if (digits.empty() || separators > 1 || !absl::ascii_isdigit(digits[0])) return absl::nullopt;
  if (separators == 1) {
    if (last + 1 == end || MayBeThousands(digits, last, writing)) return absl::nullopt;
    digits[last] = '.';
  }
  double value = 0;
  if (!absl::SimpleAtod(digits, &value) || !std::isfinite(value)) return absl::nullopt;
  text.remove_prefix(end);
  return negative ? -value : value;
}

// A number with its own unit, or without; false for anything else.
struct Part {
  double number = 0;
  const Unit* unit = nullptr;
};
bool ReadPart(absl::string_view text, Writing writing, Part& part) {
  text = absl::StripAsciiWhitespace(text);
  const absl::optional<double> number = TakeNumber(text, writing);
  if (!number.has_value()) return false;
  part.number = *number;
  text = absl::StripAsciiWhitespace(text);
  if (text.empty()) return true;
  part.unit = FindFolded(text);
  return part.unit != nullptr;
}

// The parts between "×", "x" and "*" that stand beside digits.
std::vector<std::string> SplitFactors(std::string folded) {
  for (size_t i = 1; i + 1 < folded.size(); ++i) {
    if (folded[i] == '*') folded[i] = 'x';
  }
  folded = absl::StrJoin(absl::StrSplit(folded, "×"), "x");
  return absl::StrSplit(folded, 'x');
}

}  // namespace

const Unit* FindUnit(absl::string_view name) {
  return FindFolded(FoldUnit(absl::StripAsciiWhitespace(name)));
}

double UnitsIn(absl::string_view unit, absl::string_view in) {
  const Unit* const from = FindUnit(unit);
  const Unit* const to = FindUnit(in);
  if (from == nullptr || to == nullptr || from->quantity != to->quantity) return 0;
  return from->factor / to->factor;
}

absl::optional<Measure> ReadMeasure(absl::string_view text, absl::string_view default_unit,
                                    Writing writing) {
  // No measure is longer; what is isn't worth folding.
  constexpr size_t kLongest = 80;
  if (text.empty() || text.size() > kLongest) return absl::nullopt;
  const std::vector<std::string> factors = SplitFactors(FoldUnit(text));
  std::vector<Part> parts;
  for (const std::string& factor : factors) {
    if (!ReadPart(factor, writing, parts.emplace_back())) return absl::nullopt;
  }
  // The last one's counts for those that have none.
  const Unit* unit = parts.back().unit;
  if (unit == nullptr && !default_unit.empty()) unit = FindUnit(default_unit);
  Measure measure;
  measure.unit = unit;
  for (const Part& part : parts) {
    const Unit* own = part.unit == nullptr ? unit : part.unit;
    if (own != unit && (unit == nullptr || own->quantity != unit->quantity)) return absl::nullopt;
    measure.numbers.push_back(own == unit ? part.number : part.number * own->factor / unit->factor);
  }
  return measure;
}

bool IsComparable(const Measure& a, const Measure& b) {
  if (a.numbers.size() != b.numbers.size()) return false;
  if (a.unit == nullptr || b.unit == nullptr) return a.unit == b.unit;
  return a.unit->quantity == b.unit->quantity;
}

namespace {

// In the usual unit.
double ValueOf(const Measure& measure, size_t i) {
  return measure.numbers[i] * (measure.unit == nullptr ? 1 : measure.unit->factor);
}

}  // namespace

bool IsSame(const Measure& a, const Measure& b) {
  for (size_t i = 0; i < a.numbers.size(); ++i) {
    const double left = ValueOf(a, i);
    const double right = ValueOf(b, i);
    if (std::abs(left - right) > kTolerance * std::max(std::abs(left), std::abs(right))) {
      return false;
    }
  }
  return true;
}

bool IsLess(const Measure& a, const Measure& b) {
  if (IsSame(a, b)) return false;
  for (size_t i = 0; i < a.numbers.size(); ++i) {
    if (ValueOf(a, i) != ValueOf(b, i)) return ValueOf(a, i) < ValueOf(b, i);
  }
  return false;
}

struct MeasureWriter::Formats {
  absl::flat_hash_map<const Unit*, icu::number::LocalizedNumberFormatter> by_unit;
};

namespace {

// Chinese has its own words for units, which are as short.
UNumberUnitWidth Width(absl::string_view language) {
  return language == "zh" ? UNUM_UNIT_WIDTH_FULL_NAME : UNUM_UNIT_WIDTH_SHORT;
}

}  // namespace

MeasureWriter::MeasureWriter(absl::string_view language)
    : language_(language), formats_(std::make_unique<Formats>()) {}
MeasureWriter::~MeasureWriter() = default;

std::string MeasureWriter::Write(const Measure& measure, const Unit* unit) {
  if (unit == nullptr || unit->icu == nullptr || unit->quantity != measure.unit->quantity) {
    unit = measure.unit->icu == nullptr ? &UsualOf(measure.unit->quantity) : measure.unit;
  }
  const auto format_of = [&](const Unit* of) -> icu::number::LocalizedNumberFormatter& {
    const auto [found, inserted] = formats_->by_unit.try_emplace(of);
    if (inserted) {
      UErrorCode error = U_ZERO_ERROR;
      icu::number::LocalizedNumberFormatter format =
          icu::number::NumberFormatter::withLocale(icu::Locale(language_.c_str()))
              .precision(icu::number::Precision::maxSignificantDigits(kDigits));
      if (of != nullptr) {
        format = format.unit(icu::MeasureUnit::forIdentifier(of->icu, error))
                     .unitWidth(Width(language_));
      }
      found->second = std::move(format);
    }
    return found->second;
  };
  std::string text;
  for (size_t i = 0; i < measure.numbers.size(); ++i) {
    const bool last = i + 1 == measure.numbers.size();
    UErrorCode error = U_ZERO_ERROR;
    const double number = ValueOf(measure, i) / unit->factor;
    format_of(last ? unit : nullptr).formatDouble(number, error).toString(error).toUTF8String(text);
    if (!last) text += " × ";
  }
  return text;
}

}  // namespace shopdesk::catalog::domain
