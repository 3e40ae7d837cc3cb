#include "services/catalog/domain/knowledge/clarity.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::ParseText;
using ::testing::IsEmpty;
using v1::ProductClarity;

v1::Product ClearProduct() {
  return ParseText<v1::Product>(R"pb(
    name: 'shops/s/products/p'
    title: 'A mug of porcelain'
    category: 'shops/s/categories/c'
    description: '<p>Holds <b>350 ml</b>, stands firmly.'
    attributes { key: 'material' values: 'porcelain' }
    pictures { uri: 'u' alt_text: 'a white mug' }
    skus {
      sku_id: 'M'
      weight_grams: 400
      dimensions { length_mm: 90 }
    }
  )pb");
}

Definitions RequiredMaterial() {
  return {{"material",
           ParseText<v1::AttributeDefinition>("key: 'material' value_type: TEXT required: true")}};
}

TEST(ClarityTest, NothingIsFoundOfAClearProduct) {
  EXPECT_THAT(FindUnclear(ClearProduct(), RequiredMaterial(), true).findings(), IsEmpty());
}

TEST(ClarityTest, EachThingThatIsMissingIsFound) {
  const auto product = ParseText<v1::Product>(R"pb(
    name: 'shops/s/products/p'
    title: 'Mug'
    description: '<div>Good<script>x()</script>'
    pictures { uri: 'u' alt_text: ' ' }
    pictures { uri: 'v' alt_text: 'a mug' }
    skus { sku_id: 'M' }
    skus {
      sku_id: 'N'
      weight_grams: 4
      dimensions { length_mm: 9 }
    }
  )pb");
  EXPECT_THAT(FindUnclear(product, RequiredMaterial(), false), EqualsProto(R"pb(
                product: 'shops/s/products/p'
                title: 'Mug'
                findings { kind: FACT_MISSING details: 'material' }
                findings { kind: DESCRIPTION_SHORT }
                findings { kind: DESCRIPTION_BROKEN details: '<div>' }
                findings { kind: DESCRIPTION_ACTIVE details: '<script>' }
                findings { kind: ALT_TEXT_MISSING details: 'u' }
                findings { kind: CARE_MISSING }
                findings { kind: WEIGHT_MISSING details: 'M' }
                findings { kind: DIMENSIONS_MISSING details: 'M' }
                findings { kind: TITLE_SHORT }
                findings { kind: CATEGORY_MISSING })pb"));
  v1::Product bare = ClearProduct();
  bare.set_description("<p> <br>&nbsp;");
  bare.clear_pictures();
  EXPECT_THAT(FindUnclear(bare, {}, true), EqualsProto(R"pb(
                product: 'shops/s/products/p'
                title: 'A mug of porcelain'
                findings { kind: DESCRIPTION_MISSING }
                findings { kind: PICTURE_MISSING })pb"));
}

TEST(ClarityTest, WhatMayBePersonalIsNotKept) {
  EXPECT_EQ(FailedQuery("Ｍug  Élégant!"), "mug elegant");
  EXPECT_EQ(FailedQuery("马克杯"), "马克杯");
  EXPECT_EQ(FailedQuery("iphone 15"), "iphone 15");
  EXPECT_EQ(FailedQuery("13812345678"), "");
  for (const char* number : {"tel 138-1234-5678", "138.1234.5678", "(138) 1234/5678",
                             "138_1234_5678", "+86 138,1234,5678"}) {
    EXPECT_EQ(FailedQuery(number), "") << number;
  }
  EXPECT_EQ(FailedQuery("120x200x35cm"), "120x200x35cm");
  EXPECT_EQ(FailedQuery("ann@example.com"), "");
  EXPECT_EQ(FailedQuery(std::string(61, 'a')), "");
  EXPECT_EQ(FailedQuery("  !! "), "");
}

TEST(ClarityTest, OldTimesCountLess) {
  const absl::Time begin = absl::FromUnixSeconds(1'700'000'000);
  Frequency often;
  for (int i = 0; i < 4; ++i) often = CountOnce(often, begin);
  EXPECT_EQ(often.count, 4);
  const Frequency twice = CountOnce(CountOnce({}, begin), begin);
  EXPECT_GT(often.rank, twice.rank);
  // After two halvings four are one.
  const absl::Time later = begin + absl::Hours(24 * 60);
  const Frequency once = CountOnce({}, later);
  EXPECT_NEAR(static_cast<double>(once.rank), static_cast<double>(often.rank), 2);
  EXPECT_GT(CountOnce({}, later + absl::Hours(1)).rank, often.rank);
  EXPECT_EQ(CountOnce(often, later).count, 5);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
