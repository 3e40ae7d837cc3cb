#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/collecting_sink.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using testing::Shop;
using testing::TestCall;

class ProductReadTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ProductReadTest);

TEST_P(ProductReadTest, BatchKeepsTheOrderAsked) {
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 0));
  ASSERT_OK_AND_ASSIGN(
      const auto batch,
      shop_.ReadText<v1::BatchGetProductsResponse>(
          handlers::BatchGetProducts,
          "parent: 'shops/s' names: 'shops/s/products/C' names: 'shops/s/products/none' "
          "names: 'shops/s/products/A' names: 'shops/s/products/C'"));
  // C once, where it is asked for first.
  ASSERT_EQ(batch.products_size(), 2);
  EXPECT_EQ(batch.products(0).title(), "Thing C");
  EXPECT_EQ(batch.products(1).title(), "Thing A");
  EXPECT_THAT(batch.missing(), ElementsAre("shops/s/products/none"));
  EXPECT_THAT(shop_.ReadText<v1::BatchGetProductsResponse>(
                  handlers::BatchGetProducts, "parent: 'shops/s' names: 'shops/other/products/C'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductReadTest, BatchBySku) {
  ASSERT_OK(shop_.Create("p",
                         "title: 'P' skus { sku_id: 'p/1' price { currency_code: 'GBP' } } "
                         "skus { sku_id: 'p/2' price { currency_code: 'GBP' } }"));
  ASSERT_OK(shop_.Stock("A", 0));
  ASSERT_OK_AND_ASSIGN(
      const auto batch,
      shop_.ReadText<v1::BatchGetProductsResponse>(
          handlers::BatchGetProducts,
          "parent: 'shops/s' names: 'shops/s/products/A' names: 'shops/s/products/x' "
          "sku_ids: 'p/2' sku_ids: 'none' sku_ids: 'A' sku_ids: 'p/1'"));
  ASSERT_EQ(batch.products_size(), 2);
  EXPECT_EQ(batch.products(0).name(), "shops/s/products/A");
  EXPECT_EQ(batch.products(1).name(), "shops/s/products/p");
  EXPECT_THAT(batch.missing(), ElementsAre("shops/s/products/x"));
  EXPECT_THAT(batch.missing_sku_ids(), ElementsAre("none"));
  EXPECT_THAT(
      shop_.ReadText<v1::BatchGetProductsResponse>(handlers::BatchGetProducts, "parent: 'shops/s'"),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductReadTest, PagesByCategoryAndState) {
  ASSERT_OK(shop_.AddCategory("c", ""));
  for (const char* id : {"A", "B", "C", "D"}) {
    ASSERT_OK(shop_.Create(id, absl::StrCat("title: 'X' category: 'shops/s/categories/c' skus { "
                                            "sku_id: '",
                                            id, "' price { currency_code: 'GBP' } }")));
  }
  ASSERT_OK(shop_.Publish("B"));
  ASSERT_OK(shop_.Publish("D"));
  const auto list = [&](const std::string& fields) {
    std::vector<std::string> ids;
    shop_.List(handlers::ListProducts, fields, [&](const v1::ListProductsResponse& page) {
      for (const auto& product : page.products()) ids.push_back(product.skus(0).sku_id());
      return page.products_size();
    });
    return ids;
  };
  EXPECT_THAT(list(""), ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(list("page_size: 2"), ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(list("page_size: 3"), ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(list("state: ON_SALE"), ElementsAre("B", "D"));
  EXPECT_THAT(list("category: 'shops/s/categories/c' state: DRAFT"), ElementsAre("A", "C"));
  EXPECT_THAT(list("category: 'shops/s/categories/c'"), ElementsAre("A", "B", "C", "D"));
  auto request = ParseText<v1::ListProductsRequest>("parent: 'shops/s' page_size: 1");
  request.set_page_token(shop_.Read(handlers::ListProducts, request)->next_page_token());
  request.set_state(v1::Product::DRAFT);
  EXPECT_THAT(shop_.Read(handlers::ListProducts, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_THAT(shop_.Read(handlers::ListProducts, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductReadTest, ExportsAllInOrder) {
  for (int i = 0; i < 5; ++i) ASSERT_OK(shop_.Stock(absl::StrCat("P", i), 0));
  v1::ExportProductsRequest request;
  request.set_parent("shops/s");
  shopdesk::testing::CollectingSink<v1::ExportProductsResponse> pages;
  ASSERT_OK(
      shop_.runtime()->Workflow(TestCall(), nullptr, nullptr, [&](runtime::WorkflowContext& ctx) {
        return handlers::ExportProducts(ctx, request, pages.sink());
      }));
  std::vector<std::string> titles;
  for (const v1::ExportProductsResponse& page : pages.messages()) {
    for (const v1::Product& product : page.products()) titles.push_back(product.title());
  }
  EXPECT_THAT(titles, ElementsAre("Thing P0", "Thing P1", "Thing P2", "Thing P3", "Thing P4"));
}

}  // namespace
}  // namespace shopdesk::catalog
