#include "services/catalog/domain/advice/suitability_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/catalog/domain/advice/fit_words.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::Suitability;
using v1::SuitabilityKind;

// A text in the languages of kTextLanguages.
using FitText = const char* const[4];

constexpr FitText kAgeLabel = {"年龄", "age", "edad", "idade"};
constexpr FitText kRangeKnown = {
    "{label}：适合{range}，实际{value}", "{label}: suits {range}; here {value}",
    "{label}: apto {range}; aquí {value}", "{label}: serve {range}; aqui {value}"};
constexpr FitText kRangeOpen = {
    "{label}：适合{range}，尚不清楚是多少", "{label}: suits {range}; not known yet",
    "{label}: apto {range}; aún no se sabe", "{label}: serve {range}; ainda não se sabe"};
constexpr FitText kFromTo = {"{from}至{to}", "{from} to {to}", "de {from} a {to}",
                             "de {from} a {to}"};
constexpr FitText kFromOn = {"{from}及以上", "{from} or more", "{from} o más", "{from} ou mais"};
constexpr FitText kUpTo = {"{to}及以下", "{to} or less", "{to} o menos", "{to} ou menos"};
constexpr FitText kAny = {"不限", "any", "cualquiera", "qualquer"};

constexpr FitText kContainsAgainst = {
    "含{label}，不能耐受", "contains {label}, which isn't tolerated",
    "contiene {label}, que no se tolera", "contém {label}, que não é tolerado"};
constexpr FitText kContainsFor = {"含{label}，可以耐受", "contains {label}, which is tolerated",
                                  "contiene {label}, que se tolera",
                                  "contém {label}, que é tolerado"};
constexpr FitText kContainsOpen = {"含{label}，尚不清楚是否过敏",
                                   "contains {label}; whether it is tolerated isn't known yet",
                                   "contiene {label}; aún no se sabe si se tolera",
                                   "contém {label}; ainda não se sabe se é tolerado"};
constexpr FitText kConcernsAgainst = {
    "涉及{label}，属于此情况", "concerns {label}, which is the case",
    "afecta a: {label}; es el caso", "diz respeito a: {label}; é o caso"};
constexpr FitText kConcernsFor = {
    "仅涉及{label}，不属于此情况", "concerns {label} only, which isn't the case",
    "afecta solo a: {label}; no es el caso", "diz respeito só a: {label}; não é o caso"};
constexpr FitText kConcernsOpen = {"涉及{label}，尚不清楚是否如此",
                                   "concerns {label}; whether that is the case isn't known yet",
                                   "afecta a: {label}; aún no se sabe si es el caso",
                                   "diz respeito a: {label}; ainda não se sabe se é o caso"};
constexpr FitText kHarmless = {"{label}：没有问题", "{label}: nothing against it",
                               "{label}: sin inconvenientes", "{label}: sem restrições"};
constexpr FitText kUntold = {"{label}：商品没有说明", "{label}: nothing is told of the product",
                             "{label}: no consta en el producto", "{label}: não consta do produto"};
constexpr FitText kAttributeMissing = {
    "{label}：商品未注明属性 {attribute}", "{label}: the product doesn't tell its {attribute}",
    "{label}: el producto no indica {attribute}", "{label}: o produto não informa {attribute}"};

constexpr FitText kAskAge = {"请问使用者多大年龄？", "How old is the person it is for?",
                             "¿Qué edad tiene la persona que lo usará?",
                             "Qual é a idade de quem vai usar?"};
constexpr FitText kAskMeasure = {"请问{list}是多少？", "What is the {list}?",
                                 "¿Cuál es la medida: {list}?", "Qual é a medida: {list}?"};
constexpr FitText kAskSkin = {"请问使用者是{list}吗？", "Does the person have {list}?",
                              "¿La persona tiene {list}?", "A pessoa tem {list}?"};
constexpr FitText kAskAllergen = {"请问对{list}过敏吗？", "Is there an allergy to {list}?",
                                  "¿Hay alergia a {list}?", "Há alergia a {list}?"};
constexpr FitText kAskOther = {"请问有以下情况吗：{list}？", "Does any of this apply: {list}?",
                               "¿Se da alguno de estos casos: {list}?",
                               "Algum destes casos se aplica: {list}?"};

constexpr FitText kSuitable = {"“{title}”适合：{list}。", "“{title}” is suitable: {list}.",
                               "«{title}» es adecuado: {list}.", "“{title}” é adequado: {list}."};
constexpr FitText kCaution = {"“{title}”请注意：{list}。", "“{title}”, with caution: {list}.",
                              "«{title}», con precaución: {list}.",
                              "“{title}”, com cautela: {list}."};
constexpr FitText kUnknown = {"“{title}”是否适合还不能确定：{list}。",
                              "Whether “{title}” is suitable can't be said yet: {list}.",
                              "Aún no se puede decir si «{title}» es adecuado: {list}.",
                              "Ainda não é possível dizer se “{title}” é adequado: {list}."};
constexpr FitText kUnsuitable = {"“{title}”不适合：{list}。", "“{title}” is not suitable: {list}.",
                                 "«{title}» no es adecuado: {list}.",
                                 "“{title}” não é adequado: {list}."};
constexpr FitText kNothingTold = {"“{title}”没有适用人群的说明，无法判断。",
                                  "Nothing is told of whom “{title}” suits, so it can't be said.",
                                  "No consta para quién es «{title}»: no se puede decir.",
                                  "Não consta para quem “{title}” serve: não é possível dizer."};
constexpr FitText kAlternatives = {"适合且有现货：{list}。", "Suitable and in stock: {list}.",
                                   "Adecuados y en existencia: {list}.",
                                   "Adequados e em estoque: {list}."};
constexpr FitText kListSeparator = {"、", ", ", ", ", ", "};
constexpr FitText kPartSeparator = {"；", "; ", "; ", "; "};

std::string LabelOf(const Suitability::Finding& finding, size_t column) {
  switch (finding.kind()) {
    case SuitabilityKind::AGE:
      return kAgeLabel[column];
    case SuitabilityKind::MEASURE:
      return MeasureWord(finding.measure(), column);
    case SuitabilityKind::SKIN_TYPE:
      return SkinWord(finding.skin_type(), column);
    default:
      return FitWord(finding.key(), column);
  }
}

std::string NumberText(const Suitability::Finding& finding, int64_t number, size_t column) {
  return finding.kind() == SuitabilityKind::AGE ? AgeIn(number, column)
                                                : MeasureIn(finding.measure(), number, column);
}

std::string RangeText(const Suitability::Finding& finding, const FitNumbers& numbers,
                      size_t column) {
  const std::string from =
      numbers.from.has_value() ? NumberText(finding, *numbers.from, column) : "";
  const std::string to = numbers.to.has_value() ? NumberText(finding, *numbers.to, column) : "";
  const FitText& text = from.empty() && to.empty() ? kAny
                        : to.empty()               ? kFromOn
                        : from.empty()             ? kUpTo
                                                   : kFromTo;
  return absl::StrReplaceAll(text[column], {{"{from}", from}, {"{to}", to}});
}

// What stands for a state, beside those that are the same for all kinds.
const FitText& StateText(SuitabilityKind::Value kind, FitState state) {
  const bool range = kind == SuitabilityKind::AGE || kind == SuitabilityKind::MEASURE;
  const bool contains = kind == SuitabilityKind::ALLERGEN;
  switch (state) {
    case FitState::kAgainst:
      return range ? kRangeKnown : contains ? kContainsAgainst : kConcernsAgainst;
    case FitState::kFor:
      return range ? kRangeKnown : contains ? kContainsFor : kConcernsFor;
    case FitState::kNotAsked:
      return range ? kRangeOpen : contains ? kContainsOpen : kConcernsOpen;
    case FitState::kHarmless:
      return kHarmless;
    case FitState::kUntold:
      return kUntold;
    case FitState::kAttributeMissing:
      return kAttributeMissing;
  }
  return kHarmless;
}

const FitText& HeadingOf(const Suitability& suitability) {
  switch (suitability.verdict()) {
    case Suitability::SUITABLE:
      return kSuitable;
    case Suitability::CAUTION:
      return kCaution;
    case Suitability::UNSUITABLE:
      return kUnsuitable;
    default:
      return kUnknown;
  }
}

// A finding for the sentence: its text, and why.
std::string PartOf(const Suitability::Finding& finding, size_t column) {
  if (finding.reason().empty()) return finding.text();
  absl::string_view reason = absl::StripSuffix(finding.reason(), "。");
  reason = absl::StripSuffix(reason, ".");
  return column == 0 ? absl::StrCat(finding.text(), "（", reason, "）")
                     : absl::StrCat(finding.text(), " (", reason, ")");
}

// Whether the sentence tells of a finding: what made the verdict, and what is to be heeded anyway.
bool IsTold(const Suitability& suitability, const Suitability::Finding& finding) {
  if (finding.verdict() == suitability.verdict()) return true;
  return suitability.verdict() == Suitability::UNKNOWN && finding.verdict() == Suitability::CAUTION;
}

}  // namespace

std::string FindingText(const Suitability::Finding& finding, FitState state,
                        const FitNumbers& numbers, const std::string& attribute, size_t column) {
  const std::string value =
      numbers.value.has_value() ? NumberText(finding, *numbers.value, column) : "";
  return absl::StrReplaceAll(StateText(finding.kind(), state)[column],
                             {{"{label}", LabelOf(finding, column)},
                              {"{range}", RangeText(finding, numbers, column)},
                              {"{value}", value},
                              {"{attribute}", attribute}});
}

std::string QuestionText(const Suitability::Question& question, size_t column) {
  std::vector<std::string> words;
  for (const std::string& key : question.keys()) words.push_back(FitWord(key, column));
  for (const int skin : question.skin_types()) {
    words.emplace_back(SkinWord(static_cast<v1::SkinType::Value>(skin), column));
  }
  if (question.kind() == SuitabilityKind::MEASURE) {
    words.emplace_back(MeasureWord(question.measure(), column));
  }
  const FitText& text = question.kind() == SuitabilityKind::AGE         ? kAskAge
                        : question.kind() == SuitabilityKind::MEASURE   ? kAskMeasure
                        : question.kind() == SuitabilityKind::SKIN_TYPE ? kAskSkin
                        : question.kind() == SuitabilityKind::ALLERGEN  ? kAskAllergen
                                                                        : kAskOther;
  return absl::StrReplaceAll(text[column],
                             {{"{list}", absl::StrJoin(words, kListSeparator[column])}});
}

std::string SuitabilitySentence(const Suitability& suitability, const v1::Product& product,
                                size_t column) {
  std::vector<std::string> parts;
  for (const Suitability::Finding& finding : suitability.findings()) {
    if (IsTold(suitability, finding)) parts.push_back(PartOf(finding, column));
  }
  const FitText& heading = parts.empty() ? kNothingTold : HeadingOf(suitability);
  std::string sentence = absl::StrReplaceAll(
      heading[column],
      {{"{title}", product.title()}, {"{list}", absl::StrJoin(parts, kPartSeparator[column])}});
  for (const Suitability::Question& question : suitability.questions()) {
    absl::StrAppend(&sentence, "\n", question.text());
  }
  return sentence;
}

std::string AlternativesSentence(const Suitability& suitability, size_t column) {
  if (suitability.alternatives().empty()) return "";
  std::vector<std::string> titles;
  for (const auto& alternative : suitability.alternatives()) titles.push_back(alternative.title());
  return absl::StrReplaceAll(kAlternatives[column],
                             {{"{list}", absl::StrJoin(titles, kListSeparator[column])}});
}

bool IsForSku(const google::protobuf::RepeatedPtrField<v1::OptionValue>& option_values,
              const v1::Sku& sku) {
  const auto has = [&](const v1::OptionValue& wanted) {
    return std::any_of(
        sku.option_values().begin(), sku.option_values().end(), [&](const v1::OptionValue& option) {
          return option.option() == wanted.option() && option.value() == wanted.value();
        });
  };
  return std::all_of(option_values.begin(), option_values.end(), has);
}

}  // namespace shopdesk::catalog::domain
