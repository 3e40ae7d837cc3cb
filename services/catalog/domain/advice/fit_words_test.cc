#include "services/catalog/domain/advice/fit_words.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

using ::testing::ElementsAre;
using v1::FitMeasure;
using v1::SkinType;
using v1::SuitabilityKind;

constexpr size_t kZh = 0;
constexpr size_t kEn = 1;
constexpr size_t kEs = 2;
constexpr size_t kPt = 3;

TEST(FitWordsTest, AWordIsTheSameInEveryLanguage) {
  for (const char* word : {"peanut", "Peanuts", "花生", "MANÍ", "mani", "amendoim", " 花生 "}) {
    EXPECT_EQ(FitKey(word), "peanut") << word;
  }
  EXPECT_EQ(FitKey("heart disease"), "heart_disease");
  EXPECT_EQ(FitKey("heart_disease"), "heart_disease");
  EXPECT_EQ(FitWord("peanut", kZh), "花生");
  EXPECT_EQ(FitWord("heart_disease", kPt), "doença cardíaca");
}

TEST(FitWordsTest, AWordOfTheShopIsFoldedAndStays) {
  EXPECT_EQ(FitKey("Shiny  Metal"), "shiny_metal");
  EXPECT_EQ(FitKey(FitKey("Shiny  Metal")), "shiny_metal");
  EXPECT_EQ(FitWord("shiny_metal", kEs), "shiny metal");
}

TEST(FitWordsTest, AWordForSeveralThingsMeansAllOfThem) {
  for (const char* word : {"shellfish", "Mariscos", "贝壳类", "frutos do  mar"}) {
    EXPECT_THAT(FitKeys(word), ElementsAre("crustacean", "mollusc")) << word;
  }
  EXPECT_THAT(FitKeys("海鲜"), ElementsAre("crustacean", "mollusc", "fish"));
  EXPECT_THAT(FitKeys("贝类"), ElementsAre("mollusc"));
  EXPECT_THAT(FitKeys("Shiny  Metal"), ElementsAre("shiny_metal"));
}

TEST(FitWordsTest, AKeyThatNobodyHasWordsForIsNone) {
  EXPECT_TRUE(IsFitKey("peanut"));
  EXPECT_TRUE(IsFitKey("heart_disease"));
  EXPECT_FALSE(IsFitKey(FitKey("花生酱")));
  EXPECT_FALSE(IsFitKey("peanutz"));
}

TEST(FitWordsTest, EveryMeasureAndSkinHasItsWords) {
  const auto* measures = FitMeasure::Value_descriptor();
  for (int i = 1; i < measures->value_count(); ++i) {
    for (size_t column = 0; column < 4; ++column) {
      EXPECT_NE(MeasureWord(static_cast<FitMeasure::Value>(measures->value(i)->number()), column),
                nullptr)
          << measures->value(i)->name();
    }
  }
  const auto* skins = SkinType::Value_descriptor();
  for (int i = 1; i < skins->value_count(); ++i) {
    EXPECT_NE(SkinWord(static_cast<SkinType::Value>(skins->value(i)->number()), kEn), nullptr);
  }
  EXPECT_EQ(MeasureWord(FitMeasure::VALUE_UNSPECIFIED, kEn), nullptr);
  EXPECT_EQ(SkinWord(static_cast<SkinType::Value>(99), kEn), nullptr);
}

TEST(FitWordsTest, NumbersAreAsTheLanguageSaysThem) {
  EXPECT_EQ(AgeIn(10, kZh), "10个月");
  EXPECT_EQ(AgeIn(36, kEn), "3 years");
  EXPECT_EQ(AgeIn(1, kPt), "1 mês");
  EXPECT_EQ(AgeIn(18, kEs), "18 meses");
  EXPECT_EQ(MeasureIn(FitMeasure::CHEST, 925, kEn), "92.5 cm");
  EXPECT_EQ(MeasureIn(FitMeasure::WEIGHT, 62500, kEs), "62,5 kg");
  EXPECT_EQ(MeasureIn(FitMeasure::HEIGHT, 1700, kPt), "170 cm");
}

TEST(FitWordsTest, UnitsAreOfTheirKind) {
  EXPECT_EQ(UnitOf(SuitabilityKind::AGE, FitMeasure::VALUE_UNSPECIFIED, "岁"), 12);
  EXPECT_EQ(UnitOf(SuitabilityKind::AGE, FitMeasure::VALUE_UNSPECIFIED, ""), 1);
  EXPECT_EQ(UnitOf(SuitabilityKind::AGE, FitMeasure::VALUE_UNSPECIFIED, "cm"), 0);
  EXPECT_EQ(UnitOf(SuitabilityKind::MEASURE, FitMeasure::CHEST, "CM"), 10);
  EXPECT_EQ(UnitOf(SuitabilityKind::MEASURE, FitMeasure::WEIGHT, "kg"), 1000);
  EXPECT_EQ(UnitOf(SuitabilityKind::MEASURE, FitMeasure::WEIGHT, "cm"), 0);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
