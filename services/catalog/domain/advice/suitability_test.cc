#include "services/catalog/domain/advice/suitability.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Suitability;
using v1::SuitabilityKind;

// A puzzle in "puzzles", which is below "toys".
class SuitabilityTest : public ::testing::Test {
 protected:
  SuitabilityTest() {
    product_ = ParseText<v1::Product>(
        "name: 'shops/s/products/p' title: 'Puzzle' "
        "attributes { key: 'precautions' values: 'Small parts.' } "
        "attributes { key: 'material' values: 'wood' values: 'wool' } "
        "attributes { key: 'min_age' values: '3' } "
        "skus { sku_id: 'S' option_values { option: 'size' value: 'S' } } "
        "skus { sku_id: 'M' option_values { option: 'size' value: 'M' } }");
    path_.resize(2);
    path_[0].set_name("shops/s/categories/puzzles");
    path_[1].set_name("shops/s/categories/toys");
    *path_[1].add_attribute_definitions() =
        ParseText<v1::AttributeDefinition>("key: 'min_age' value_type: MEASURE unit: 'years'");
  }

  void Guide(const std::string& subject, const std::string& fields) {
    guides_[subject] = WithFitKeys(ParseText<v1::SuitabilityGuide>(
        absl::StrCat("name: 'shops/s/", subject, "/suitabilityGuide' ", fields)));
  }
  Suitability Check(const std::string& profile, absl::string_view sku_id = "",
                    absl::string_view language = "en") const {
    return MakeSuitability(product_, path_, guides_,
                           WithFitKeys(ParseText<v1::BuyerProfile>(profile)), sku_id, language);
  }
  Suitability::Verdict Verdict(const std::string& profile, absl::string_view sku_id = "") const {
    return Check(profile, sku_id).verdict();
  }

  v1::Product product_;
  std::vector<v1::Category> path_;
  SuitabilityGuides guides_;
};

constexpr char kToyAge[] =
    "rules { age_months { from: 36 to: 96 } consequence: UNSUITABLE attribute: 'precautions' "
    "reasons { language_code: 'en' text: 'Small parts can be swallowed.' } evidence: '3-8' }";

TEST_F(SuitabilityTest, AnAgeIsInItsRangeWithBothEnds) {
  Guide("products/p", kToyAge);
  EXPECT_EQ(Verdict("age_months: 10"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("age_months: 35"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("age_months: 36"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("age_months: 96"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("age_months: 97"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict(""), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, ARefusalCitesRuleReasonAndAttribute) {
  Guide("products/p", kToyAge);
  const Suitability told = Check("age_months: 10");
  ASSERT_THAT(told.findings(), SizeIs(1));
  const auto& finding = told.findings(0);
  EXPECT_EQ(finding.source(), "shops/s/products/p/suitabilityGuide");
  EXPECT_EQ(finding.attribute(), "precautions");
  EXPECT_THAT(finding.attribute_values(), ElementsAre("Small parts."));
  EXPECT_EQ(finding.evidence(), "3-8");
  EXPECT_THAT(told.questions(), IsEmpty());
  EXPECT_EQ(told.sentence(),
            "“Puzzle” is not suitable: age: suits 3 years to 8 years; here 10 months (Small parts "
            "can be swallowed).");
}

TEST_F(SuitabilityTest, WhatIsMissingIsAskedForOnce) {
  Guide("products/p", absl::StrCat(kToyAge,
                                   "rules { allergen: 'wool' consequence: CAUTION } "
                                   "rules { allergen: '花生' consequence: UNSUITABLE } "
                                   "rules { skin_type: DRY consequence: CAUTION } "
                                   "rules { skin_type: SENSITIVE consequence: CAUTION }"));
  const Suitability asked = Check("");
  ASSERT_THAT(asked.questions(), SizeIs(3));
  EXPECT_EQ(asked.questions(0).text(), "How old is the person it is for?");
  EXPECT_EQ(asked.questions(1).text(), "Is there an allergy to wool, peanut?");
  EXPECT_EQ(asked.questions(2).text(), "Does the person have dry skin, sensitive skin?");
  EXPECT_THAT(asked.sentence(), HasSubstr("can't be said yet"));
}

TEST_F(SuitabilityTest, NothingToldIsUnknown) {
  EXPECT_EQ(Verdict("age_months: 60"), Suitability::UNKNOWN);
  const Suitability nothing = Check("", "", "es");
  EXPECT_EQ(nothing.verdict(), Suitability::UNKNOWN);
  EXPECT_THAT(nothing.findings(), IsEmpty());
  EXPECT_EQ(nothing.sentence(), "No consta para quién es «Puzzle»: no se puede decir.");
}

TEST_F(SuitabilityTest, NoneIsKnownAndUnsetIsNot) {
  Guide("products/p", "rules { allergen: 'peanut' consequence: UNSUITABLE }");
  EXPECT_EQ(Verdict(""), Suitability::UNKNOWN);
  EXPECT_EQ(Verdict("allergens {}"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("allergens { keys: '花生' }"), Suitability::UNSUITABLE);
}

TEST_F(SuitabilityTest, WhatNoRuleTellsOfIsUnknownUnlessAllIsTold) {
  Guide("products/p", "rules { allergen: 'peanut' consequence: UNSUITABLE }");
  const Suitability untold = Check("allergens { keys: 'wool' } age_months: 60");
  EXPECT_EQ(untold.verdict(), Suitability::UNKNOWN);
  EXPECT_EQ(untold.findings(0).text(), "age: nothing is told of the product");
  EXPECT_EQ(untold.findings(1).text(), "wool: nothing is told of the product");
  EXPECT_THAT(untold.questions(), IsEmpty());
  Guide("categories/toys", "complete_kinds: ALLERGEN complete_kinds: AGE");
  EXPECT_EQ(Verdict("allergens { keys: 'wool' } age_months: 60"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("allergens {} measures { measure: CHEST value: 900 }"), Suitability::SUITABLE);
}

TEST_F(SuitabilityTest, AWordThatNobodyUnderstandsIsUnknownAlsoWhereAllIsTold) {
  Guide("products/p",
        "rules { allergen: 'peanut' consequence: UNSUITABLE } "
        "rules { allergen: 'kiwi' consequence: UNSUITABLE } complete_kinds: ALLERGEN");
  for (const char* word : {"花生酱", "peanutz"}) {
    const Suitability open = Check(absl::StrCat("allergens { keys: '", word, "' }"));
    EXPECT_EQ(open.verdict(), Suitability::UNKNOWN) << word;
    EXPECT_THAT(open.sentence(), HasSubstr("nothing is told of the product")) << word;
  }
  EXPECT_EQ(Verdict("allergens { keys: 'Kiwi' }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("allergens { keys: 'lana' }"), Suitability::SUITABLE);
}

TEST_F(SuitabilityTest, AWordForSeveralThingsMeansAllOfThem) {
  Guide("products/p", "rules { allergen: '虾' consequence: UNSUITABLE } complete_kinds: ALLERGEN");
  EXPECT_EQ(Verdict("allergens { keys: 'shellfish' }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("allergens { keys: 'fish' }"), Suitability::SUITABLE);
  Guide("products/p", "rules { allergen: 'mariscos' consequence: CAUTION }");
  EXPECT_EQ(Verdict("allergens { keys: 'crab' }"), Suitability::CAUTION);
  EXPECT_EQ(Verdict("allergens { keys: 'clams' }"), Suitability::CAUTION);
}

TEST_F(SuitabilityTest, ARuleForASkuLeavesTheOthersWhatTheyInherit) {
  Guide("categories/toys", "rules { allergen: 'peanut' consequence: UNSUITABLE }");
  Guide("products/p",
        "rules { allergen: 'peanut' consequence: SUITABLE "
        "option_values { option: 'size' value: 'S' } }");
  const Suitability told = Check("allergens { keys: 'peanut' }");
  EXPECT_EQ(told.verdict(), Suitability::SUITABLE);
  ASSERT_THAT(told.skus(), SizeIs(2));
  EXPECT_EQ(told.skus(0).verdict(), Suitability::SUITABLE);
  EXPECT_EQ(told.skus(1).verdict(), Suitability::UNSUITABLE);
  EXPECT_EQ(told.sentence(), "“Puzzle” is suitable: peanut: nothing against it.");
  EXPECT_THAT(told.findings(), SizeIs(2));
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }", "S"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }", "M"), Suitability::UNSUITABLE);
  guides_.erase("categories/toys");
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }", "M"), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, ARuleForOtherProductsLeavesThisOneWhatItInherits) {
  Guide("categories/toys", "rules { allergen: 'peanut' consequence: UNSUITABLE }");
  const auto harmless_if = [](const char* attribute) {
    return absl::StrCat("rules { allergen: 'peanut' consequence: SUITABLE attribute: '", attribute,
                        "' attribute_values: 'wood' }");
  };
  Guide("products/p", harmless_if("material"));
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }"), Suitability::SUITABLE);
  Guide("products/p", harmless_if("precautions"));
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }"), Suitability::UNSUITABLE);
  // It may be for this one: what is inherited can't be held against it yet.
  Guide("products/p", harmless_if("filling"));
  const Suitability open = Check("allergens { keys: 'peanut' }");
  EXPECT_EQ(open.verdict(), Suitability::UNKNOWN);
  EXPECT_THAT(open.missing_attributes(), ElementsAre("filling"));
  guides_.erase("categories/toys");
  EXPECT_EQ(Verdict("allergens { keys: 'peanut' }"), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, TheNearestDecidesEachSubjectForItself) {
  Guide("categories/toys",
        "rules { age_months { from: 36 } consequence: UNSUITABLE } "
        "rules { condition: 'epilepsy' consequence: CAUTION } "
        "rules { habit: 'pets' consequence: CAUTION }");
  Guide("categories/puzzles", "rules { age_months { from: 60 } consequence: CAUTION }");
  Guide("products/p", "rules { condition: 'epilepsy' consequence: SUITABLE }");
  const Suitability told =
      Check("age_months: 40 conditions { keys: 'epilepsy' } habits { keys: 'pets' }");
  EXPECT_EQ(told.verdict(), Suitability::CAUTION);
  ASSERT_THAT(told.findings(), SizeIs(3));
  EXPECT_EQ(told.findings(0).source(), "shops/s/categories/puzzles/suitabilityGuide");
  EXPECT_EQ(told.findings(1).source(), "shops/s/categories/toys/suitabilityGuide");
  EXPECT_EQ(told.findings(2).source(), "shops/s/products/p/suitabilityGuide");
  EXPECT_EQ(told.findings(2).text(), "epilepsy: nothing against it");
}

TEST_F(SuitabilityTest, ACautionIsCertainOnceNothingWorseCanCome) {
  Guide("products/p",
        "rules { skin_type: SENSITIVE consequence: CAUTION } "
        "rules { habit: 'pets' consequence: CAUTION }");
  EXPECT_EQ(Verdict("skin { types: SENSITIVE }"), Suitability::CAUTION);
  EXPECT_EQ(Verdict("skin {}"), Suitability::UNKNOWN);
  EXPECT_EQ(Verdict("skin {} habits {}"), Suitability::SUITABLE);
  Guide("categories/toys", kToyAge);
  EXPECT_EQ(Verdict("skin { types: SENSITIVE }"), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, ARuleIsForProductsWithItsAttribute) {
  Guide("categories/toys",
        "rules { allergen: 'wool' consequence: UNSUITABLE attribute: 'material' "
        "attribute_values: 'wool' } "
        "rules { allergen: 'down' consequence: UNSUITABLE attribute: 'material' "
        "attribute_values: 'down' } "
        "rules { allergen: 'latex' consequence: UNSUITABLE attribute: 'filling' "
        "attribute_values: 'latex' }");
  EXPECT_EQ(Verdict("allergens { keys: 'wool' }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("allergens { keys: 'down' }"), Suitability::SUITABLE);
  const Suitability open = Check("allergens { keys: 'latex' }");
  EXPECT_EQ(open.verdict(), Suitability::UNKNOWN);
  EXPECT_THAT(open.missing_attributes(), ElementsAre("filling"));
  EXPECT_THAT(open.sentence(), HasSubstr("latex: the product doesn't tell its filling"));
}

TEST_F(SuitabilityTest, ABoundMayBeAnAttribute) {
  Guide("categories/toys",
        "rules { age_months { from_attribute: 'min_age' to_attribute: 'max_age' } "
        "consequence: UNSUITABLE }");
  EXPECT_EQ(Verdict("age_months: 35"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("age_months: 36"), Suitability::UNKNOWN);
  EXPECT_THAT(Check("age_months: 36").missing_attributes(), ElementsAre("max_age"));
  *product_.add_attributes() =
      ParseText<v1::AttributeValue>("key: 'max_age' values: '96' unit: 'months'");
  EXPECT_EQ(Verdict("age_months: 36"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("age_months: 97"), Suitability::UNSUITABLE);
  for (const char* none : {"inf", "nan", "-1", "9223372036854775807"}) {
    product_.mutable_attributes(3)->set_values(0, none);
    EXPECT_EQ(Verdict("age_months: 36"), Suitability::UNKNOWN) << none;
  }
  product_.mutable_attributes(3)->set_values(0, "96");
  product_.mutable_attributes(3)->set_unit("cm");
  EXPECT_EQ(Verdict("age_months: 97"), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, TheBestOfTheSkusCounts) {
  const auto height = [](const char* size, int from, int to) {
    return absl::StrCat("rules { measure { measure: HEIGHT range { from: ", from, " to: ", to,
                        " } } consequence: UNSUITABLE option_values { option: 'size' value: '",
                        size, "' } } ");
  };
  Guide("products/p", height("S", 1000, 1200) + height("M", 1200, 1400));
  const Suitability both = Check("measures { measure: HEIGHT value: 1300 }");
  EXPECT_EQ(both.verdict(), Suitability::SUITABLE);
  ASSERT_THAT(both.skus(), SizeIs(2));
  EXPECT_EQ(both.skus(0).verdict(), Suitability::UNSUITABLE);
  EXPECT_THAT(SuitableSkus(product_, both), ElementsAre(&product_.skus(1)));
  EXPECT_EQ(both.sentence(), "“Puzzle” is suitable: height: suits 120 cm to 140 cm; here 130 cm.");
  EXPECT_EQ(Verdict("measures { measure: HEIGHT value: 1300 }", "S"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("measures { measure: HEIGHT value: 1600 }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict(""), Suitability::UNKNOWN);
}

TEST_F(SuitabilityTest, IsToldInFourLanguages) {
  Guide("products/p",
        "rules { allergen: 'wool' consequence: CAUTION reasons { language_code: 'zh' "
        "text: '直接接触会扎人。' } }");
  const auto say = [&](const char* language) {
    return Check("allergens { keys: 'lana' }", "", language).sentence();
  };
  EXPECT_EQ(say("zh"), "“Puzzle”请注意：含羊毛，不能耐受（直接接触会扎人）。");
  EXPECT_THAT(say("en"), HasSubstr("with caution: contains wool, which isn't tolerated"));
  EXPECT_THAT(say("es"), HasSubstr("con precaución: contiene lana"));
  EXPECT_THAT(say("pt"), HasSubstr("com cautela: contém lã"));
}

TEST_F(SuitabilityTest, AGuideIsChecked) {
  EXPECT_THAT(CheckSuitabilityGuide(ParseText<v1::SuitabilityGuide>(kToyAge)), IsOk());
  const auto wrong = ParseText<v1::SuitabilityGuide>(
      "rules { consequence: CAUTION } "
      "rules { age_months {} consequence: UNKNOWN } "
      "rules { measure { measure: 99 range { from: 2 to: 1 from_attribute: 'a' } } "
      "consequence: CAUTION attribute_values: 'x' } "
      "rules { habit: ' ' consequence: CAUTION "
      "reasons { language_code: 'en' } reasons { language_code: 'en' } } complete_kinds: 42");
  EXPECT_THAT(
      shopdesk::testing::FieldsOf(CheckSuitabilityGuide(wrong)),
      ElementsAre(
          "suitability_guide.rules[0]", "suitability_guide.rules[1].age_months",
          "suitability_guide.rules[1].consequence", "suitability_guide.rules[2].measure.measure",
          "suitability_guide.rules[2].measure.range.from_attribute",
          "suitability_guide.rules[2].measure.range.to", "suitability_guide.rules[2].attribute",
          "suitability_guide.rules[3].habit", "suitability_guide.rules[3].reasons[1].language_code",
          "suitability_guide.complete_kinds[0]"));
}

TEST_F(SuitabilityTest, AProfileIsChecked) {
  EXPECT_THAT(CheckProfile({}), IsOk());
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckProfile(ParseText<v1::BuyerProfile>(
                  "measures { measure: CHEST value: 1 } measures { measure: CHEST value: 2 } "
                  "skin { types: 99 } habits { keys: '  ' }"))),
              ElementsAre("profile.measures[1].measure", "profile.habits.keys[0]",
                          "profile.skin.types[0]"));
}

TEST_F(SuitabilityTest, WhoToldItDoesNotMakeItAnother) {
  auto a = ParseText<v1::SuitabilityGuide>(kToyAge);
  v1::SuitabilityGuide b = a;
  b.set_etag("v3");
  EXPECT_TRUE(SameSuitability(a, b));
  b.add_complete_kinds(SuitabilityKind::AGE);
  EXPECT_FALSE(SameSuitability(a, b));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
