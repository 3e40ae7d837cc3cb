#include "services/catalog/verify/sale.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/catalog/definition.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using shopdesk::testing::kTestTime;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr sql::Statement kPutProduct = {"catalog.put_product",
                                        "UPDATE products SET data = $2 WHERE id = $1"};
constexpr sql::Statement kDropProducts = {"catalog.drop_products", "DELETE FROM products"};
constexpr sql::Statement kDropFindings = {"catalog.drop_findings", "DELETE FROM product_clarity"};
constexpr char kRequired[] =
    "attribute_definitions { key: 'material' value_type: TEXT required: true }";

class SaleChecksTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // As if it had been stored so.
  void Put(const v1::Product& product) { SpoilResource(*shop_.runtime(), kPutProduct, product); }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*shop_.runtime(), AllChecks(), check);
  }
  // On sale.
  void Sell(const std::string& id, const std::string& title, const std::string& more = "") {
    ASSERT_OK(
        shop_.Create(id, absl::StrCat("title: '", title, "' skus { sku_id: '", id,
                                      "' price { currency_code: 'GBP' minor: 500 } } ", more)));
    ASSERT_OK(shop_.Publish(id));
  }
  void SetList(const std::string& fields) {
    ASSERT_OK(shop_.WriteText<v1::WordList>(
        handlers::UpdateWordList,
        absl::StrCat("word_list { name: 'shops/s/wordList' ", fields, " }")));
  }
  void SetTitle(const std::string& id, const std::string& title) {
    ASSERT_OK_AND_ASSIGN(v1::Product product, shop_.GetProduct(id));
    product.set_title(title);
    Put(product);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SaleChecksTest);

TEST_P(SaleChecksTest, FindsWhatIsOnSaleWithoutItsAttributes) {
  ASSERT_OK(shop_.AddCategory("home", kRequired));
  Sell("t", "Towel",
       "category: 'shops/s/categories/home' attributes { key: 'material' values: 'wool' }");
  EXPECT_THAT(Findings("catalog.facts"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(v1::Product product, shop_.GetProduct("t"));
  product.clear_attributes();
  Put(product);
  EXPECT_THAT(Findings("catalog.facts"),
              ElementsAre("shops/s/products/t: it is on sale and lacks material, and isn't listed "
                          "as lacking anything"));
}

// What a category requires later is listed as lacking, once the timer has been through all.
TEST_P(SaleChecksTest, WhatIsRequiredLaterIsListed) {
  ASSERT_OK(shop_.AddCategory("home", ""));
  Sell("t", "Towel", "category: 'shops/s/categories/home'");
  ASSERT_OK(shop_.WriteText<v1::Category>(
      handlers::UpdateCategory,
      absl::StrCat("category { name: 'shops/s/categories/home' ", kRequired, " }")));
  EXPECT_THAT(Findings("catalog.facts"), IsEmpty()) << "its timer is to run";
  shop_.AdvanceTo(kTestTime + absl::Seconds(1));
  EXPECT_THAT(Findings("catalog.facts"), IsEmpty());
  Spoil(*shop_.runtime(), kDropFindings);
  EXPECT_THAT(Findings("catalog.facts"),
              ElementsAre("shops/s/products/t: it is on sale and lacks material, and isn't listed "
                          "as lacking anything"));
}

TEST_P(SaleChecksTest, FindsWhatSaysWhatIsProhibited) {
  SetList("terms { text: 'wonder' level: A }");
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  Sell("t", "Towel");
  EXPECT_THAT(Findings("catalog.wording"), IsEmpty());
  SetTitle("t", "wonder towel");
  EXPECT_THAT(
      Findings("catalog.wording"),
      ElementsAre("shops/s/products/t: it is on sale and says what was prohibited when it was "
                  "made"));
  // It may have come on sale while the list allowed it.
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  SetList("terms { text: 'miracle' level: A }");
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  SetList("terms { text: 'wonder' level: A }");
  EXPECT_THAT(Findings("catalog.wording"), IsEmpty());
}

TEST_P(SaleChecksTest, WhatIsProhibitedLaterStaysOnSale) {
  Sell("t", "wonder towel");
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  SetList("terms { text: 'wonder' level: A }");
  EXPECT_THAT(Findings("catalog.wording"), IsEmpty());
}

TEST_P(SaleChecksTest, FindsSkusOfNoProduct) {
  Sell("t", "Towel");
  EXPECT_THAT(Findings("catalog.skus"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(v1::Product product, shop_.GetProduct("t"));
  product.mutable_skus(0)->set_sku_id("other");
  Put(product);
  EXPECT_THAT(Findings("catalog.skus"),
              ElementsAre("shops/s/skus/t: it can be ordered as of products/t, which doesn't have "
                          "it"));
  Spoil(*shop_.runtime(), kDropProducts);
  EXPECT_THAT(Findings("catalog.skus"),
              ElementsAre("shops/s/skus/t: it can be ordered as of products/t, which isn't there"));
}

}  // namespace
}  // namespace shopdesk::catalog
