#include "services/catalog/timers/clarity.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using testing::Shop;

class ClarityTimerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  int Found(const std::string& kind) {
    const auto page = shop_.ReadText<v1::ListProductClarityResponse>(
        handlers::ListProductClarity,
        absl::StrCat("parent: 'shops/s' page_size: 1000 kind: ", kind));
    EXPECT_OK(page);
    return page->products_size();
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ClarityTimerTest);

TEST_P(ClarityTimerTest, AllProductsAreLookedAtPageByPage) {
  constexpr int kProducts = 203;
  ASSERT_OK(shop_.AddCategory("mugs", ""));
  v1::ImportProductsRequest request;
  request.set_parent("shops/s");
  for (int i = 0; i < kProducts; ++i) {
    v1::ImportProduct& row = *request.add_products();
    row.set_product_id(absl::StrCat("p", i));
    row.mutable_product()->set_title("A mug");
    row.mutable_product()->set_category("shops/s/categories/mugs");
    v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat("p", i));
    sku.mutable_price()->set_currency_code("GBP");
  }
  ASSERT_OK(shop_.Import(request));
  EXPECT_EQ(Found("FACT_MISSING"), 0);
  ASSERT_OK(shop_.WriteText<v1::Category>(
      handlers::UpdateCategory,
      "category { name: 'shops/s/categories/mugs' attribute_definitions { key: 'material' "
      "value_type: TEXT required: true } } update_mask { paths: 'attribute_definitions' }"));
  shop_.AdvanceTo(shopdesk::testing::kTestTime + absl::Minutes(1));
  EXPECT_EQ(Found("FACT_MISSING"), kProducts);
}

}  // namespace
}  // namespace shopdesk::catalog
