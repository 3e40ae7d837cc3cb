#include "services/catalog/domain/advice/suitability_text.h"

#include <set>

#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::ParseText;
using v1::Suitability;

constexpr FitState kAllStates[] = {FitState::kAgainst,  FitState::kFor,
                                   FitState::kNotAsked, FitState::kHarmless,
                                   FitState::kUntold,   FitState::kAttributeMissing};

TEST(SuitabilityTextTest, EveryStateOfEveryKindHasATextOfItsOwnInEachLanguage) {
  const FitNumbers numbers{36, 96, 10};
  for (const char* fields :
       {"kind: AGE", "kind: MEASURE measure: CHEST", "kind: SKIN_TYPE skin_type: DRY",
        "kind: ALLERGEN key: 'milk'", "kind: CONDITION key: 'asthma'", "kind: HABIT key: 'pets'"}) {
    const auto finding = ParseText<Suitability::Finding>(fields);
    std::set<std::string> texts;
    for (const FitState state : kAllStates) {
      for (size_t column = 0; column < 4; ++column) {
        const std::string text = FindingText(finding, state, numbers, "use", column);
        EXPECT_EQ(text.find('{'), text.npos) << text;
        texts.insert(text);
      }
    }
    // What is for and what is against a range is said alike; some words are alike in two languages.
    EXPECT_GE(texts.size(), 18u) << fields;
  }
}

TEST(SuitabilityTextTest, ARangeMayBeOpen) {
  const auto finding = ParseText<Suitability::Finding>("kind: AGE");
  EXPECT_EQ(FindingText(finding, FitState::kNotAsked, {36, {}, {}}, "", 1),
            "age: suits 3 years or more; not known yet");
  EXPECT_EQ(FindingText(finding, FitState::kFor, {{}, 96, 30}, "", 0),
            "年龄：适合8岁及以下，实际30个月");
}

TEST(SuitabilityTextTest, AlternativesAreNamed) {
  Suitability suitability;
  EXPECT_EQ(AlternativesSentence(suitability, 1), "");
  suitability.add_alternatives()->set_title("A");
  suitability.add_alternatives()->set_title("B");
  EXPECT_EQ(AlternativesSentence(suitability, 1), "Suitable and in stock: A, B.");
  EXPECT_EQ(AlternativesSentence(suitability, 0), "适合且有现货：A、B。");
}

TEST(SuitabilityTextTest, ASkuHasAllOptionsOfARule) {
  const auto sku = ParseText<v1::Sku>(
      "option_values { option: 'a' value: '1' } option_values { option: 'b' value: '2' }");
  const auto rule = [](const char* fields) { return ParseText<v1::SuitabilityRule>(fields); };
  EXPECT_TRUE(IsForSku(rule("").option_values(), sku));
  EXPECT_TRUE(IsForSku(rule("option_values { option: 'b' value: '2' }").option_values(), sku));
  EXPECT_FALSE(IsForSku(rule("option_values { option: 'b' value: '2' } "
                             "option_values { option: 'a' value: '2' }")
                            .option_values(),
                        sku));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
