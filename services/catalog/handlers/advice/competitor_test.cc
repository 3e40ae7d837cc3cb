#include "services/catalog/handlers/advice/competitor.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Shop;

constexpr char kSource[] = "source { source: 'rival.example' seen_time { seconds: 1700000000 } }";

class CompetitorHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::CompetitorProduct> Add(const std::string& id, const std::string& fields = "") {
    return shop_.WriteText<v1::CompetitorProduct>(
        handlers::CreateCompetitorProduct,
        absl::StrCat("parent: 'shops/s' competitor_product_id: '", id,
                     "' competitor_product { title: 'T' brand: 'B' ", fields, " }"));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(CompetitorHandlerTest);

TEST_P(CompetitorHandlerTest, IsCreatedChangedAndDeleted) {
  const auto added = Add("r", absl::StrCat("attributes { key: 'w' values: '5 kg' ", kSource, " }"));
  ASSERT_OK(added);
  EXPECT_EQ(added->name(), "shops/s/competitorProducts/r");
  EXPECT_EQ(added->etag(), "v1");
  EXPECT_THAT(Add("r"), HasReason("ALREADY_EXISTS"));
  const auto changed = shop_.WriteText<v1::CompetitorProduct>(
      handlers::UpdateCompetitorProduct,
      "competitor_product { name: 'shops/s/competitorProducts/r' title: 'U' } "
      "update_mask { paths: 'title' }");
  ASSERT_OK(changed);
  EXPECT_EQ(changed->title(), "U");
  EXPECT_EQ(changed->attributes_size(), 1);
  EXPECT_THAT(
      shop_.WriteText<v1::DeleteCompetitorProductResponse>(
          handlers::DeleteCompetitorProduct, "name: 'shops/s/competitorProducts/r' etag: 'v1'"),
      HasReason("ETAG_MISMATCH"));
  ASSERT_OK(shop_.WriteText<v1::DeleteCompetitorProductResponse>(
      handlers::DeleteCompetitorProduct, "name: 'shops/s/competitorProducts/r' etag: 'v2'"));
  EXPECT_THAT(shop_.ReadText<v1::CompetitorProduct>(handlers::GetCompetitorProduct,
                                                    "name: 'shops/s/competitorProducts/r'"),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(shop_.Events(), Contains("competitor_product.deleted"));
}

TEST_P(CompetitorHandlerTest, ItsCategoryIsThereAndStays) {
  EXPECT_THAT(Add("r", "category: 'shops/s/categories/none'"), HasReason("NOT_FOUND"));
  ASSERT_OK(shop_.AddCategory("mugs", ""));
  ASSERT_OK(Add("r", "category: 'shops/s/categories/mugs'"));
  EXPECT_THAT(shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                          "name: 'shops/s/categories/mugs'"),
              HasReason("CATEGORY_IN_USE"));
  ASSERT_OK(Add("q"));
  std::vector<std::string> names;
  shop_.List<v1::ListCompetitorProductsResponse, v1::ListCompetitorProductsRequest>(
      handlers::ListCompetitorProducts, "", [&](const auto& page) {
        for (const auto& product : page.competitor_products()) {
          names.emplace_back(LastSegment(product.name()));
        }
        return page.competitor_products_size();
      });
  EXPECT_THAT(names, ElementsAre("q", "r"));
}

TEST_P(CompetitorHandlerTest, NothingIsSeenInTheFuture) {
  EXPECT_THAT(Add("r",
                  "strengths { text: 'cheap' source { source: 's' "
                  "seen_time { seconds: 4000000000 } } }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::catalog
