#include "tools/shopdesk/litemall/fit_rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"
#include "tools/shopdesk/litemall/sentences.h"
#include "tools/shopdesk/profile_flags.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::FitMeasure;
using catalog::v1::SizeChart;
using catalog::v1::SkinType;
using catalog::v1::Suitability;
using catalog::v1::SuitabilityGuide;
using catalog::v1::SuitabilityRule;
using google::protobuf::util::MessageDifferencer;

// As SuitabilityRule.evidence and SizeChart.evidence may be long, in characters.
constexpr size_t kMostEvidence = 500;

// Null for an empty cell.
std::shared_ptr<const RE2> ReadPattern(const char* column, CsvTable& table) {
  if (table.Text(column).empty()) return nullptr;
  auto pattern = std::make_shared<const RE2>(table.Text(column), RE2::Quiet);
  if (!pattern->ok()) table.Fail(column, "must be a regular expression (RE2)");
  return pattern;
}

WordPlace ReadPlace(CsvTable& table) {
  WordPlace place{table.Text("field"), ReadPattern("pattern", table), ReadPattern("title", table)};
  if (place.pattern == nullptr) table.Fail("pattern", "must be a regular expression (RE2)");
  return place;
}

FitMeasure::Value ReadMeasure(const char* column, CsvTable& table) {
  FitMeasure::Value measure = FitMeasure::VALUE_UNSPECIFIED;
  if (!FitMeasure::Value_Parse(table.Text(column), &measure)) {
    table.Fail(column, "must be one of shopdesk.catalog.v1.FitMeasure");
  }
  return measure;
}

void ReadFact(CsvTable& table, SuitabilityRule& rule) {
  const std::string& kind = table.Text("kind");
  const std::string& subject = table.Text("subject");
  if (kind == "AGE") {
    rule.mutable_age_months();
  } else if (kind == "MEASURE") {
    rule.mutable_measure()->mutable_range();
    rule.mutable_measure()->set_measure(ReadMeasure("subject", table));
  } else if (kind == "SKIN_TYPE") {
    SkinType::Value skin = SkinType::VALUE_UNSPECIFIED;
    if (!SkinType::Value_Parse(subject, &skin)) {
      table.Fail("subject", "must be one of shopdesk.catalog.v1.SkinType");
    }
    rule.set_skin_type(skin);
  } else if (kind == "ALLERGEN") {
    rule.set_allergen(subject);
  } else if (kind == "CONDITION") {
    rule.set_condition(subject);
  } else if (kind == "HABIT") {
    rule.set_habit(subject);
  } else {
    table.Fail("kind", "must be one of shopdesk.catalog.v1.SuitabilityKind, NONE, or empty");
  }
}

FitRule ReadFitRule(CsvTable& table) {
  FitRule rule;
  rule.place = ReadPlace(table);
  rule.watches = table.Text("kind").empty();
  if (rule.watches || table.Text("kind") == "NONE") return rule;
  SuitabilityRule& derived = rule.rule.emplace();
  ReadFact(table, derived);
  Suitability::Verdict consequence = Suitability::VERDICT_UNSPECIFIED;
  if (!Suitability::Verdict_Parse(table.Text("consequence"), &consequence)) {
    table.Fail("consequence", "must be UNSUITABLE, CAUTION or SUITABLE");
  }
  derived.set_consequence(consequence);
  const std::string& field = rule.place.field;
  if (field != "title" && field != "selling_points" && field != "description") {
    derived.set_attribute(field);
  }
  for (const char* language : {"zh", "en", "es", "pt"}) {
    if (table.Text(language).empty()) continue;
    catalog::v1::CareText& reason = *derived.add_reasons();
    reason.set_language_code(language);
    reason.set_text(table.Text(language));
  }
  rule.range = {table.Text("from"), table.Text("to")};
  return rule;
}

SizeRule ReadSizeRule(CsvTable& table) {
  SizeRule rule;
  rule.place = ReadPlace(table);
  rule.measure = ReadMeasure("measure", table);
  rule.size = table.Text("size");
  if (rule.size.empty()) table.Fail("size", "must say what the size is called");
  rule.range = {table.Text("from"), table.Text("to")};
  return rule;
}

template <class Rule>
absl::StatusOr<std::vector<Rule>> ReadRules(const std::string& file,
                                            const std::vector<std::string>& columns,
                                            Rule (*read)(CsvTable&)) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::Open(file, columns));
  std::vector<Rule> rules;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return rules;
    rules.push_back(read(table));
    RETURN_IF_ERROR(table.RowStatus());
  }
}

bool IsAt(const WordPlace& place, const std::string& field, const std::string& words,
          const std::string& title) {
  return place.field == field && RE2::PartialMatch(words, *place.pattern) &&
         (place.title == nullptr || RE2::PartialMatch(title, *place.title));
}

// A bound with the parts of the words that its pattern has found; nullopt if that is no number.
absl::optional<int64_t> NumberIn(const WordPlace& place, const std::string& words,
                                 const std::string& bound, FitMeasure::Value measure) {
  std::string text;
  int64_t number = 0;
  if (!RE2::Extract(words, *place.pattern, bound, &text)) return absl::nullopt;
  if (absl::SimpleAtoi(text, &number)) return number;
  if (measure == FitMeasure::VALUE_UNSPECIFIED) return absl::nullopt;
  const absl::StatusOr<int64_t> value = ParseMeasure(text, measure == FitMeasure::WEIGHT);
  if (!value.ok()) return absl::nullopt;
  return *value;
}

// Sets from and to of a range of the API; for the report "from-to".
template <class Range>
std::string FillRange(const WordPlace& place, const WordRange& told, const std::string& words,
                      FitMeasure::Value measure, Range& range) {
  std::string became;
  if (const auto from = NumberIn(place, words, told.from, measure); from.has_value()) {
    range.set_from(*from);
    absl::StrAppend(&became, *from);
  }
  absl::StrAppend(&became, "-");
  if (const auto to = NumberIn(place, words, told.to, measure); to.has_value()) {
    range.set_to(*to);
    absl::StrAppend(&became, *to);
  }
  return became;
}

// The longest beginning of a text that is no longer than evidence may be.
std::string EvidenceOf(const std::string& words) {
  size_t characters = 0;
  size_t end = 0;
  while (end < words.size()) {
    const bool begins = (words[end] & 0xC0) != 0x80;
    if (begins && ++characters > kMostEvidence) break;
    ++end;
  }
  return words.substr(0, end);
}

// What a rule makes of a sentence: for the report.
std::string ApplyTo(const FitRule& from, const std::string& words, SuitabilityGuide& guide) {
  SuitabilityRule rule = *from.rule;
  std::string became;
  if (rule.has_age_months()) {
    became =
        absl::StrCat("AGE ", FillRange(from.place, from.range, words, FitMeasure::VALUE_UNSPECIFIED,
                                       *rule.mutable_age_months()));
  } else if (rule.has_measure()) {
    const FitMeasure::Value measure = rule.measure().measure();
    became = absl::StrCat(FitMeasure::Value_Name(measure), " ",
                          FillRange(from.place, from.range, words, measure,
                                    *rule.mutable_measure()->mutable_range()));
  } else if (rule.has_skin_type()) {
    became = SkinType::Value_Name(rule.skin_type());
  } else {
    became = absl::StrCat(rule.allergen(), rule.condition(), rule.habit());
  }
  absl::StrAppend(&became, " ", Suitability::Verdict_Name(rule.consequence()));
  for (const SuitabilityRule& present : guide.rules()) {
    SuitabilityRule same = present;
    same.set_attribute(rule.attribute());
    same.clear_evidence();
    if (MessageDifferencer::Equals(same, rule)) return became;
  }
  rule.set_evidence(EvidenceOf(words));
  *guide.add_rules() = std::move(rule);
  return became;
}

// Sizes from the smallest to the largest.
void SortSizes(SizeChart& chart) {
  const auto key = [](const catalog::v1::Size& size) {
    const catalog::v1::SizeRange& range = size.ranges(0);
    return std::pair(range.from(),
                     range.has_to() ? range.to() : std::numeric_limits<int64_t>::max());
  };
  std::stable_sort(chart.mutable_sizes()->begin(), chart.mutable_sizes()->end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

// For the report; empty if the chart has the size, or goes by another measure.
std::string ApplyTo(const SizeRule& rule, const std::string& words, SizeChart& chart) {
  if (!chart.measures().empty() && chart.measures(0).measure() != rule.measure) return "";
  catalog::v1::Size size;
  if (!RE2::Extract(words, *rule.place.pattern, rule.size, size.mutable_size())) return "";
  for (const catalog::v1::Size& present : chart.sizes()) {
    if (present.size() == size.size()) return "";
  }
  catalog::v1::SizeRange& range = *size.add_ranges();
  range.set_measure(rule.measure);
  const std::string became = FillRange(rule.place, rule.range, words, rule.measure, range);
  if (!range.has_from() && !range.has_to()) return "";
  if (chart.measures().empty()) chart.add_measures()->set_measure(rule.measure);
  const std::string evidence =
      absl::StrCat(chart.evidence(), chart.evidence().empty() ? "" : "\n", words);
  chart.set_evidence(EvidenceOf(evidence));
  const std::string told =
      absl::StrCat(size.size(), " ", FitMeasure::Value_Name(rule.measure), " ", became);
  *chart.add_sizes() = std::move(size);
  return told;
}

}  // namespace

absl::StatusOr<std::vector<FitRule>> ReadFitRules(const std::string& file) {
  return ReadRules<FitRule>(file,
                            {"field", "title", "pattern", "kind", "subject", "from", "to",
                             "consequence", "zh", "en", "es", "pt"},
                            ReadFitRule);
}

absl::StatusOr<std::vector<SizeRule>> ReadSizeRules(const std::string& file) {
  return ReadRules<SizeRule>(file, {"field", "title", "pattern", "measure", "size", "from", "to"},
                             ReadSizeRule);
}

SuitabilityGuide DeriveSuitability(const std::vector<FitRule>& rules, const std::string& product_id,
                                   const catalog::v1::Product& product,
                                   std::vector<Reading>& readings) {
  SuitabilityGuide guide;
  for (const auto& [field, text] : TextsOf(product)) {
    for (const std::string& sentence : SentencesOf(text)) {
      bool taken = false;
      bool watched = false;
      for (const FitRule& rule : rules) {
        if (!IsAt(rule.place, field, sentence, product.title())) continue;
        watched = watched || rule.watches;
        taken = taken || !rule.watches;
        if (!rule.rule.has_value()) continue;
        readings.push_back(
            {"suitability", product_id, field, sentence, ApplyTo(rule, sentence, guide)});
      }
      if (watched && !taken) {
        readings.push_back({"suitability_words", product_id, field, sentence, ""});
      }
    }
  }
  return guide;
}

SizeChart DeriveSizes(const std::vector<SizeRule>& rules, const std::string& product_id,
                      const catalog::v1::Product& product, std::vector<Reading>& readings) {
  SizeChart chart;
  for (const auto& [field, text] : TextsOf(product)) {
    const std::vector<std::string> lines = absl::StrSplit(text, '\n');
    for (const std::string& line : lines) {
      for (const SizeRule& rule : rules) {
        if (!IsAt(rule.place, field, line, product.title())) continue;
        const std::string became = ApplyTo(rule, line, chart);
        if (became.empty()) continue;
        readings.push_back({"size", product_id, field, line, became});
        break;
      }
    }
  }
  SortSizes(chart);
  return chart;
}

}  // namespace shopdesk::cli
