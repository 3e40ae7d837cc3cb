#include "tools/shopdesk/litemall/attribute_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::AttributeDefinition;

// "word=value;word=value".
std::vector<std::pair<std::string, std::string>> PairsOf(CsvTable& table, const char* column) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& part : table.List(column)) {
    const size_t equals = part.rfind('=');
    if (equals == part.npos) {
      table.Fail(column, "must be word=value, separated by ;");
    } else {
      pairs.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
  }
  return pairs;
}

void ReadWords(CsvTable& table, AttributeRule& rule) {
  AttributeDefinition& definition = rule.definition;
  for (auto& [word, value] : PairsOf(table, "words")) {
    const auto& allowed = definition.allowed_values();
    if (definition.value_type() == AttributeDefinition::CHOICE &&
        std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      definition.add_allowed_values(value);
    }
    rule.words.emplace(word, value);
  }
}

void ReadUnits(CsvTable& table, AttributeRule& rule) {
  for (const auto& [unit, factor] : PairsOf(table, "units")) {
    double value = 0;
    if (!absl::SimpleAtod(factor, &value) || value <= 0) {
      table.Fail("units", "must say how many of the rule's unit each is");
    }
    rule.units.emplace(absl::AsciiStrToLower(unit), value);
  }
}

AttributeRule ReadRule(CsvTable& table) {
  AttributeRule rule;
  rule.definition.set_key(table.Text("key"));
  rule.definition.set_display_name(table.Text("display_name"));
  rule.definition.set_unit(table.Text("unit"));
  AttributeDefinition::ValueType type;
  if (AttributeDefinition::ValueType_Parse(table.Text("type"), &type)) {
    rule.definition.set_value_type(type);
  } else {
    table.Fail("type", "must be TEXT, INTEGER, MEASURE, BOOLEAN or CHOICE");
  }
  rule.cut = absl::StrReplaceAll(table.Text("cut"), {{"\\n", "\n"}});
  ReadWords(table, rule);
  ReadUnits(table, rule);
  rule.materials = table.Boolean("materials");
  if (const std::string& pattern = table.Text("pattern"); !pattern.empty()) {
    rule.pattern = std::make_shared<const RE2>(absl::StrCat("(?s)", pattern), RE2::Quiet);
    if (!rule.pattern->ok()) table.Fail("pattern", "must be a regular expression (RE2)");
  }
  return rule;
}

// In the definition's unit; empty if it is no number with one of the rule's units.
std::string NumberIn(const AttributeRule& rule, absl::string_view text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto unit =
      rule.units.find(absl::AsciiStrToLower(absl::StripAsciiWhitespace(text.substr(digits))));
  if (unit == rule.units.end() || !absl::SimpleAtod(text.substr(0, digits), &number)) return "";
  return absl::StrFormat("%.10g", number * unit->second);
}

// What one value is by the rule; empty if it is not what the rule expects.
std::string ReadValue(const AttributeRule& rule, absl::string_view text) {
  if (rule.pattern != nullptr &&
      !RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *rule.pattern)) {
    return "";
  }
  if (const auto word = rule.words.find(std::string(text)); word != rule.words.end()) {
    return word->second;
  }
  if (!rule.units.empty()) return NumberIn(rule, text);
  return rule.words.empty() ? std::string(text) : "";
}

// A list of characters in UTF-8 as the places to cut at.
std::vector<std::string> CutAt(absl::string_view text, absl::string_view characters) {
  std::string marked(text);
  for (size_t begin = 0; begin < characters.size();) {
    size_t end = begin + 1;
    while (end < characters.size() && (characters[end] & 0xC0) == 0x80) ++end;
    marked = absl::StrReplaceAll(marked, {{characters.substr(begin, end - begin), "\1"}});
    begin = end;
  }
  return absl::StrSplit(marked, '\1');
}

}  // namespace

absl::StatusOr<AttributeRules> ReadAttributeRules(const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table,
                   CsvTable::Open(file, {"attribute", "key", "display_name", "type", "unit", "cut",
                                         "words", "units", "pattern", "materials"}));
  AttributeRules rules;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return rules;
    AttributeRule rule = ReadRule(table);
    if (!rules.emplace(table.Text("attribute"), std::move(rule)).second) {
      table.Fail("attribute", "must not be given twice");
    }
    RETURN_IF_ERROR(table.RowStatus());
  }
}

std::vector<std::string> ReadValues(const AttributeRule& rule, absl::string_view text) {
  std::vector<std::string> values;
  for (const std::string& part : CutAt(text, rule.cut)) {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(part);
    if (trimmed.empty()) continue;
    std::string value = ReadValue(rule, trimmed);
    if (value.empty()) return {};
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

}  // namespace shopdesk::cli
