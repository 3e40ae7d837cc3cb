#include "services/feedback/domain/conversation/question.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::domain {
namespace {

using ::shopdesk::testing::ParseText;

TEST(QuestionTest, TheSameQuestionHasOneKeyHoweverItIsAsked) {
  const std::string rain = QuestionKey("Is it waterproof?");
  EXPECT_FALSE(rain.empty());
  for (const char* text : {"is this WATERPROOF", "Hello! How are you? is the thing waterproof??",
                           "Waterproof?", "can I know: is it ｗａｔｅｒｐｒｏｏｆ ?"}) {
    EXPECT_EQ(QuestionKey(text), rain) << text;
  }
  const std::string zh = QuestionKey("请问这个防水吗？");
  EXPECT_FALSE(zh.empty());
  for (const char* text : {"防水吗", "亲，能不能防水", "你好。這款防水嗎", "防水？"}) {
    EXPECT_EQ(QuestionKey(text), zh) << text;
  }
  EXPECT_EQ(QuestionKey("Lovely thing. Hi, is it waterproof"), rain);
  EXPECT_EQ(QuestionKey("¿Cuánto pesa el producto?"), QuestionKey("hola, cuanto pesa"));
  EXPECT_EQ(QuestionKey("Quais são as medidas?"), QuestionKey("as medidas?"));
  EXPECT_NE(QuestionKey("Is it waterproof?"), QuestionKey("Is it dishwasher safe?"));
  EXPECT_EQ(QuestionKey("dishwasher safe?"), QuestionKey("is it safe (dishwasher)?"));
}

TEST(QuestionTest, WhatAsksNothingHasNone) {
  for (const char* text : {"", "?", "It is waterproof.", "谢谢", "在吗？", "how are you?", "???",
                           "我要退货", "It looks good, it is waterproof", "ok thanks", "12345?"}) {
    EXPECT_EQ(QuestionKey(text), "") << text;
  }
}

TEST(QuestionTest, WhatMayBePersonalIsLeftOut) {
  EXPECT_EQ(QuestionKey("call 138****1234 about delivery?"), QuestionKey("call about delivery?"));
  EXPECT_EQ(QuestionKey("delivery to j***@mail*?"), QuestionKey("delivery?"));
  EXPECT_EQ(QuestionKey("room 12b heating?"), QuestionKey("room heating?"));
  EXPECT_EQ(QuestionKey("10厘米高吗"), QuestionKey("厘米高吗"));
}

TEST(QuestionTest, LongOnesAreNobodyElses) {
  std::string text = "does";
  for (const char letter : std::string("abcdefghjknp")) {
    absl::StrAppend(&text, " ", std::string(3, letter));
  }
  EXPECT_NE(QuestionKey(text), "");
  EXPECT_EQ(QuestionKey(text + " zzz"), "");
  EXPECT_EQ(QuestionKey(std::string(201, 'z') + "?"), "");
  EXPECT_NE(QuestionKey(std::string(200, 'z') + "?"), "");
  EXPECT_EQ(QuestionKey("\xff\xfe?"), QuestionKey("\xff\xfe?")) << "malformed texts end, too";
}

TEST(QuestionTest, CardsAndArticlesAnswerByTheirWords) {
  const auto product = ParseText<catalog::v1::Product>(R"pb(
    title: "Tea mug"
    description: "<p class=\"waterproof\">Dishwasher&nbsp;safe, 防水，不可微波炉加热</p>"
    attributes { key: "max_heat" values: "80" unit: "C" }
    skus {
      sku_id: "s"
      option_values { option: "colour" value: "red" }
    }
  )pb");
  const std::string card = TextOf(product);
  for (const char* text :
       {"dishwasher safe?", "What colour is it", "red?", "max heat?", "防水吗", "微波炉能加热吗"}) {
    EXPECT_TRUE(HasWordsOf(QuestionKey(text), card)) << text;
  }
  for (const char* text : {"waterproof?", "is it safe for babies?", "防火吗", "blue?"}) {
    EXPECT_FALSE(HasWordsOf(QuestionKey(text), card)) << text;
  }
  const auto article = ParseText<catalog::v1::Article>(R"pb(title: "Care"
                                                            body: "Baby bottles"
                                                            steps: "Boil before use")pb");
  EXPECT_TRUE(HasWordsOf(QuestionKey("boil baby bottles?"), TextOf(article)));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
