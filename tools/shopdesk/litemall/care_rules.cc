#include "tools/shopdesk/litemall/care_rules.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"
#include "tools/shopdesk/litemall/sentences.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::CareEntry;
using catalog::v1::CareGuide;
using catalog::v1::CareInstruction;
using catalog::v1::CareSymbol;

constexpr const char* kLanguageColumns[] = {"zh", "en", "es", "pt"};
// Codes of one process are of one ten (CareSymbol), washing's of the first two.
int ProcessOf(CareSymbol::Value symbol) { return std::max(1, symbol / 10); }

void ReadTexts(const CsvTable& table, CareEntry& entry) {
  for (const char* language : kLanguageColumns) {
    if (table.Text(language).empty()) continue;
    catalog::v1::CareText& text = *entry.add_texts();
    text.set_language_code(language);
    text.set_text(table.Text(language));
  }
}

absl::optional<CareSymbol::Value> ReadSymbol(const std::string& name, const char* column,
                                             CsvTable& table) {
  CareSymbol::Value symbol;
  if (CareSymbol::Value_Parse(name, &symbol)) return symbol;
  table.Fail(column, "must be codes of shopdesk.catalog.v1.CareSymbol");
  return absl::nullopt;
}

// The entry of a row's topic; nothing if the row has none.
absl::optional<CareEntry> ReadEntry(CsvTable& table) {
  if (table.Text("topic").empty()) return absl::nullopt;
  CareEntry entry;
  CareEntry::Topic topic;
  if (!CareEntry::Topic_Parse(table.Text("topic"), &topic)) {
    table.Fail("topic", "must be USE, WASHING, STORAGE, REPAIR or WARRANTY");
    return absl::nullopt;
  }
  entry.set_topic(topic);
  ReadTexts(table, entry);
  if (entry.texts().empty()) table.Fail("topic", "must have a text in a language");
  return entry;
}

CareRule ReadCareRule(CsvTable& table) {
  CareRule rule;
  rule.field = table.Text("field");
  rule.pattern = std::make_shared<const RE2>(table.Text("pattern"), RE2::Quiet);
  if (!rule.pattern->ok() || table.Text("pattern").empty()) {
    table.Fail("pattern", "must be a regular expression (RE2)");
  }
  if (!table.Text("symbol").empty())
    rule.symbol = ReadSymbol(table.Text("symbol"), "symbol", table);
  rule.none = table.Text("topic") == "NONE";
  if (!rule.none) rule.entry = ReadEntry(table);
  return rule;
}

// Whether the guide took the symbol, or has it.
bool AddSymbol(CareSymbol::Value symbol, const std::string& words, CareGuide& guide) {
  for (const CareInstruction& present : guide.instructions()) {
    if (ProcessOf(present.symbol()) == ProcessOf(symbol)) return present.symbol() == symbol;
  }
  CareInstruction& added = *guide.add_instructions();
  added.set_symbol(symbol);
  added.set_evidence(words);
  return true;
}

void AddEntry(const CareEntry& told, const std::string& words, CareGuide& guide) {
  CareEntry entry = told;
  entry.set_evidence(words);
  for (catalog::v1::CareText& text : *entry.mutable_texts()) {
    text.set_text(absl::StrReplaceAll(text.text(), {{"{words}", words}}));
  }
  *guide.add_entries() = std::move(entry);
}

// What a rule makes of a sentence: for the report; empty if nothing.
std::string Apply(const CareRule& rule, const std::string& words, CareGuide& guide) {
  std::string became;
  if (rule.symbol.has_value() && AddSymbol(*rule.symbol, words, guide)) {
    became = CareSymbol::Value_Name(*rule.symbol);
  }
  if (rule.entry.has_value()) {
    AddEntry(*rule.entry, words, guide);
    absl::StrAppend(&became, became.empty() ? "" : "|", CareEntry::Topic_Name(rule.entry->topic()));
  }
  return became;
}

}  // namespace

absl::StatusOr<std::vector<CareRule>> ReadCareRules(const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::Open(file, {"field", "pattern", "symbol", "topic",
                                                         "zh", "en", "es", "pt"}));
  std::vector<CareRule> rules;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return rules;
    rules.push_back(ReadCareRule(table));
    RETURN_IF_ERROR(table.RowStatus());
  }
}

CareGuide DeriveCare(const std::vector<CareRule>& rules, const std::string& product_id,
                     const catalog::v1::Product& product, std::vector<Reading>& readings) {
  CareGuide guide;
  for (const auto& [field, text] : TextsOf(product)) {
    for (const std::string& sentence : SentencesOf(text)) {
      bool taken = false;
      bool watched = false;
      for (const CareRule& rule : rules) {
        if (rule.field != field || !RE2::PartialMatch(sentence, *rule.pattern)) continue;
        if (rule.watches()) {
          watched = true;
          continue;
        }
        const std::string became = Apply(rule, sentence, guide);
        taken = taken || rule.none || !became.empty();
        if (!became.empty()) readings.push_back({"care", product_id, field, sentence, became});
      }
      if (watched && !taken) readings.push_back({"care_words", product_id, field, sentence, ""});
    }
  }
  return guide;
}

absl::StatusOr<std::vector<CareGuide>> ReadMaterialCare(const std::string& file,
                                                        const std::string& shop) {
  ASSIGN_OR_RETURN(CsvTable table,
                   CsvTable::Open(file, {"material", "symbols", "topic", "zh", "en", "es", "pt"}));
  std::map<std::string, CareGuide> guides;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) break;
    const std::string name = absl::StrCat("shops/", EscapeId(shop), "/materials/",
                                          EscapeId(table.Text("material")), "/careGuide");
    CareGuide& guide = guides[name];
    guide.set_name(name);
    for (const std::string& code : table.List("symbols")) {
      const auto symbol = ReadSymbol(code, "symbols", table);
      if (symbol.has_value()) guide.add_instructions()->set_symbol(*symbol);
    }
    absl::optional<CareEntry> entry = ReadEntry(table);
    if (entry.has_value()) *guide.add_entries() = *std::move(entry);
    RETURN_IF_ERROR(table.RowStatus());
  }
  std::vector<CareGuide> all;
  for (auto& [name, guide] : guides) all.push_back(std::move(guide));
  return all;
}

}  // namespace shopdesk::cli
