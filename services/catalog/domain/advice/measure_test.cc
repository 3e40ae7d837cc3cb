#include "services/catalog/domain/advice/measure.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::catalog::domain {
namespace {

Measure Read(const std::string& text, const std::string& unit = "") {
  const auto measure = ReadMeasure(text, unit, Writing::kAnybodys);
  EXPECT_TRUE(measure.has_value()) << text;
  return measure.value_or(Measure{{0}, nullptr});
}

bool AreSame(const std::string& a, const std::string& b) {
  return IsComparable(Read(a), Read(b)) && IsSame(Read(a), Read(b));
}

TEST(MeasureTest, TheSameInAnotherUnitIsTheSame) {
  EXPECT_TRUE(AreSame("500克", "0.5 kg"));
  EXPECT_TRUE(AreSame("500克", "1斤"));
  EXPECT_TRUE(AreSame("１．５千克", "1500 g"));
  EXPECT_TRUE(AreSame("1,5 kg", "1500g"));
  EXPECT_TRUE(AreSame("12 in", "30.48厘米"));
  EXPECT_TRUE(AreSame("12\"", "1 ft"));
  EXPECT_TRUE(AreSame("0.35升", "350ML"));
  EXPECT_TRUE(AreSame("2小时", "120 minutos"));
  EXPECT_TRUE(AreSame("30×40 cm", "300mm*400mm"));
  EXPECT_TRUE(AreSame("30 x 40cm", "30cm×40cm"));
  EXPECT_TRUE(AreSame("2 平方米", "20000 cm²"));
  EXPECT_FALSE(AreSame("500 g", "501 g"));
  EXPECT_FALSE(AreSame("30×40 cm", "40×30 cm"));
}

TEST(MeasureTest, WhatDoesNotFitIsNotCompared) {
  EXPECT_FALSE(IsComparable(Read("500 g"), Read("500 ml")));
  EXPECT_FALSE(IsComparable(Read("500 g"), Read("500")));
  EXPECT_FALSE(IsComparable(Read("30×40 cm"), Read("30 cm")));
  EXPECT_TRUE(IsComparable(Read("5"), Read("7")));
  EXPECT_TRUE(AreSame("5", "5.0"));
  EXPECT_TRUE(IsSame(Read("500", "g"), Read("0.5 kg")));
}

TEST(MeasureTest, WhatMayBeTwoNumbersIsNone) {
  for (const char* text :
       {"1,200 g", "1.200 g", "1.200,50 g", "about 500 g", "500 g each", "", "L", "M", "g",
        "5-7 cm", "500 xyz", "1..5", ".5 kg", "30×", "1e5 g", "٣ كغ"}) {
    EXPECT_FALSE(ReadMeasure(text, "", Writing::kAnybodys).has_value()) << text;
  }
  EXPECT_FALSE(ReadMeasure(std::string(5000, '9'), "", Writing::kAnybodys).has_value());
}

TEST(MeasureTest, APointBeforeThreeDigitsIsTheDecimalPointOfTypedValuesOnly) {
  for (const char* text : {"1.500 ml", "12.500", "123.456", "30×1.500 cm"}) {
    EXPECT_FALSE(ReadMeasure(text, "", Writing::kAnybodys).has_value()) << text;
  }
  EXPECT_EQ(ReadMeasure("1.500", "l", Writing::kTyped)->numbers[0], 1.5);
  EXPECT_FALSE(ReadMeasure("1,500", "l", Writing::kTyped).has_value());
  // No thousands begin with a nought, or with four digits.
  EXPECT_TRUE(AreSame("0.500 kg", "500 g"));
  EXPECT_TRUE(AreSame("0,500 kg", "500 g"));
  EXPECT_TRUE(AreSame("1234.500 g", "1234.5 g"));
  EXPECT_TRUE(AreSame("1.50 kg", "1500 g"));
}

TEST(MeasureTest, AreWrittenAsTheLanguageDoes) {
  MeasureWriter zh("zh");
  EXPECT_EQ(zh.Write(Read("1.5 kg"), FindUnit("g")), "1,500克");
  EXPECT_EQ(zh.Write(Read("2斤"), nullptr), "1,000克");
  MeasureWriter es("es");
  EXPECT_EQ(es.Write(Read("1.5 kg"), nullptr), "1,5 kg");
  MeasureWriter en("en");
  EXPECT_EQ(en.Write(Read("12 in"), FindUnit("cm")), "30.48 cm");
  EXPECT_EQ(en.Write(Read("30×40 cm"), nullptr), "30 × 40 cm");
  EXPECT_EQ(en.Write(Read("500 g"), FindUnit("ml")), "500 g");
}

TEST(MeasureTest, UnitsAreFoundHoweverTheyAreWritten) {
  EXPECT_EQ(FindUnit("KG"), FindUnit("公斤"));
  EXPECT_EQ(FindUnit("centímetros"), FindUnit("厘米"));
  EXPECT_EQ(FindUnit("ｍｌ"), FindUnit("毫升"));
  EXPECT_EQ(FindUnit("furlong"), nullptr);
  EXPECT_EQ(FindUnit(""), nullptr);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
