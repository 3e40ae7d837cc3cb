#include "services/catalog/domain/knowledge/care.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/knowledge/care_symbol.h"
#include "services/catalog/domain/knowledge/told_text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::CareEntry;
using v1::CareGuide;
using v1::CareInstruction;
using v1::CareProcess;
using v1::ProductCare;

// In the order of kTextLanguages.
constexpr const char* kCareHeadings[] = {
    "“{title}”的洗护方法：{list}。", "How to care for “{title}”: {list}.",
    "Cuidado de «{title}»: {list}.", "Cuidados com “{title}”: {list}."};

// Guides that decide together: one, or those of all materials.
using CareLevel = std::vector<const CareGuide*>;

void CheckInstructions(const CareGuide& guide, Violations& violations) {
  std::set<CareProcess::Value> processes;
  for (int i = 0; i < guide.instructions_size(); ++i) {
    const std::string field = absl::StrCat("care_guide.instructions[", i, "].symbol");
    const CareSymbolInfo* info = FindCareSymbol(guide.instructions(i).symbol());
    if (info == nullptr) {
      violations.Add(field, "is no symbol");
    } else if (!processes.insert(info->process).second) {
      violations.Add(field,
                     absl::StrCat("is the second of ", CareProcess::Value_Name(info->process)));
    }
  }
}

// What a guide tells of a process; null if nothing.
const CareInstruction* FindInstruction(const CareGuide& guide, CareProcess::Value process) {
  for (const CareInstruction& instruction : guide.instructions()) {
    const CareSymbolInfo* info = FindCareSymbol(instruction.symbol());
    if (info != nullptr && info->process == process) return &instruction;
  }
  return nullptr;
}

// Whether the level decides the process; then it is in `care`. Where several decide together, all
// must tell of it.
bool Decide(const CareLevel& level, CareProcess::Value process, ProductCare& care) {
  ProductCare::Process decided;
  decided.set_process(process);
  for (const CareGuide* guide : level) {
    const CareInstruction* told = guide == nullptr ? nullptr : FindInstruction(*guide, process);
    if (told == nullptr) return false;
    decided.set_symbol(decided.sources().empty() ? told->symbol()
                                                 : GentlestOf(decided.symbol(), told->symbol()));
    decided.add_sources(guide->name());
    if (decided.evidence().empty()) decided.set_evidence(told->evidence());
  }
  if (decided.sources().empty()) return false;
  decided.set_text(FindCareSymbol(decided.symbol())->texts[TextColumn(care.language_code())]);
  *care.add_processes() = std::move(decided);
  return true;
}

// Whether the level tells of the topic; then what it tells is in `care`.
bool Tell(const CareLevel& level, CareEntry::Topic topic, ProductCare& care) {
  bool told = false;
  for (const CareGuide* guide : level) {
    if (guide == nullptr) continue;
    for (const CareEntry& entry : guide->entries()) {
      if (entry.topic() != topic || entry.texts().empty()) continue;
      const v1::CareText& text = ChooseText(entry.texts(), care.language_code());
      ProductCare::Entry& added = *care.add_entries();
      added.set_topic(topic);
      added.set_text(text.text());
      added.set_language_code(text.language_code());
      added.set_source(guide->name());
      told = true;
    }
  }
  return told;
}

const CareGuide* FindGuide(const std::map<std::string, CareGuide>& guides,
                           const std::string& subject) {
  const auto found = guides.find(subject);
  return found == guides.end() ? nullptr : &found->second;
}

std::string MaterialSubject(absl::string_view material) {
  return absl::StrCat("materials/", EscapeId(material));
}
std::string ProductSubject(const v1::Product& product) {
  return absl::StrCat("products/", LastSegment(product.name()));
}
std::string CategorySubject(const v1::Category& category) {
  return absl::StrCat("categories/", LastSegment(category.name()));
}

std::string CareSentence(const v1::Product& product, const ProductCare& care) {
  const size_t language = TextColumn(care.language_code());
  std::vector<std::string> lines;
  if (!care.processes().empty()) {
    const std::string list = absl::StrJoin(
        care.processes(), language == 0 ? "；" : "; ",
        [](std::string* out, const ProductCare::Process& process) { *out += process.text(); });
    lines.push_back(absl::StrReplaceAll(kCareHeadings[language],
                                        {{"{title}", product.title()}, {"{list}", list}}));
  }
  for (const ProductCare::Entry& entry : care.entries()) lines.push_back(entry.text());
  return absl::StrJoin(lines, "\n");
}

}  // namespace

absl::Status CheckCareGuide(const CareGuide& guide) {
  Violations violations;
  CheckInstructions(guide, violations);
  for (int i = 0; i < guide.entries_size(); ++i) {
    std::set<std::string> languages;
    for (int j = 0; j < guide.entries(i).texts_size(); ++j) {
      if (languages.insert(guide.entries(i).texts(j).language_code()).second) continue;
      violations.Add(absl::StrCat("care_guide.entries[", i, "].texts[", j, "].language_code"),
                     "is given twice");
    }
  }
  return violations.ToStatus();
}

bool SameCare(const CareGuide& a, const CareGuide& b) {
  CareGuide left;
  *left.mutable_instructions() = a.instructions();
  *left.mutable_entries() = a.entries();
  CareGuide right;
  *right.mutable_instructions() = b.instructions();
  *right.mutable_entries() = b.entries();
  return google::protobuf::util::MessageDifferencer::Equals(left, right);
}

std::vector<std::string> MaterialsOf(const v1::Product& product) {
  for (const v1::AttributeValue& attribute : product.attributes()) {
    if (attribute.key() == kMaterialAttribute) {
      return {attribute.values().begin(), attribute.values().end()};
    }
  }
  return {};
}

std::vector<std::string> CareSubjects(const v1::Product& product,
                                      absl::Span<const v1::Category> path) {
  std::vector<std::string> subjects = {ProductSubject(product)};
  for (const std::string& material : MaterialsOf(product)) {
    subjects.push_back(MaterialSubject(material));
  }
  for (const v1::Category& category : path) subjects.push_back(CategorySubject(category));
  return subjects;
}

ProductCare MakeProductCare(const v1::Product& product, absl::Span<const v1::Category> path,
                            const std::map<std::string, CareGuide>& guides,
                            absl::string_view language) {
  ProductCare care;
  care.set_product(product.name());
  care.set_language_code(std::string(language));
  std::vector<CareLevel> levels = {{FindGuide(guides, ProductSubject(product))}, {}};
  for (const std::string& material : MaterialsOf(product)) {
    const CareGuide* guide = FindGuide(guides, MaterialSubject(material));
    levels[1].push_back(guide);
    care.add_materials(material);
    if (guide == nullptr) care.add_materials_without_guide(material);
  }
  for (const v1::Category& category : path) {
    levels.push_back({FindGuide(guides, CategorySubject(category))});
  }
  for (int process = CareProcess::WASH; process <= CareProcess::WET_CLEAN; ++process) {
    const auto value = static_cast<CareProcess::Value>(process);
    const bool decided = std::any_of(levels.begin(), levels.end(), [&](const CareLevel& level) {
      return Decide(level, value, care);
    });
    if (!decided) care.add_open_processes(value);
  }
  for (int topic = CareEntry::USE; topic <= CareEntry::WARRANTY; ++topic) {
    for (const CareLevel& level : levels) {
      if (Tell(level, static_cast<CareEntry::Topic>(topic), care)) break;
    }
  }
  care.set_sentence(CareSentence(product, care));
  return care;
}

}  // namespace shopdesk::catalog::domain
