#include "services/catalog/handlers/advice/comparison.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/advice/competitor.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using testing::Shop;

class ComparisonHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  ComparisonHandlerTest() {
    EXPECT_OK(shop_.AddCategory("mugs",
                                "attribute_definitions { key: 'weight' display_name: 'Weight' "
                                "value_type: MEASURE unit: 'g' }"));
    EXPECT_OK(shop_.Create("ours",
                           "title: 'Ours' category: 'shops/s/categories/mugs' "
                           "attributes { key: 'weight' values: '400' } "
                           "skus { sku_id: 'A' price { currency_code: 'GBP' minor: 500 } }"));
    EXPECT_OK(shop_.Publish("ours"));
    EXPECT_OK(shop_.Receive("A", 4));
    EXPECT_OK(shop_.WriteText<v1::CompetitorProduct>(
        handlers::CreateCompetitorProduct,
        "parent: 'shops/s' competitor_product_id: 'rival' competitor_product { title: 'Theirs' "
        "brand: 'R' category: 'shops/s/categories/mugs' attributes { key: 'weight' "
        "values: '0.4 kg' source { source: 'rival.example' seen_time { seconds: 1709000000 } } } "
        "}"));
  }
  absl::StatusOr<v1::Comparison> Compare(const std::string& fields) {
    return shop_.ReadText<v1::Comparison>(handlers::CompareProducts, "parent: 'shops/s' " + fields);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ComparisonHandlerTest);

TEST_P(ComparisonHandlerTest, OursAndTheirsBesideEachOther) {
  const auto comparison = Compare(
      "names: 'shops/s/products/ours' names: 'shops/s/competitorProducts/rival' "
      "language_code: 'pt-BR'");
  ASSERT_OK(comparison);
  EXPECT_EQ(comparison->language_code(), "pt");
  ASSERT_EQ(comparison->rows_size(), 1);
  EXPECT_EQ(comparison->rows(0).outcome(), v1::Comparison::SAME);
  EXPECT_EQ(comparison->sides(0).available(), 4);
  EXPECT_TRUE(comparison->sides(1).competitor());
  EXPECT_FALSE(comparison->sides(1).has_price());
  EXPECT_THAT(comparison->text(), HasSubstr("Igual: Weight 400 g."));
}

TEST_P(ComparisonHandlerTest, TheTextPassesTheShopsOwnWords) {
  ASSERT_OK(shop_.WriteText<v1::WordList>(
      handlers::UpdateWordList,
      "word_list { name: 'shops/s/wordList' terms { text: 'Theirs' level: A category: OTHER } }"));
  ASSERT_OK_AND_ASSIGN(const v1::Comparison comparison,
                       Compare("names: 'shops/s/products/ours' "
                               "names: 'shops/s/competitorProducts/rival' language_code: 'en'"));
  ASSERT_EQ(comparison.wording_hits_size(), 1);
  EXPECT_EQ(comparison.wording_hits(0).field(), "sides[1].title");
  v1::CheckTextRequest check;
  check.set_parent("shops/s");
  check.add_texts()->set_text(comparison.text());
  EXPECT_EQ(shop_.Read<v1::CheckTextResponse>(handlers::CheckText, check)->hits_size(), 0);
}

TEST_P(ComparisonHandlerTest, EachOnceOfThisShopAndThere) {
  EXPECT_THAT(Compare("names: 'shops/s/products/ours' names: 'shops/s/products/ours'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Compare("names: 'shops/s/products/ours' names: 'shops/t/products/ours'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Compare("names: 'shops/s/products/ours' names: 'shops/s/products/none'"),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Compare("names: 'shops/s/products/ours' names: 'shops/s/competitorProducts/none'"),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
