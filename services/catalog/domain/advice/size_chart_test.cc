#include "services/catalog/domain/advice/size_chart.h"

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
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::FitMeasure;
using v1::SizeAdvice;

// A shirt in S, M and L: by the chest, with 4 cm of ease, and by the height.
class SizeChartTest : public ::testing::Test {
 protected:
  SizeChartTest() {
    product_ = ParseText<v1::Product>(
        "name: 'shops/s/products/p' title: 'Shirt' state: ON_SALE brand: 'A&B' "
        "skus { sku_id: 's' option_values { option: 'size' value: 'small' } } "
        "skus { sku_id: 'm' option_values { option: 'size' value: 'M' } } "
        "skus { sku_id: 'm2' option_values { option: 'size' value: 'M' } } "
        "skus { sku_id: 'l' option_values { option: 'size' value: 'L' } "
        "option_values { option: 'colour' value: 'XL' } }");
    chart_ = ParseText<v1::SizeChart>(
        "name: 'shops/s/products/p/sizeChart' option: 'size' "
        "measures { measure: CHEST ease: 40 } measures { measure: HEIGHT } "
        "sizes { size: 'S' option_values: 'small' ranges { measure: CHEST from: 840 to: 920 } "
        "ranges { measure: HEIGHT to: 1650 } } "
        "sizes { size: 'M' ranges { measure: CHEST from: 920 to: 1000 } "
        "ranges { measure: HEIGHT from: 1600 to: 1750 } } "
        "sizes { size: 'L' ranges { measure: CHEST from: 1010 to: 1080 } "
        "ranges { measure: HEIGHT from: 1700 } } "
        "sizes { size: 'XL' ranges { measure: CHEST from: 1080 to: 1160 } }");
    available_ = {{"s", 1}, {"m", 2}, {"m2", 3}};
  }

  SizeAdvice Advise(int chest, int height = 0, absl::string_view language = "en") const {
    v1::AdviseSizeRequest request;
    if (chest > 0) Measure(request, FitMeasure::CHEST, chest);
    if (height > 0) Measure(request, FitMeasure::HEIGHT, height);
    return MakeSizeAdvice(product_, &chart_, request, available_, language);
  }
  static void Measure(v1::AdviseSizeRequest& request, FitMeasure::Value which, int value) {
    v1::MeasureValue& measure = *request.add_measures();
    measure.set_measure(which);
    measure.set_value(value);
  }

  v1::Product product_;
  v1::SizeChart chart_;
  std::map<std::string, int64_t> available_;
};

TEST_F(SizeChartTest, TheFirstMeasureDecidesWithItsEase) {
  const SizeAdvice advice = Advise(925);
  EXPECT_EQ(advice.outcome(), SizeAdvice::FITS);
  EXPECT_EQ(advice.size(), "M");
  EXPECT_EQ(advice.deciding_measure(), FitMeasure::CHEST);
  ASSERT_THAT(advice.skus(), SizeIs(2));
  EXPECT_EQ(advice.skus(0).available(), 2);
  EXPECT_EQ(advice.neighbour(), "L");
  EXPECT_EQ(advice.neighbour_reason(), SizeAdvice::CLOSE);
  EXPECT_THAT(advice.missing_measures(), ElementsAre(FitMeasure::HEIGHT));
  EXPECT_EQ(advice.sentence(),
            "“Shirt”: size M (chest 92.5 cm). M: 5 in stock. The nearest other size is L. L is out "
            "of stock.");
  EXPECT_EQ(Advise(885).neighbour(), "S");
}

TEST_F(SizeChartTest, ThenTheNextThatIsKnown) {
  const SizeAdvice advice = Advise(0, 1560);
  EXPECT_EQ(advice.size(), "S");
  EXPECT_EQ(advice.deciding_measure(), FitMeasure::HEIGHT);
  EXPECT_THAT(advice.missing_measures(), ElementsAre(FitMeasure::CHEST));
}

TEST_F(SizeChartTest, AnotherMeasureMayAskForTheNeighbour) {
  const SizeAdvice advice = Advise(920, 1800);
  EXPECT_EQ(advice.size(), "M");
  EXPECT_EQ(advice.neighbour(), "L");
  EXPECT_EQ(advice.neighbour_reason(), SizeAdvice::OTHER_MEASURE);
  EXPECT_EQ(advice.neighbour_measure(), FitMeasure::HEIGHT);
}

TEST_F(SizeChartTest, BothFitOnTheBorderUnlessAnotherMeasureTellsThem) {
  const SizeAdvice between = Advise(880);
  EXPECT_EQ(between.outcome(), SizeAdvice::BETWEEN);
  EXPECT_EQ(between.size(), "M");
  EXPECT_EQ(between.neighbour(), "S");
  EXPECT_EQ(between.neighbour_reason(), SizeAdvice::IN_BETWEEN);
  const SizeAdvice told = Advise(880, 1580);
  EXPECT_EQ(told.outcome(), SizeAdvice::FITS);
  EXPECT_EQ(told.size(), "S");
}

TEST_F(SizeChartTest, AGapIsBetweenItsSizes) {
  const SizeAdvice advice = Advise(965);
  EXPECT_EQ(advice.outcome(), SizeAdvice::BETWEEN);
  EXPECT_EQ(advice.size(), "L");
  EXPECT_EQ(advice.neighbour(), "M");
}

TEST_F(SizeChartTest, BesideAGapNothingFitsForWantOfTheOtherSize) {
  // 1,005 is too large for M, which is sold, and too small for L.
  product_.mutable_skus()->RemoveLast();
  const SizeAdvice smaller = Advise(965);
  EXPECT_EQ(smaller.outcome(), SizeAdvice::NOT_SOLD);
  EXPECT_EQ(smaller.size(), "L");
  EXPECT_THAT(smaller.skus(), IsEmpty());
  EXPECT_EQ(smaller.neighbour(), "M");
  EXPECT_EQ(smaller.neighbour_reason(), SizeAdvice::IN_BETWEEN);
  EXPECT_EQ(smaller.sentence(),
            "“Shirt”: between two sizes (chest 96.5 cm): M, and L, which none of its variants is. "
            "M: 5 in stock.");
  product_.mutable_skus()->Clear();
  EXPECT_EQ(Advise(965).outcome(), SizeAdvice::NOT_SOLD);
  EXPECT_EQ(Advise(965).neighbour(), "");
  v1::OptionValue& only = *product_.add_skus()->add_option_values();
  only.set_option("size");
  only.set_value("L");
  const SizeAdvice larger = Advise(965);
  EXPECT_EQ(larger.outcome(), SizeAdvice::NOT_SOLD);
  EXPECT_EQ(larger.size(), "M");
  EXPECT_EQ(larger.neighbour(), "L");
}

TEST_F(SizeChartTest, OfManyThatFitOneThatIsSoldIsTaken) {
  for (const char* size : {"XXL", "3XL"}) {
    *chart_.add_sizes() = chart_.sizes(3);
    chart_.mutable_sizes(chart_.sizes_size() - 1)->set_size(size);
  }
  v1::OptionValue& option = *product_.mutable_skus(3)->mutable_option_values(0);
  option.set_value("XL");
  const SizeAdvice advice = Advise(1100);
  EXPECT_EQ(advice.outcome(), SizeAdvice::FITS);
  EXPECT_EQ(advice.size(), "XL");
}

TEST_F(SizeChartTest, BeyondAllSizesNoneFits) {
  EXPECT_EQ(Advise(799).outcome(), SizeAdvice::OUT_OF_RANGE);
  const SizeAdvice advice = Advise(1200);
  EXPECT_EQ(advice.outcome(), SizeAdvice::OUT_OF_RANGE);
  EXPECT_EQ(advice.size(), "");
  EXPECT_THAT(advice.skus(), IsEmpty());
  EXPECT_EQ(advice.sentence(), "No size of “Shirt” fits: chest 120 cm is beyond its chart.");
}

TEST_F(SizeChartTest, ASizeThatTheProductHasNotIsNotAdvised) {
  // The colour XL is no size.
  const SizeAdvice advice = Advise(1100);
  EXPECT_EQ(advice.outcome(), SizeAdvice::NOT_SOLD);
  EXPECT_EQ(advice.size(), "XL");
  EXPECT_THAT(advice.skus(), IsEmpty());
  EXPECT_EQ(advice.neighbour(), "L");
  // On the border to it the other one fits.
  EXPECT_EQ(Advise(1040).outcome(), SizeAdvice::FITS);
  EXPECT_EQ(Advise(1040).size(), "L");
  EXPECT_EQ(Advise(1040).neighbour(), "M");
  chart_.clear_option();
  EXPECT_EQ(Advise(1100).outcome(), SizeAdvice::FITS);
}

TEST_F(SizeChartTest, WhatIsOffSaleCannotBeOrdered) {
  product_.set_state(v1::Product::OFF_SALE);
  EXPECT_EQ(Advise(925).skus(0).available(), 0);
}

TEST_F(SizeChartTest, WithoutMeasuresOrChartItIsUnknown) {
  const SizeAdvice asked = Advise(0);
  EXPECT_EQ(asked.outcome(), SizeAdvice::UNKNOWN);
  EXPECT_EQ(asked.sentence(), "To choose a size of “Shirt” we need: chest, height.");
  const SizeAdvice none = MakeSizeAdvice(product_, nullptr, {}, available_, "zh");
  EXPECT_EQ(none.outcome(), SizeAdvice::UNKNOWN);
  EXPECT_EQ(none.sentence(), "“Shirt”没有尺码表。");
}

TEST_F(SizeChartTest, IsToldInFourLanguages) {
  EXPECT_EQ(Advise(880, 0, "zh").sentence(),
            "“Shirt”介于两个尺码之间（胸围88 cm）：S偏小，M偏大。M有货5件。S有货1件。");
  EXPECT_EQ(
      Advise(920, 1800, "es").sentence(),
      "«Shirt»: talla M (contorno de pecho 92 cm). M: 5 en existencia. Según altura, más bien "
      "L. L está agotada.");
  EXPECT_EQ(Advise(1100, 0, "pt").sentence(),
            "“Shirt”: busto 110 cm pede o tamanho XL, que nenhuma variante tem. O outro tamanho "
            "mais próximo é L. L está esgotado.");
}

TEST_F(SizeChartTest, TheNearestChartIsTheProductsThenTheBrandsThenTheCategorys) {
  std::vector<v1::Category> path(2);
  path[0].set_name("shops/s/categories/shirts");
  path[1].set_name("shops/s/categories/clothes");
  EXPECT_THAT(SizeChartSubjects(product_, path),
              ElementsAre("products/p", "categories/shirts/brands/A%26B", "categories/shirts",
                          "categories/clothes/brands/A%26B", "categories/clothes"));
  product_.clear_brand();
  EXPECT_THAT(SizeChartSubjects(product_, path),
              ElementsAre("products/p", "categories/shirts", "categories/clothes"));
}

TEST_F(SizeChartTest, AChartIsChecked) {
  EXPECT_THAT(CheckSizeChart(chart_), IsOk());
  const auto wrong = ParseText<v1::SizeChart>(
      "measures { measure: CHEST } measures { measure: CHEST } "
      "sizes { size: 'S' ranges { measure: CHEST from: 5 to: 4 } ranges { measure: CHEST } } "
      "sizes { size: 'S' option_values: 'S' ranges { measure: WAIST from: 1 } } "
      "sizes { size: 'M' ranges { measure: CHEST from: 9 } } "
      "sizes { size: 'L' ranges { measure: CHEST from: 8 } }");
  EXPECT_THAT(
      shopdesk::testing::FieldsOf(CheckSizeChart(wrong)),
      ElementsAre("size_chart.measures[1].measure", "size_chart.sizes[0].ranges[0].to",
                  "size_chart.sizes[0].ranges[1].measure", "size_chart.sizes[0].ranges[1]",
                  "size_chart.sizes[1].size", "size_chart.sizes[1].option_values[0]",
                  "size_chart.sizes[1].ranges[0].measure", "size_chart.sizes[3].ranges[0]"));
  // Nobody would fit by a measure that no size is for.
  v1::SizeChart idle = chart_;
  idle.add_measures()->set_measure(FitMeasure::WAIST);
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckSizeChart(idle)),
              ElementsAre("size_chart.measures[2].measure"));
}

TEST_F(SizeChartTest, AMeasureIsGivenOnce) {
  v1::AdviseSizeRequest request;
  Measure(request, FitMeasure::CHEST, 1);
  EXPECT_THAT(CheckMeasures(request), IsOk());
  Measure(request, FitMeasure::CHEST, 2);
  EXPECT_THAT(shopdesk::testing::FieldsOf(CheckMeasures(request)),
              ElementsAre("measures[1].measure"));
}

TEST_F(SizeChartTest, WhoToldItDoesNotMakeItAnother) {
  v1::SizeChart other = chart_;
  other.set_etag("v2");
  other.mutable_actor()->set_id("1");
  EXPECT_TRUE(SameSizes(chart_, other));
  other.set_evidence("S: 84");
  EXPECT_FALSE(SameSizes(chart_, other));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
