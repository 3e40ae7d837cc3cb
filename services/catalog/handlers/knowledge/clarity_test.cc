#include "services/catalog/handlers/knowledge/clarity.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/handlers/search/search.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

class ClarityHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  ClarityHandlerTest() {
    EXPECT_OK(shop_.AddCategory("mugs", ""));
    EXPECT_OK(Add("clear",
                  "pictures { uri: 'u' alt_text: 'a mug' } "
                  "category: 'shops/s/categories/mugs'"));
    EXPECT_OK(Add("bare", ""));
  }

  absl::Status Add(const std::string& id, const std::string& fields) {
    return shop_
        .Create(id, absl::StrCat("title: 'A mug of porcelain' "
                                 "description: 'Holds 350 ml and stands firmly.' skus { sku_id: '",
                                 id,
                                 "' weight_grams: 4 dimensions { length_mm: 9 } "
                                 "price { currency_code: 'GBP' minor: 1 } } ",
                                 fields))
        .status();
  }
  std::vector<std::string> List(const std::string& fields = "") {
    std::vector<std::string> products;
    shop_.List<v1::ListProductClarityResponse, v1::ListProductClarityRequest>(
        handlers::ListProductClarity, fields, [&](const v1::ListProductClarityResponse& page) {
          for (const v1::ProductClarity& product : page.products()) {
            products.push_back(
                absl::StrCat(LastSegment(product.product()), " ", product.findings_size()));
          }
          return page.products_size();
        });
    return products;
  }
  absl::Status Tell(const std::string& subject) {
    return shop_
        .WriteText<v1::CareGuide>(handlers::UpdateCareGuide,
                                  absl::StrCat("care_guide { name: 'shops/s/", subject,
                                               "/careGuide' instructions { symbol: WASH_30 } }"))
        .status();
  }
  void Search(const std::string& query, const std::string& fields = "") {
    auto request =
        shopdesk::testing::ParseText<v1::SearchProductsRequest>("parent: 'shops/s' " + fields);
    request.set_query(query);
    v1::SearchProductsResponse response;
    EXPECT_OK(shopdesk::testing::RunRead(*shop_.runtime(), [&](runtime::ReadContext& ctx) {
      return handlers::SearchAndNote(ctx, request, &response, shop_.search_indexes(), failed_);
    }));
    EXPECT_OK(failed_.Count(*shop_.runtime()).status());
  }
  std::vector<std::string> Searches() {
    std::vector<std::string> queries;
    shop_.List<v1::ListFailedSearchesResponse, v1::ListFailedSearchesRequest>(
        handlers::ListFailedSearches, "", [&](const v1::ListFailedSearchesResponse& page) {
          for (const v1::FailedSearch& search : page.failed_searches()) {
            queries.push_back(absl::StrCat(search.query(), " ", search.count()));
          }
          return page.failed_searches_size();
        });
    return queries;
  }

  Shop shop_{GetParam()};
  handlers::FailedSearches failed_;
};
ON_BOTH_DATABASES(ClarityHandlerTest);

TEST_P(ClarityHandlerTest, FollowsTheProduct) {
  EXPECT_THAT(List(), ElementsAre("bare 3", "clear 1"));
  EXPECT_THAT(List("kind: PICTURE_MISSING"), ElementsAre("bare 3"));
  ASSERT_OK(
      shop_.Update("product { name: 'shops/s/products/bare' "
                   "pictures { uri: 'u' alt_text: 'a' } "
                   "category: 'shops/s/categories/mugs' } "
                   "update_mask { paths: 'pictures' paths: 'category' }"));
  EXPECT_THAT(List(), ElementsAre("bare 1", "clear 1"));
  EXPECT_THAT(List("kind: PICTURE_MISSING"), IsEmpty());
  const auto one = shop_.ReadText<v1::ProductClarity>(handlers::GetProductClarity,
                                                      "name: 'shops/s/products/bare'");
  ASSERT_OK(one);
  ASSERT_EQ(one->findings_size(), 1);
  EXPECT_EQ(one->findings(0).kind(), v1::ProductClarity::CARE_MISSING);
  EXPECT_THAT(shop_.ReadText<v1::ProductClarity>(handlers::GetProductClarity,
                                                 "name: 'shops/s/products/none'"),
              HasReason("NOT_FOUND"));
}

TEST_P(ClarityHandlerTest, FollowsWhatIsToldOfCareAtOnceOrInTheBackground) {
  ASSERT_OK(Tell("products/bare"));
  EXPECT_THAT(List("kind: CARE_MISSING"), ElementsAre("clear 1"));
  ASSERT_OK(Tell("categories/mugs"));
  shop_.AdvanceTo(shopdesk::testing::kTestTime + absl::Minutes(1));
  EXPECT_THAT(List("kind: CARE_MISSING"), IsEmpty());
  ASSERT_OK(shop_.WriteText<v1::DeleteCareGuideResponse>(
      handlers::DeleteCareGuide, "name: 'shops/s/products/bare/careGuide'"));
  EXPECT_THAT(List("kind: CARE_MISSING"), ElementsAre("bare 3"));
}

TEST_P(ClarityHandlerTest, SearchesInVainAreCounted) {
  Search("teapot");
  Search("TEAPOT");
  Search("spoon");
  Search("mug");
  // An article tells of them, in another form.
  ASSERT_OK(shop_.WriteText<v1::Article>(
      handlers::CreateArticle,
      "parent: 'shops/s' article_id: 'a' article { kind: FAQ title: 'Saucers' body: 'Round.' }"));
  ASSERT_OK(shop_.WriteText<v1::Article>(handlers::PublishArticle, "name: 'shops/s/articles/a'"));
  Search("round saucer");
  Search("13812345678");
  Search("fork", "on_sale_only: true");
  Search("");
  EXPECT_THAT(Searches(), ElementsAre("teapot 2", "spoon 1"));
}

}  // namespace
}  // namespace shopdesk::catalog
