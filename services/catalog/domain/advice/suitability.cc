#include "services/catalog/domain/advice/suitability.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/advice/fit_words.h"
#include "services/catalog/domain/advice/suitability_text.h"
#include "services/catalog/domain/knowledge/told_text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::BuyerProfile;
using v1::Suitability;
using v1::SuitabilityGuide;
using v1::SuitabilityKind;
using v1::SuitabilityRule;
using Finding = v1::Suitability::Finding;

// What a rule is about; the nearest guide that tells of it decides it.
using FitSubject = std::tuple<SuitabilityKind::Value, int, std::string>;

FitSubject SubjectOfRule(const SuitabilityRule& rule) {
  switch (rule.fact_case()) {
    case SuitabilityRule::kAgeMonths:
      return {SuitabilityKind::AGE, 0, ""};
    case SuitabilityRule::kMeasure:
      return {SuitabilityKind::MEASURE, rule.measure().measure(), ""};
    case SuitabilityRule::kSkinType:
      return {SuitabilityKind::SKIN_TYPE, rule.skin_type(), ""};
    case SuitabilityRule::kAllergen:
      return {SuitabilityKind::ALLERGEN, 0, rule.allergen()};
    case SuitabilityRule::kCondition:
      return {SuitabilityKind::CONDITION, 0, rule.condition()};
    case SuitabilityRule::kHabit:
      return {SuitabilityKind::HABIT, 0, rule.habit()};
    case SuitabilityRule::FACT_NOT_SET:
      break;
  }
  return {SuitabilityKind::VALUE_UNSPECIFIED, 0, ""};
}

void CheckRange(const v1::SuitableRange& range, const std::string& field, Violations& violations) {
  const bool bounded = range.has_from() || range.has_to() || !range.from_attribute().empty() ||
                       !range.to_attribute().empty();
  if (!bounded) violations.Add(field, "must have a bound, unless nothing follows");
  if (range.has_from() && !range.from_attribute().empty()) {
    violations.Add(absl::StrCat(field, ".from_attribute"), "must not be there beside from");
  }
  if (range.has_to() && !range.to_attribute().empty()) {
    violations.Add(absl::StrCat(field, ".to_attribute"), "must not be there beside to");
  }
  if (range.has_from() && range.has_to() && range.from() > range.to()) {
    violations.Add(absl::StrCat(field, ".to"), "must not be less than from");
  }
}

void CheckFact(const SuitabilityRule& rule, const std::string& field, Violations& violations) {
  const auto [kind, number, key] = SubjectOfRule(rule);
  const bool harmless = rule.consequence() == Suitability::SUITABLE;
  switch (kind) {
    case SuitabilityKind::AGE:
      if (!harmless) CheckRange(rule.age_months(), absl::StrCat(field, ".age_months"), violations);
      return;
    case SuitabilityKind::MEASURE:
      if (MeasureWord(rule.measure().measure(), 0) == nullptr) {
        violations.Add(absl::StrCat(field, ".measure.measure"), "is no measure");
      }
      if (!harmless) {
        CheckRange(rule.measure().range(), absl::StrCat(field, ".measure.range"), violations);
      }
      return;
    case SuitabilityKind::SKIN_TYPE:
      if (SkinWord(rule.skin_type(), 0) == nullptr) {
        violations.Add(absl::StrCat(field, ".skin_type"), "is no skin type");
      }
      return;
    case SuitabilityKind::VALUE_UNSPECIFIED:
      violations.Add(field,
                     "must have one of age_months, measure, skin_type, allergen, condition, habit");
      return;
    default:
      if (FitKey(key).empty()) {
        violations.Add(absl::StrCat(field, kind == SuitabilityKind::ALLERGEN    ? ".allergen"
                                           : kind == SuitabilityKind::CONDITION ? ".condition"
                                                                                : ".habit"),
                       "must not be blank");
      }
  }
}

void CheckRule(const SuitabilityRule& rule, const std::string& field, Violations& violations) {
  CheckFact(rule, field, violations);
  const auto consequence = rule.consequence();
  if (consequence != Suitability::UNSUITABLE && consequence != Suitability::CAUTION &&
      consequence != Suitability::SUITABLE) {
    violations.Add(absl::StrCat(field, ".consequence"), "must be UNSUITABLE, CAUTION or SUITABLE");
  }
  if (rule.attribute().empty() && !rule.attribute_values().empty()) {
    violations.Add(absl::StrCat(field, ".attribute"), "is required beside attribute_values");
  }
  std::set<std::string> languages;
  for (int j = 0; j < rule.reasons_size(); ++j) {
    if (languages.insert(rule.reasons(j).language_code()).second) continue;
    violations.Add(absl::StrCat(field, ".reasons[", j, "].language_code"), "is given twice");
  }
}

// As far as bounds of rules go (SuitableRange).
constexpr double kMostInRange = 1'000'000;

// The first value of a product's attribute in months, millimetres or grams; nullopt if it doesn't
// tell one that can be a bound.
absl::optional<int64_t> NumberOfAttribute(const v1::Product& product,
                                          absl::Span<const v1::Category> path,
                                          const Finding& finding, const std::string& key) {
  for (const v1::AttributeValue& attribute : product.attributes()) {
    if (attribute.key() != key || attribute.values().empty()) continue;
    std::string unit = attribute.unit();
    for (const v1::Category& category : path) {
      if (!unit.empty()) break;
      for (const v1::AttributeDefinition& definition : category.attribute_definitions()) {
        if (definition.key() == key) unit = definition.unit();
      }
    }
    const double factor = UnitOf(finding.kind(), finding.measure(), unit);
    double number = 0;
    if (factor == 0 || !absl::SimpleAtod(attribute.values(0), &number)) return absl::nullopt;
    const double bound = number * factor;
    if (!(bound >= 0 && bound <= kMostInRange)) return absl::nullopt;
    return static_cast<int64_t>(bound + 0.5);
  }
  return absl::nullopt;
}

// A rule that counts.
struct CountedRule {
  const SuitabilityGuide* guide;
  const SuitabilityRule* rule;
  // An attribute that the product doesn't tell, and by which a nearer rule may take this one's
  // place.
  std::string unless;
};

// The rules that count for a SKU, the nearest guide's first, and what all of them tell of.
struct CountedRules {
  std::vector<CountedRule> rules;
  std::set<FitSubject> told;
};

// What is found of a SKU, or of the product: findings by their place among those made.
struct Judged {
  const v1::Sku* sku;
  std::vector<size_t> findings;
  Suitability::Verdict verdict;
};

// Holds one product against one buyer.
class Examination {
 public:
  Examination(const v1::Product& product, absl::Span<const v1::Category> path,
              const SuitabilityGuides& guides, const BuyerProfile& profile,
              absl::string_view language)
      : product_(product),
        path_(path),
        guides_(guides),
        profile_(profile),
        column_(TextColumn(language)) {
    answer_.set_product(product.name());
    answer_.set_language_code(std::string(language));
  }

  Suitability Run(absl::string_view sku_id) {
    for (const std::string& subject : SuitabilitySubjects(product_, path_)) {
      const auto guide = guides_.find(subject);
      if (guide == guides_.end()) continue;
      counting_.push_back(&guide->second);
      for (const int kind : guide->second.complete_kinds()) complete_.insert(kind);
    }
    const Judged best = Decide(sku_id);
    answer_.set_verdict(best.verdict);
    Show(best.findings);
    if (answer_.verdict() == Suitability::CAUTION || answer_.verdict() == Suitability::UNKNOWN) {
      Ask();
    }
    answer_.set_sentence(SuitabilitySentence(answer_, product_, column_));
    std::vector<size_t> all(made_.size());
    std::iota(all.begin(), all.end(), 0);
    Show(std::move(all));
    return std::move(answer_);
  }

 private:
  // What speaks against it first, then cautions, what isn't known, and what is fine.
  static int RankOf(const Finding& finding) {
    switch (finding.verdict()) {
      case Suitability::UNSUITABLE:
        return 0;
      case Suitability::CAUTION:
        return 1;
      case Suitability::UNKNOWN:
        return 2;
      default:
        return 3;
    }
  }

  // Those for a SKU; null: for any. A rule takes the place of those further away on its subject
  // where it is for the SKU and the product.
  CountedRules Collect(const v1::Sku* sku) const {
    CountedRules counted;
    std::set<FitSubject> nearer;
    std::map<FitSubject, std::string> perhaps;
    for (const SuitabilityGuide* guide : counting_) {
      std::set<FitSubject> here;
      std::map<FitSubject, std::string> perhaps_here;
      for (const SuitabilityRule& rule : guide->rules()) {
        FitSubject about = SubjectOfRule(rule);
        if (nearer.contains(about)) continue;
        const absl::optional<bool> applies = Applies(rule);
        const bool is_for_sku =
            sku == nullptr ? rule.option_values().empty() : IsForSku(rule.option_values(), *sku);
        // That nothing follows for some tells nothing of the others.
        if (rule.consequence() != Suitability::SUITABLE || (is_for_sku && applies == true)) {
          counted.told.insert(about);
        }
        if (sku != nullptr && !is_for_sku) continue;
        const auto unless = perhaps.find(about);
        counted.rules.push_back({guide, &rule, unless == perhaps.end() ? "" : unless->second});
        if (!is_for_sku || applies == false) continue;
        if (applies == true) {
          here.insert(std::move(about));
        } else {
          perhaps_here.emplace(std::move(about), rule.attribute());
        }
      }
      nearer.merge(here);
      perhaps.merge(perhaps_here);
    }
    return counted;
  }

  // What the product says of an attribute; null: nothing.
  const google::protobuf::RepeatedPtrField<std::string>* Told(const std::string& key) const {
    for (const v1::AttributeValue& attribute : product_.attributes()) {
      if (attribute.key() == key && !attribute.values().empty()) return &attribute.values();
    }
    return nullptr;
  }

  // Whether the rule is for the product; nullopt if it doesn't tell the attribute.
  absl::optional<bool> Applies(const SuitabilityRule& rule) const {
    if (rule.attribute_values().empty()) return true;
    const auto* told = Told(rule.attribute());
    if (told == nullptr) return absl::nullopt;
    return std::any_of(rule.attribute_values().begin(), rule.attribute_values().end(),
                       [&](const std::string& wanted) {
                         return std::find(told->begin(), told->end(), wanted) != told->end();
                       });
  }

  absl::optional<int64_t> ValueOf(const Finding& finding) const {
    if (finding.kind() == SuitabilityKind::AGE) {
      if (!profile_.has_age_months()) return absl::nullopt;
      return profile_.age_months();
    }
    for (const v1::MeasureValue& measure : profile_.measures()) {
      if (measure.measure() == finding.measure()) return measure.value();
    }
    return absl::nullopt;
  }

  FitState HoldRange(const v1::SuitableRange& range, const Finding& finding, FitNumbers& numbers,
                     std::string& missing) const {
    if (range.has_from()) numbers.from = range.from();
    if (range.has_to()) numbers.to = range.to();
    for (const auto& [key, bound] : {std::pair(&range.from_attribute(), &numbers.from),
                                     std::pair(&range.to_attribute(), &numbers.to)}) {
      if (key->empty()) continue;
      *bound = NumberOfAttribute(product_, path_, finding, *key);
      if (!bound->has_value()) missing = *key;
    }
    numbers.value = ValueOf(finding);
    const bool below =
        numbers.value.has_value() && numbers.from.has_value() && *numbers.value < *numbers.from;
    const bool above =
        numbers.value.has_value() && numbers.to.has_value() && *numbers.value > *numbers.to;
    if (below || above) return FitState::kAgainst;
    if (!missing.empty()) return FitState::kAttributeMissing;
    return numbers.value.has_value() ? FitState::kFor : FitState::kNotAsked;
  }

  FitState HoldKey(bool known, const google::protobuf::RepeatedPtrField<std::string>& keys,
                   const std::string& key) const {
    if (!known) return FitState::kNotAsked;
    return std::find(keys.begin(), keys.end(), key) == keys.end() ? FitState::kFor
                                                                  : FitState::kAgainst;
  }

  FitState HoldFact(const SuitabilityRule& rule, const Finding& finding, FitNumbers& numbers,
                    std::string& missing) const {
    switch (finding.kind()) {
      case SuitabilityKind::AGE:
        return HoldRange(rule.age_months(), finding, numbers, missing);
      case SuitabilityKind::MEASURE:
        return HoldRange(rule.measure().range(), finding, numbers, missing);
      case SuitabilityKind::SKIN_TYPE: {
        if (!profile_.has_skin()) return FitState::kNotAsked;
        const auto& types = profile_.skin().types();
        return std::find(types.begin(), types.end(), rule.skin_type()) == types.end()
                   ? FitState::kFor
                   : FitState::kAgainst;
      }
      case SuitabilityKind::ALLERGEN:
        return HoldKey(profile_.has_allergens(), profile_.allergens().keys(), finding.key());
      case SuitabilityKind::CONDITION:
        return HoldKey(profile_.has_conditions(), profile_.conditions().keys(), finding.key());
      default:
        return HoldKey(profile_.has_habits(), profile_.habits().keys(), finding.key());
    }
  }

  Finding MakeFinding(const FitSubject& subject) const {
    Finding finding;
    const auto& [kind, number, key] = subject;
    finding.set_kind(kind);
    if (kind == SuitabilityKind::MEASURE) {
      finding.set_measure(static_cast<v1::FitMeasure::Value>(number));
    } else if (kind == SuitabilityKind::SKIN_TYPE) {
      finding.set_skin_type(static_cast<v1::SkinType::Value>(number));
    }
    finding.set_key(key);
    return finding;
  }

  // The place of what is found of a rule: once for all SKUs for which the same may take its place.
  size_t FindingOf(const CountedRule& counted) {
    const auto [found, is_new] =
        by_rule_.try_emplace(std::pair(counted.rule, counted.unless), made_.size());
    if (is_new) Hold(counted);
    return found->second;
  }

  void Hold(const CountedRule& counted) {
    const SuitabilityRule& rule = *counted.rule;
    Finding finding = MakeFinding(SubjectOfRule(rule));
    finding.set_source(counted.guide->name());
    finding.set_evidence(rule.evidence());
    *finding.mutable_option_values() = rule.option_values();
    finding.set_attribute(rule.attribute());
    if (const auto* told = Told(rule.attribute())) *finding.mutable_attribute_values() = *told;
    if (!rule.reasons().empty()) {
      const v1::CareText& reason = ChooseText(rule.reasons(), kTextLanguages[column_]);
      finding.set_reason(reason.text());
      finding.set_reason_language_code(reason.language_code());
    }
    FitNumbers numbers;
    std::string missing;
    FitState state = HoldFact(rule, finding, numbers, missing);
    const absl::optional<bool> applies = Applies(rule);
    if (rule.consequence() == Suitability::SUITABLE || applies == false) {
      state = FitState::kHarmless;
    } else if (!applies.has_value() && state != FitState::kFor) {
      state = FitState::kAttributeMissing;
      missing = rule.attribute();
    } else if (!counted.unless.empty() && state == FitState::kAgainst) {
      state = FitState::kAttributeMissing;
      missing = counted.unless;
    }
    Conclude(std::move(finding), state, numbers, missing, rule.consequence());
  }

  void Conclude(Finding finding, FitState state, const FitNumbers& numbers,
                const std::string& missing, Suitability::Verdict consequence) {
    if (state == FitState::kAgainst) {
      finding.set_verdict(consequence);
    } else if (state == FitState::kFor || state == FitState::kHarmless) {
      finding.set_verdict(Suitability::SUITABLE);
    } else {
      finding.set_verdict(Suitability::UNKNOWN);
      finding.set_at_worst(consequence);
    }
    if (state == FitState::kAttributeMissing) {
      const auto& present = answer_.missing_attributes();
      if (std::find(present.begin(), present.end(), missing) == present.end()) {
        answer_.add_missing_attributes(missing);
      }
    }
    finding.set_text(FindingText(finding, state, numbers, missing, column_));
    made_.push_back(std::move(finding));
  }

  // What the buyer has told and no rule tells of. Measures are for sizes: they need no rule. That
  // all of a kind is told doesn't help with a word that nobody understands.
  void AddUntold(const std::set<FitSubject>& told, std::vector<size_t>& findings) {
    const auto add = [&](SuitabilityKind::Value kind, int number, const std::string& key) {
      FitSubject subject{kind, number, key};
      const bool understood = key.empty() || IsFitKey(key);
      if (told.contains(subject) || (complete_.contains(kind) && understood)) return;
      const auto [found, is_new] = untold_.try_emplace(subject, made_.size());
      if (is_new) {
        Conclude(MakeFinding(subject), FitState::kUntold, {}, "", Suitability::UNSUITABLE);
      }
      findings.push_back(found->second);
    };
    if (profile_.has_age_months()) add(SuitabilityKind::AGE, 0, "");
    for (const int skin : profile_.skin().types()) add(SuitabilityKind::SKIN_TYPE, skin, "");
    for (const auto& key : profile_.allergens().keys()) add(SuitabilityKind::ALLERGEN, 0, key);
    for (const auto& key : profile_.conditions().keys()) add(SuitabilityKind::CONDITION, 0, key);
    for (const auto& key : profile_.habits().keys()) add(SuitabilityKind::HABIT, 0, key);
  }

  // What findings make together; without a rule it is unknown.
  Suitability::Verdict VerdictOf(const std::vector<size_t>& findings) const {
    bool told = false;
    bool caution = false;
    bool open = false;
    bool open_at_worst = false;
    for (const size_t i : findings) {
      const Finding& finding = made_[i];
      if (finding.verdict() == Suitability::UNSUITABLE) return Suitability::UNSUITABLE;
      told = told || !finding.source().empty();
      caution = caution || finding.verdict() == Suitability::CAUTION;
      open = open || finding.verdict() == Suitability::UNKNOWN;
      open_at_worst = open_at_worst || finding.at_worst() == Suitability::UNSUITABLE;
    }
    if (!told || open_at_worst) return Suitability::UNKNOWN;
    if (caution) return Suitability::CAUTION;
    return open ? Suitability::UNKNOWN : Suitability::SUITABLE;
  }

  // Of a SKU; null: of the product.
  Judged Judge(const v1::Sku* sku) {
    Judged judged{sku, {}, Suitability::VERDICT_UNSPECIFIED};
    const CountedRules counted = Collect(sku);
    for (const CountedRule& each : counted.rules) judged.findings.push_back(FindingOf(each));
    AddUntold(counted.told, judged.findings);
    judged.verdict = VerdictOf(judged.findings);
    return judged;
  }

  // The SKU that was asked for, else the best one where rules are for some.
  Judged Decide(absl::string_view sku_id) {
    if (!sku_id.empty()) {
      for (const v1::Sku& sku : product_.skus()) {
        if (sku.sku_id() == sku_id) return Judge(&sku);
      }
    }
    const std::vector<CountedRule> rules = Collect(nullptr).rules;
    const bool bound = std::any_of(rules.begin(), rules.end(), [](const CountedRule& counted) {
      return !counted.rule->option_values().empty();
    });
    if (!bound || product_.skus().empty()) return Judge(nullptr);
    absl::optional<Judged> best;
    for (const v1::Sku& sku : product_.skus()) {
      Judged judged = Judge(&sku);
      v1::Suitability::SkuVerdict& row = *answer_.add_skus();
      row.set_sku_id(sku.sku_id());
      row.set_verdict(judged.verdict);
      if (!best.has_value() || judged.verdict < best->verdict) best = std::move(judged);
    }
    return *std::move(best);
  }

  // Puts these in the answer.
  void Show(std::vector<size_t> findings) {
    std::stable_sort(findings.begin(), findings.end(),
                     [&](size_t a, size_t b) { return RankOf(made_[a]) < RankOf(made_[b]); });
    answer_.clear_findings();
    for (const size_t i : findings) *answer_.add_findings() = made_[i];
  }

  // What of the buyer is missing, each question once.
  void Ask() {
    for (const Finding& finding : answer_.findings()) {
      if (finding.verdict() == Suitability::UNKNOWN && IsOpenOfBuyer(finding)) {
        AddTo(QuestionOf(finding), finding);
      }
    }
    for (auto& question : *answer_.mutable_questions()) {
      question.set_text(QuestionText(question, column_));
    }
  }

  // Whether the buyer hasn't told what the finding needs; of one that nobody tells of he has.
  bool IsOpenOfBuyer(const Finding& finding) const {
    if (finding.source().empty()) return false;
    switch (finding.kind()) {
      case SuitabilityKind::AGE:
      case SuitabilityKind::MEASURE:
        return !ValueOf(finding).has_value();
      case SuitabilityKind::SKIN_TYPE:
        return !profile_.has_skin();
      case SuitabilityKind::ALLERGEN:
        return !profile_.has_allergens();
      case SuitabilityKind::CONDITION:
        return !profile_.has_conditions();
      default:
        return !profile_.has_habits();
    }
  }

  Suitability::Question& QuestionOf(const Finding& finding) {
    for (auto& question : *answer_.mutable_questions()) {
      if (question.kind() == finding.kind() && question.measure() == finding.measure()) {
        return question;
      }
    }
    Suitability::Question& question = *answer_.add_questions();
    question.set_kind(finding.kind());
    question.set_measure(finding.measure());
    return question;
  }

  static void AddTo(Suitability::Question& question, const Finding& finding) {
    const auto& keys = question.keys();
    if (!finding.key().empty() &&
        std::find(keys.begin(), keys.end(), finding.key()) == keys.end()) {
      question.add_keys(finding.key());
    }
    const auto& skins = question.skin_types();
    if (finding.kind() == SuitabilityKind::SKIN_TYPE &&
        std::find(skins.begin(), skins.end(), finding.skin_type()) == skins.end()) {
      question.add_skin_types(finding.skin_type());
    }
  }

  const v1::Product& product_;
  const absl::Span<const v1::Category> path_;
  const SuitabilityGuides& guides_;
  const BuyerProfile& profile_;
  const size_t column_;
  // The nearest first.
  std::vector<const SuitabilityGuide*> counting_;
  // Kinds of which all is told.
  std::set<int> complete_;
  // Each finding once, whichever SKUs it is of.
  std::vector<Finding> made_;
  std::map<std::pair<const SuitabilityRule*, std::string>, size_t> by_rule_;
  std::map<FitSubject, size_t> untold_;
  Suitability answer_;
};

// Each by its key; a word for several, by theirs.
void NormaliseKeys(google::protobuf::RepeatedPtrField<std::string>& keys) {
  google::protobuf::RepeatedPtrField<std::string> normal;
  for (const std::string& word : keys) {
    for (std::string& key : FitKeys(word)) *normal.Add() = std::move(key);
  }
  keys.Swap(&normal);
}

using MutableKey = std::string* (SuitabilityRule::*)();

// A copy of the rule for each key of its word.
void AddByKey(const SuitabilityRule& rule, const std::string& word, MutableKey mutable_key,
              SuitabilityGuide& guide) {
  for (const std::string& key : FitKeys(word)) {
    SuitabilityRule& added = *guide.add_rules() = rule;
    *(added.*mutable_key)() = key;
  }
}

}  // namespace

absl::Status CheckSuitabilityGuide(const SuitabilityGuide& guide) {
  Violations violations;
  for (int i = 0; i < guide.rules_size(); ++i) {
    CheckRule(guide.rules(i), absl::StrCat("suitability_guide.rules[", i, "]"), violations);
  }
  for (int i = 0; i < guide.complete_kinds_size(); ++i) {
    const int kind = guide.complete_kinds(i);
    if (SuitabilityKind::Value_IsValid(kind) && kind != SuitabilityKind::VALUE_UNSPECIFIED)
      continue;
    violations.Add(absl::StrCat("suitability_guide.complete_kinds[", i, "]"), "is no kind");
  }
  return violations.ToStatus();
}

SuitabilityGuide WithFitKeys(SuitabilityGuide guide) {
  google::protobuf::RepeatedPtrField<SuitabilityRule> told;
  told.Swap(guide.mutable_rules());
  for (const SuitabilityRule& rule : told) {
    if (rule.has_allergen()) {
      AddByKey(rule, rule.allergen(), &SuitabilityRule::mutable_allergen, guide);
    } else if (rule.has_condition()) {
      AddByKey(rule, rule.condition(), &SuitabilityRule::mutable_condition, guide);
    } else if (rule.has_habit()) {
      AddByKey(rule, rule.habit(), &SuitabilityRule::mutable_habit, guide);
    } else {
      *guide.add_rules() = rule;
    }
  }
  return guide;
}

bool SameSuitability(const SuitabilityGuide& a, const SuitabilityGuide& b) {
  SuitabilityGuide left;
  *left.mutable_rules() = a.rules();
  *left.mutable_complete_kinds() = a.complete_kinds();
  SuitabilityGuide right;
  *right.mutable_rules() = b.rules();
  *right.mutable_complete_kinds() = b.complete_kinds();
  return google::protobuf::util::MessageDifferencer::Equals(left, right);
}

absl::Status CheckProfile(const BuyerProfile& profile) {
  Violations violations;
  std::set<int> measures;
  for (int i = 0; i < profile.measures_size(); ++i) {
    const auto measure = profile.measures(i).measure();
    if (MeasureWord(measure, 0) != nullptr && measures.insert(measure).second) continue;
    violations.Add(absl::StrCat("profile.measures[", i, "].measure"),
                   "must be a measure that isn't given twice");
  }
  for (const auto& [field, keys] : {std::pair("allergens", &profile.allergens().keys()),
                                    std::pair("conditions", &profile.conditions().keys()),
                                    std::pair("habits", &profile.habits().keys())}) {
    for (int i = 0; i < keys->size(); ++i) {
      if (!FitKey((*keys)[i]).empty()) continue;
      violations.Add(absl::StrCat("profile.", field, ".keys[", i, "]"), "must not be blank");
    }
  }
  for (int i = 0; i < profile.skin().types_size(); ++i) {
    if (SkinWord(profile.skin().types(i), 0) != nullptr) continue;
    violations.Add(absl::StrCat("profile.skin.types[", i, "]"), "is no skin type");
  }
  return violations.ToStatus();
}

BuyerProfile WithFitKeys(BuyerProfile profile) {
  if (profile.has_allergens()) NormaliseKeys(*profile.mutable_allergens()->mutable_keys());
  if (profile.has_conditions()) NormaliseKeys(*profile.mutable_conditions()->mutable_keys());
  if (profile.has_habits()) NormaliseKeys(*profile.mutable_habits()->mutable_keys());
  return profile;
}

std::vector<std::string> SuitabilitySubjects(const v1::Product& product,
                                             absl::Span<const v1::Category> path) {
  std::vector<std::string> subjects = {absl::StrCat("products/", LastSegment(product.name()))};
  for (const v1::Category& category : path) {
    subjects.push_back(absl::StrCat("categories/", LastSegment(category.name())));
  }
  return subjects;
}

Suitability MakeSuitability(const v1::Product& product, absl::Span<const v1::Category> path,
                            const SuitabilityGuides& guides, const BuyerProfile& profile,
                            absl::string_view sku_id, absl::string_view language) {
  return Examination(product, path, guides, profile, language).Run(sku_id);
}

std::vector<const v1::Sku*> SuitableSkus(const v1::Product& product,
                                         const Suitability& suitability) {
  std::vector<const v1::Sku*> skus;
  if (suitability.verdict() != Suitability::SUITABLE) return skus;
  for (int i = 0; i < product.skus_size(); ++i) {
    const bool suits =
        suitability.skus().empty() || suitability.skus(i).verdict() == Suitability::SUITABLE;
    if (suits) skus.push_back(&product.skus(i));
  }
  return skus;
}

}  // namespace shopdesk::catalog::domain
