#include "services/catalog/definition.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/snapshot.h"
#include "services/catalog/handlers/advice/promotion.h"
#include "services/catalog/handlers/advice/size_chart.h"
#include "services/catalog/handlers/advice/suggestion.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ResourceTypes;
using ::shopdesk::testing::SnapshotNames;
using ::shopdesk::testing::SnapshotTypes;
using ::testing::ElementsAre;
using testing::Shop;
using ::testing::StartsWith;

class DefinitionTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(DefinitionTest);

TEST_P(DefinitionTest, SnapshotPagesOfTheFeed) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 1));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(SnapshotNames(*shop_.runtime(), "s"),
              ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/products/A",
                          "shops/s/products/B", "shops/s/products/C",
                          StartsWith("shops/s/products/A/snapshots/"),
                          StartsWith("shops/s/products/B/snapshots/"),
                          StartsWith("shops/s/products/C/snapshots/"),
                          "shops/s/skus/A/stockLevels/main", "shops/s/skus/B/stockLevels/main",
                          "shops/s/skus/C/stockLevels/main", "shops/s/reservations/r"));
}

TEST_P(DefinitionTest, SnapshotPagesOfWhatTheDeskKnows) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  for (const char* subject : {"materials/wool", "categories/c"}) {
    ASSERT_OK(shop_.WriteText<v1::CareGuide>(
        handlers::UpdateCareGuide,
        absl::StrCat("care_guide { name: 'shops/s/", subject, "/careGuide' }")));
  }
  for (const char* id : {"a", "b"}) {
    ASSERT_OK(shop_.WriteText<v1::Article>(
        handlers::CreateArticle, absl::StrCat("parent: 'shops/s' article_id: '", id,
                                              "' article { kind: FAQ title: 't' body: 'x' }")));
    for (int version = 1; version <= 2; ++version) {
      const std::string name = absl::StrCat("name: 'shops/s/articles/", id, "'");
      ASSERT_OK(shop_.WriteText<v1::Article>(
          handlers::UpdateArticle, absl::StrCat("article { ", name, " body: '", version, "' }")));
      ASSERT_OK(shop_.WriteText<v1::Article>(handlers::PublishArticle, name));
      ASSERT_OK(shop_.WriteText<v1::Acknowledgement>(handlers::AcknowledgeArticle,
                                                     absl::StrCat(name, " version: ", version)));
    }
  }
  EXPECT_THAT(
      SnapshotNames(*shop_.runtime(), "s"),
      ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/categories/c/careGuide",
                  "shops/s/materials/wool/careGuide", "shops/s/articles/a", "shops/s/articles/b",
                  "shops/s/articles/a/versions/1", "shops/s/articles/a/versions/2",
                  "shops/s/articles/b/versions/1", "shops/s/articles/b/versions/2",
                  StartsWith("shops/s/articles/a/acknowledgements/"),
                  StartsWith("shops/s/articles/b/acknowledgements/")));
}

TEST_P(DefinitionTest, SnapshotPagesOfAdvice) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  ASSERT_OK(shop_.AddCategory("d", ""));
  for (const char* category : {"c", "d"}) {
    ASSERT_OK(shop_.WriteText<v1::SuitabilityGuide>(
        handlers::UpdateSuitabilityGuide,
        absl::StrCat("suitability_guide { name: 'shops/s/categories/", category,
                     "/suitabilityGuide' }")));
    ASSERT_OK(shop_.WriteText<v1::SizeChart>(
        handlers::UpdateSizeChart,
        absl::StrCat("size_chart { name: 'shops/s/categories/", category, "/sizeChart' }")));
    ASSERT_OK(shop_.Create(category, absl::StrCat("title: 't' skus { sku_id: '", category,
                                                  "' price { currency_code: 'GBP' } }")));
    ASSERT_OK(shop_.WriteText<v1::SuggestionGuide>(
        handlers::UpdateSuggestionGuide, absl::StrCat("suggestion_guide { name: 'shops/s/products/",
                                                      category, "/suggestionGuide' }")));
    ASSERT_OK(shop_.WriteText<v1::Promotion>(
        handlers::UpdatePromotion,
        absl::StrCat("promotion { name: 'shops/s/products/", category,
                     "/promotion' start_time {} end_time { seconds: 1 } }")));
  }
  EXPECT_THAT(
      SnapshotNames(*shop_.runtime(), "s"),
      ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/categories/d",
                  "shops/s/products/c", "shops/s/products/d",
                  "shops/s/categories/c/suitabilityGuide", "shops/s/categories/d/suitabilityGuide",
                  "shops/s/categories/c/sizeChart", "shops/s/categories/d/sizeChart",
                  "shops/s/products/c/suggestionGuide", "shops/s/products/d/suggestionGuide",
                  "shops/s/products/c/promotion", "shops/s/products/d/promotion"));
}

TEST_P(DefinitionTest, EveryResourceIsInTheSnapshot) {
  EXPECT_EQ(SnapshotTypes(*shop_.runtime()), ResourceTypes("shopdesk.catalog.v1"));
}

}  // namespace
}  // namespace shopdesk::catalog
