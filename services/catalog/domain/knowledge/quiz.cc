#include "services/catalog/domain/knowledge/quiz.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/search/text.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/states.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::AttributeDefinition;
using v1::Product;
using v1::QuizQuestion;

// Choices of a question, and how few are worth asking; yes or no are two.
constexpr size_t kMostChoices = 4;
constexpr size_t kFewestChoices = 3;
// Bytes of a choice at most: what is longer is no fact to be known by heart.
constexpr size_t kLongestChoice = 120;

struct QuizTexts {
  QuizQuestion::Kind kind;
  const char* text[4];
};
// $1 is the product, $2 the attribute, the option, the SKU or the praise.
constexpr QuizTexts kQuizTexts[] = {
    {QuizQuestion::ATTRIBUTE,
     {"“$1”的“$2”是什么？", "What is “$2” of “$1”?", "¿Cuál es “$2” de “$1”?",
      "Qual é “$2” de “$1”?"}},
    {QuizQuestion::OPTION,
     {"“$1”有哪种“$2”？", "In which “$2” is “$1” sold?", "¿En qué “$2” se vende “$1”?",
      "Em que “$2” se vende “$1”?"}},
    {QuizQuestion::SKU,
     {"SKU “$2”属于哪件商品？", "Which product has the SKU “$2”?",
      "¿Qué producto tiene el SKU “$2”?", "Que produto tem o SKU “$2”?"}},
    {QuizQuestion::SELLING_POINT,
     {"哪件商品的卖点是“$2”？", "Of which product do we say “$2”?",
      "¿De qué producto decimos “$2”?", "De que produto dizemos “$2”?"}},
};
constexpr const char* kYes[] = {"是", "yes", "sí", "sim"};
constexpr const char* kNo[] = {"否", "no", "no", "não"};

// What can be asked: of the attribute, option, SKU or selling point `index`.
struct Fact {
  const Product* product;
  QuizQuestion::Kind kind;
  int index;
};

// A number in plain decimal notation without zeros that say nothing; empty if it is none.
std::string Number(absl::string_view text) {
  const bool minus = absl::ConsumePrefix(&text, "-");
  const size_t point = text.find('.');
  std::string whole(text.substr(0, point));
  std::string part(point == absl::string_view::npos ? "" : text.substr(point + 1));
  if (whole.empty() || !absl::c_all_of(whole, absl::ascii_isdigit) ||
      !absl::c_all_of(part, absl::ascii_isdigit)) {
    return "";
  }
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  part.erase(part.find_last_not_of('0') + 1);
  return absl::StrCat(minus && (whole != "0" || !part.empty()) ? "-" : "", whole,
                      part.empty() ? "" : ".", part);
}

// Text with only what tells one value from another: no case, width, blanks or signs.
std::string Core(absl::string_view text) {
  std::string core;
  for (const Run& run : SplitRuns(Fold(text))) absl::StrAppend(&core, run.text);
  return core;
}

// Somebody who knows the goods might take one for the other: "棉" and "100% 棉", "2.50" and "2.5".
bool Alike(absl::string_view a, absl::string_view b) {
  const std::string number = Number(a);
  if (!number.empty() && !Number(b).empty()) return number == Number(b);
  const std::string x = Core(a), y = Core(b);
  return x.empty() || y.empty() || absl::StrContains(x, y) || absl::StrContains(y, x);
}

bool IsChoice(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestChoice && !Core(text).empty();
}

// The values of one option over the product's SKUs, each once.
std::vector<std::string> OptionValues(const Product& product, absl::string_view option) {
  std::vector<std::string> values;
  for (const v1::Sku& sku : product.skus()) {
    for (const v1::OptionValue& value : sku.option_values()) {
      if (value.option() == option && !absl::c_linear_search(values, value.value()))
        values.push_back(value.value());
    }
  }
  return values;
}

std::vector<std::string> OptionsOf(const Product& product) {
  std::set<std::string> options;
  for (const v1::Sku& sku : product.skus()) {
    for (const v1::OptionValue& value : sku.option_values()) options.insert(value.option());
  }
  return {options.begin(), options.end()};
}

const v1::AttributeValue* FindAttribute(const Product& product, absl::string_view key) {
  const auto found = absl::c_find_if(product.attributes(),
                                     [&](const auto& attribute) { return attribute.key() == key; });
  return found == product.attributes().end() ? nullptr : &*found;
}

// Draws the questions of one quiz.
class Drawer {
 public:
  Drawer(const QuizFacts& facts, uint64_t seed, absl::string_view language)
      : facts_(facts), random_(seed), language_(TextColumn(language)) {
    for (const Product& product : facts_.products) {
      std::vector<std::string>& said = said_[&product];
      for (const std::string& point : product.selling_points()) said.push_back(Core(point));
      for (const v1::Sku& sku : product.skus()) said.push_back(Core(sku.sku_id()));
    }
  }

  std::vector<QuizQuestion> Draw(int count) {
    std::vector<Fact> open = AllFacts();
    Shuffle(open);
    std::vector<QuizQuestion> questions;
    std::vector<Fact> later;
    std::set<const Product*> asked;
    for (const bool again : {false, true}) {
      for (const Fact& fact : open) {
        if (static_cast<int>(questions.size()) == count) return questions;
        if (!again && asked.contains(fact.product)) {
          later.push_back(fact);
          continue;
        }
        QuizQuestion question;
        if (!Ask(fact, question)) continue;
        asked.insert(fact.product);
        questions.push_back(std::move(question));
      }
      open = std::move(later);
    }
    return questions;
  }

 private:
  // std::shuffle and distributions differ between libraries; a quiz doesn't.
  size_t Below(size_t bound) { return random_() % bound; }
  template <class T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

  std::vector<Fact> AllFacts() const {
    std::vector<Fact> facts;
    for (const Product& product : facts_.products) {
      const auto add = [&](QuizQuestion::Kind kind, int count) {
        for (int i = 0; i < count; ++i) facts.push_back({&product, kind, i});
      };
      add(QuizQuestion::ATTRIBUTE, product.attributes_size());
      add(QuizQuestion::OPTION, static_cast<int>(OptionsOf(product).size()));
      add(QuizQuestion::SKU, product.skus_size());
      add(QuizQuestion::SELLING_POINT, product.selling_points_size());
    }
    return facts;
  }

  const QuizCategory& CategoryOf(const Product& product) const {
    static const auto& none = *new QuizCategory();
    const auto found = facts_.categories.find(product.category());
    return found == facts_.categories.end() ? none : found->second;
  }

  // False where no question of the fact has one right choice only.
  bool Ask(const Fact& fact, QuizQuestion& question) {
    question.set_kind(fact.kind);
    question.set_product(fact.product->name());
    question.set_must_be_right(CategoryOf(*fact.product).full_mark);
    switch (fact.kind) {
      case QuizQuestion::ATTRIBUTE:
        return AskAttribute(*fact.product, fact.product->attributes(fact.index), question);
      case QuizQuestion::OPTION:
        return AskOption(*fact.product, OptionsOf(*fact.product)[fact.index], question);
      case QuizQuestion::SKU:
        return AskProduct(*fact.product, fact.product->skus(fact.index).sku_id(), question);
      default:
        return AskProduct(*fact.product, fact.product->selling_points(fact.index), question);
    }
  }

  bool AskAttribute(const Product& product, const v1::AttributeValue& attribute,
                    QuizQuestion& question) {
    const Definitions& definitions = CategoryOf(product).definitions;
    const auto found = definitions.find(attribute.key());
    if (found == definitions.end() || attribute.values().empty()) return false;
    const AttributeDefinition& definition = found->second;
    SetText(question, product,
            definition.display_name().empty() ? attribute.key() : definition.display_name());
    if (definition.value_type() == AttributeDefinition::BOOLEAN) {
      question.add_choices(kYes[language_]);
      question.add_choices(kNo[language_]);
      question.set_right_choice(attribute.values(0) == "true" ? 0 : 1);
      return true;
    }
    std::vector<std::string> wrong(definition.allowed_values().begin(),
                                   definition.allowed_values().end());
    for (const Product& other : facts_.products) {
      const v1::AttributeValue* value = FindAttribute(other, attribute.key());
      if (value == nullptr || !SameUnit(other, *value, definition)) continue;
      wrong.insert(wrong.end(), value->values().begin(), value->values().end());
    }
    const std::string unit = definition.unit().empty() ? "" : absl::StrCat(" ", definition.unit());
    return SetChoices({attribute.values().begin(), attribute.values().end()}, wrong, unit,
                      question);
  }

  // Another category may count the same attribute in another unit.
  bool SameUnit(const Product& product, const v1::AttributeValue& value,
                const AttributeDefinition& definition) const {
    if (!value.unit().empty()) return value.unit() == definition.unit();
    const Definitions& own = CategoryOf(product).definitions;
    const auto found = own.find(value.key());
    return found != own.end() && found->second.unit() == definition.unit();
  }

  bool AskOption(const Product& product, const std::string& option, QuizQuestion& question) {
    SetText(question, product, option);
    std::vector<std::string> wrong;
    for (const Product& other : facts_.products) {
      const std::vector<std::string> values = OptionValues(other, option);
      wrong.insert(wrong.end(), values.begin(), values.end());
    }
    return SetChoices(OptionValues(product, option), wrong, "", question);
  }

  // Which product has a SKU or is praised so: the choices are titles, and of the others nothing
  // says the same.
  bool AskProduct(const Product& product, const std::string& fact, QuizQuestion& question) {
    const std::string core = Core(fact);
    if (core.empty()) return false;
    SetText(question, product, fact);
    // The title of one of which the fact isn't true may be that of another of which it is.
    std::vector<std::string> right = {product.title()}, wrong;
    for (const Product& other : facts_.products) {
      if (&other != &product) (Says(other, core) ? right : wrong).push_back(other.title());
    }
    // A question that holds its answer asks nothing.
    return !absl::StrContains(core, Core(product.title())) &&
           SetChoices(right, wrong, "", question);
  }

  bool Says(const Product& product, const std::string& core) const {
    return absl::c_any_of(said_.at(&product), [&](const std::string& said) {
      return absl::StrContains(said, core) || (!said.empty() && absl::StrContains(core, said));
    });
  }

  // `right`: all that is true, the first of which is a choice; the others are drawn of `wrong`, as
  // far as they are unlike all that is true and each other.
  bool SetChoices(const std::vector<std::string>& right, std::vector<std::string> wrong,
                  absl::string_view unit, QuizQuestion& question) {
    if (right.empty() || !IsChoice(right[0])) return false;
    Shuffle(wrong);
    std::vector<std::string> choices = {right[0]};
    for (const std::string& choice : wrong) {
      if (choices.size() == kMostChoices) break;
      const auto alike = [&](const std::string& other) { return Alike(choice, other); };
      if (IsChoice(choice) && absl::c_none_of(right, alike) && absl::c_none_of(choices, alike))
        choices.push_back(choice);
    }
    if (choices.size() < kFewestChoices) return false;
    Shuffle(choices);
    question.set_right_choice(static_cast<int>(absl::c_find(choices, right[0]) - choices.begin()));
    for (const std::string& choice : choices) question.add_choices(absl::StrCat(choice, unit));
    return true;
  }

  void SetText(QuizQuestion& question, const Product& product, const std::string& asked) const {
    const auto texts = absl::c_find_if(
        kQuizTexts, [&](const QuizTexts& each) { return each.kind == question.kind(); });
    // Two products may have the same title.
    const absl::string_view id = LastSegment(product.name());
    const std::string title =
        absl::StrCat(product.title(), " (", UnescapeId(id).value_or(std::string(id)), ")");
    question.set_text(absl::StrReplaceAll(texts->text[language_], {{"$1", title}, {"$2", asked}}));
  }

  const QuizFacts& facts_;
  // The cores of the selling points and SKUs of each product.
  absl::flat_hash_map<const Product*, std::vector<std::string>> said_;
  std::mt19937_64 random_;
  const size_t language_;
};

}  // namespace

bool IsFullMark(absl::Span<const v1::Category> path, const v1::Policy& policy) {
  return absl::c_any_of(path, [&](const v1::Category& category) {
    return absl::c_linear_search(policy.quiz_full_mark_categories(), category.name());
  });
}

std::string IdBetween(absl::string_view first, absl::string_view last, uint64_t random) {
  const size_t same =
      std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first - first.begin();
  if (same >= last.size()) return std::string(first);
  const uint64_t low = same < first.size() ? static_cast<unsigned char>(first[same]) : '-';
  const uint64_t high = static_cast<unsigned char>(last[same]);
  const char next = static_cast<char>(low + random % (std::max(low, high) - low + 1));
  return absl::StrCat(last.substr(0, same), std::string(1, next),
                      absl::Dec((random >> 8) % 10000, absl::kZeroPad4));
}

absl::Status CheckMayAsk(const type::v1::Actor& actor, absl::string_view agent, bool has_seed) {
  const bool leads = actor.role() == role::v1::Role::LEAD || actor.role() == role::v1::Role::OWNER;
  if (leads) return absl::OkStatus();
  if (actor.id() != agent) return NotAskedError(agent);
  return has_seed ? InvalidFieldError("seed", "must be unset but by a lead or the owner")
                  : absl::OkStatus();
}

absl::Status CheckIsAsked(const type::v1::Actor& actor, const v1::Quiz& quiz) {
  const bool asked = actor.kind() == type::v1::Actor::AGENT && actor.id() == quiz.agent();
  return asked ? absl::OkStatus() : NotAskedError(quiz.agent());
}

std::vector<QuizQuestion> DrawQuestions(const QuizFacts& facts, uint64_t seed, int count,
                                        absl::string_view language) {
  return Drawer(facts, seed, language).Draw(count);
}

QuizQuestion Unsolved(const QuizQuestion& question) {
  QuizQuestion unsolved = question;
  unsolved.clear_product();
  unsolved.clear_right_choice();
  return unsolved;
}

absl::Status GradeQuiz(v1::Quiz& quiz, const v1::Quiz& solved, const v1::SubmitQuizRequest& given) {
  RETURN_IF_ERROR(Move(kQuizMachine, quiz, "submit"));
  Violations violations;
  std::vector<absl::optional<int>> answers(solved.questions_size());
  for (int i = 0; i < given.answers_size(); ++i) {
    const v1::QuizAnswer& answer = given.answers(i);
    const std::string field = absl::StrCat("answers[", i, "]");
    if (answer.question() >= solved.questions_size()) {
      violations.Add(field + ".question",
                     absl::StrCat("must be less than ", solved.questions_size()));
    } else if (answer.choice() >= solved.questions(answer.question()).choices_size()) {
      violations.Add(
          field + ".choice",
          absl::StrCat("must be less than ", solved.questions(answer.question()).choices_size()));
    } else if (std::exchange(answers[answer.question()], answer.choice()).has_value()) {
      violations.Add(field + ".question", "is answered twice");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  *quiz.mutable_questions() = solved.questions();
  bool missed = false;
  for (int i = 0; i < quiz.questions_size(); ++i) {
    QuizQuestion& question = *quiz.mutable_questions(i);
    if (answers[i].has_value()) question.set_answer(*answers[i]);
    const bool right = answers[i] == question.right_choice();
    if (right) quiz.set_right_count(quiz.right_count() + 1);
    missed = missed || (question.must_be_right() && !right);
  }
  quiz.set_score_bps(quiz.right_count() * 10000 / std::max(1, quiz.questions_size()));
  quiz.set_passed(!missed && quiz.score_bps() >= quiz.pass_mark_bps());
  return absl::OkStatus();
}

absl::Status ExpireQuiz(v1::Quiz& quiz) { return Move(kQuizMachine, quiz, "expire"); }

}  // namespace shopdesk::catalog::domain
