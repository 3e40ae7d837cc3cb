#include "services/catalog/domain/knowledge/quiz.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCups[] = "shops/s/categories/cups";

// Cups of these materials, "c0", "c1" …
QuizFacts Cups(const std::vector<std::string>& materials) {
  QuizFacts facts;
  v1::AttributeDefinition& material = facts.categories[kCups].definitions["material"];
  material.set_display_name("Material");
  material.set_value_type(v1::AttributeDefinition::TEXT);
  for (size_t i = 0; i < materials.size(); ++i) {
    v1::Product product;
    product.set_name(absl::StrCat("shops/s/products/c", i));
    product.set_title("Cup");
    product.set_category(kCups);
    v1::AttributeValue& value = *product.add_attributes();
    value.set_key("material");
    value.add_values(materials[i]);
    facts.products.push_back(product);
  }
  return facts;
}

TEST(QuizTest, AsksWhatAProductSaysOfAnAttribute) {
  const auto questions = DrawQuestions(Cups({"glass", "steel", "wood"}), 1, 3, "en");
  ASSERT_THAT(questions, SizeIs(3));
  std::set<std::string> texts;
  for (const v1::QuizQuestion& question : questions) {
    texts.insert(question.text());
    EXPECT_EQ(question.kind(), v1::QuizQuestion::ATTRIBUTE);
    EXPECT_THAT(question.choices(), ::testing::UnorderedElementsAre("glass", "steel", "wood"));
    const int product = question.product().back() - '0';
    EXPECT_EQ(question.choices(question.right_choice()),
              (std::vector<std::string>{"glass", "steel", "wood"})[product]);
  }
  EXPECT_THAT(texts,
              ElementsAre("What is “Material” of “Cup (c0)”?", "What is “Material” of “Cup (c1)”?",
                          "What is “Material” of “Cup (c2)”?"));
}

TEST(QuizTest, NoWrongChoiceReadsLikeWhatIsTrue) {
  // Of "100 % Cotton" neither "cotton" nor "ＣＯＴＴＯＮ" nor "cotton blend" is wrong.
  for (const v1::QuizQuestion& question : DrawQuestions(
           Cups({"100 % Cotton", "cotton", "ＣＯＴＴＯＮ", "silk", "linen"}), 7, 50, "en")) {
    std::set<std::string> cores;
    for (const std::string& choice : question.choices()) cores.insert(choice);
    if (question.product() == "shops/s/products/c0") {
      EXPECT_THAT(question.choices(),
                  ::testing::UnorderedElementsAre("100 % Cotton", "silk", "linen"));
    }
  }
  EXPECT_THAT(DrawQuestions(Cups({"cotton", "Cotton", "COTTON", "cotton 90 %"}), 7, 50, "en"),
              IsEmpty());
}

TEST(QuizTest, NumbersAreComparedAsNumbersInTheirUnit) {
  QuizFacts facts = Cups({"350", "350.0", "35", "3500"});
  v1::AttributeDefinition& definition = facts.categories[kCups].definitions["material"];
  definition.set_value_type(v1::AttributeDefinition::MEASURE);
  definition.set_unit("ml");
  for (const v1::QuizQuestion& question : DrawQuestions(facts, 3, 10, "en")) {
    EXPECT_THAT(question.choices(), SizeIs(3)) << question.DebugString();
    EXPECT_THAT(question.choices(), Contains("35 ml"));
    EXPECT_THAT(question.choices(), Contains("3500 ml"));
  }
  EXPECT_THAT(DrawQuestions(facts, 3, 10, "en"), SizeIs(4));
}

TEST(QuizTest, YesOrNo) {
  QuizFacts facts = Cups({"true"});
  facts.categories[kCups].definitions["material"].set_value_type(v1::AttributeDefinition::BOOLEAN);
  const auto questions = DrawQuestions(facts, 3, 10, "pt");
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_THAT(questions[0].choices(), ElementsAre("sim", "não"));
  EXPECT_EQ(questions[0].right_choice(), 0);
}

TEST(QuizTest, TheProductThatIsAskedForIsTheOnlyOne) {
  QuizFacts facts;
  for (int i = 0; i < 5; ++i) {
    facts.products.push_back(ParseText<v1::Product>(absl::StrCat(
        "name: 'shops/s/products/", i, "' title: 'T", i % 4, "' selling_points: '",
        i < 2 ? "Keeps warm!" : absl::StrCat("Point ", i), "' skus { sku_id: 'X-", i, "' }")));
  }
  bool praised = false;
  for (const v1::QuizQuestion& question : DrawQuestions(facts, 11, 50, "en")) {
    EXPECT_THAT(std::set<std::string>(question.choices().begin(), question.choices().end()),
                SizeIs(question.choices_size()));
    if (question.text() != "Of which product do we say “Keeps warm!”?") continue;
    praised = true;
    // T0 and T1 are both praised so; product 4 is called as product 0 is.
    EXPECT_THAT(question.choices(), SizeIs(3));
    const std::string right = question.choices(question.right_choice());
    EXPECT_THAT(question.choices(), Not(Contains(right == "T0" ? "T1" : "T0")));
  }
  EXPECT_TRUE(praised);
}

TEST(QuizTest, TheSameSeedDrawsTheSameAndProductsTakeTurns) {
  std::vector<std::string> materials;
  for (int i = 0; i < 30; ++i) materials.push_back(absl::StrCat("m", i, "x"));
  const QuizFacts facts = Cups(materials);
  const auto texts = [&](uint64_t seed) {
    std::vector<std::string> all;
    for (const auto& question : DrawQuestions(facts, seed, 20, "es"))
      all.push_back(question.DebugString());
    return all;
  };
  EXPECT_EQ(texts(5), texts(5));
  EXPECT_NE(texts(5), texts(6));
  std::set<std::string> asked;
  for (const auto& question : DrawQuestions(facts, 5, 20, "es")) asked.insert(question.product());
  EXPECT_THAT(asked, SizeIs(20));
}

// Whatever products say, what an independent look at them finds true is the right choice alone.
TEST(QuizTest, RandomFactsNeverMakeAnAmbiguousQuestion) {
  std::mt19937_64 random(20261130);
  const std::vector<std::string> words = {"棉",   "100%棉", "麻", "Silk", "silk ", "ＳＩＬＫ",
                                          "wool", "羊毛",   "50", "50.0", "5",     "true",
                                          "-",    "",       "é",  "e"};
  int questions = 0;
  for (int history = 0; history < 2000; ++history) {
    QuizFacts facts = Cups(std::vector<std::string>(3 + random() % 8, "x"));
    for (v1::Product& product : facts.products) {
      product.set_title(words[random() % words.size()] + "T");
      auto& values = *product.mutable_attributes(0)->mutable_values();
      values.Clear();
      for (size_t i = 0; i <= random() % 3; ++i) *values.Add() = words[random() % words.size()];
    }
    for (const v1::QuizQuestion& question : DrawQuestions(facts, history, 10, "zh")) {
      ++questions;
      const auto product =
          std::find_if(facts.products.begin(), facts.products.end(),
                       [&](const auto& each) { return each.name() == question.product(); });
      ASSERT_NE(product, facts.products.end());
      int truths = 0;
      for (const std::string& choice : question.choices()) {
        bool is_true = false;
        for (const std::string& value : product->attributes(0).values())
          is_true = is_true || absl::AsciiStrToLower(absl::StripAsciiWhitespace(value)) ==
                                   absl::AsciiStrToLower(absl::StripAsciiWhitespace(choice));
        truths += is_true;
      }
      EXPECT_EQ(truths, 1) << question.DebugString() << product->DebugString();
      EXPECT_GE(question.choices_size(), 3);
      EXPECT_LE(question.choices_size(), 4);
    }
  }
  EXPECT_GT(questions, 1000);
}

v1::Quiz OpenQuiz() {
  return ParseText<v1::Quiz>(
      "name: 'shops/s/quizzes/q' state: OPEN agent: '1' pass_mark_bps: 8000 "
      "questions { choices: 'a' choices: 'b' } questions { choices: 'a' choices: 'b' } "
      "questions { choices: 'a' choices: 'b' } questions { choices: 'a' choices: 'b' } "
      "questions { choices: 'a' choices: 'b' }");
}
v1::Quiz Solved() {
  v1::Quiz solved = OpenQuiz();
  for (v1::QuizQuestion& question : *solved.mutable_questions()) {
    question.set_right_choice(1);
    question.set_product("shops/s/products/p");
  }
  return solved;
}
v1::SubmitQuizRequest Answers(const std::vector<int>& choices) {
  v1::SubmitQuizRequest request;
  for (size_t i = 0; i < choices.size(); ++i) {
    request.add_answers()->set_question(static_cast<int>(i));
    request.mutable_answers(static_cast<int>(i))->set_choice(choices[i]);
  }
  return request;
}

TEST(QuizTest, FourOfFivePass) {
  v1::Quiz quiz = OpenQuiz();
  ASSERT_OK(GradeQuiz(quiz, Solved(), Answers({1, 1, 0, 1, 1})));
  EXPECT_EQ(quiz.state(), v1::Quiz::GRADED);
  EXPECT_EQ(quiz.right_count(), 4);
  EXPECT_EQ(quiz.score_bps(), 8000);
  EXPECT_TRUE(quiz.passed());
  EXPECT_EQ(quiz.questions(2).answer(), 0);
  EXPECT_EQ(quiz.questions(2).right_choice(), 1);
  EXPECT_THAT(GradeQuiz(quiz, Solved(), Answers({})), HasReason("WRONG_STATE"));
}

TEST(QuizTest, WhatIsNotAnsweredIsWrong) {
  v1::Quiz quiz = OpenQuiz();
  ASSERT_OK(GradeQuiz(quiz, Solved(), Answers({1, 1, 1})));
  EXPECT_EQ(quiz.score_bps(), 6000);
  EXPECT_FALSE(quiz.passed());
  EXPECT_FALSE(quiz.questions(4).has_answer());
}

TEST(QuizTest, WhatMustBeRightDecidesAlone) {
  v1::Quiz solved = Solved();
  solved.mutable_questions(2)->set_must_be_right(true);
  v1::Quiz quiz = OpenQuiz();
  ASSERT_OK(GradeQuiz(quiz, solved, Answers({1, 1, 0, 1, 1})));
  EXPECT_EQ(quiz.score_bps(), 8000);
  EXPECT_FALSE(quiz.passed());
}

TEST(QuizTest, AnswersToWhatThereIsNotAreRefused) {
  v1::Quiz quiz = OpenQuiz();
  v1::SubmitQuizRequest wrong = Answers({1, 2});
  wrong.add_answers()->set_question(0);
  wrong.add_answers()->set_question(5);
  EXPECT_THAT(shopdesk::testing::FieldsOf(GradeQuiz(quiz, Solved(), wrong)),
              ElementsAre("answers[1].choice", "answers[2].question", "answers[3].question"));
}

TEST(QuizTest, SamplesBeginBetweenTheFirstIdAndTheLast) {
  std::set<std::string> starts;
  for (uint64_t random = 0; random < 100000; random += 97) {
    const std::string start = IdBetween("1009024", "1181000", random);
    EXPECT_GE(start, "10");
    EXPECT_LT(start, "1181000");
    starts.insert(start.substr(0, 2));
  }
  EXPECT_THAT(starts, ElementsAre("10", "11"));
  EXPECT_EQ(IdBetween("a", "a", 5), "a");
}

TEST(QuizTest, OnlyTheAgentAnswersAndLeadsAskOthers) {
  const auto agent = ParseText<type::v1::Actor>("kind: AGENT id: '1' role: GUIDE");
  const auto lead = ParseText<type::v1::Actor>("kind: AGENT id: '2' role: LEAD");
  EXPECT_OK(CheckMayAsk(agent, "1", /*has_seed=*/false));
  EXPECT_OK(CheckMayAsk(lead, "1", /*has_seed=*/true));
  EXPECT_THAT(CheckMayAsk(agent, "2", /*has_seed=*/false), HasReason("NOT_ASKED"));
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckMayAsk(agent, "1", /*has_seed=*/true)),
              ElementsAre("seed"));
  EXPECT_OK(CheckIsAsked(agent, OpenQuiz()));
  EXPECT_THAT(CheckIsAsked(lead, OpenQuiz()), HasReason("NOT_ASKED"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
