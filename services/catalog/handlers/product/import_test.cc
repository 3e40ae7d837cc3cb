#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::testing::Contains;
using testing::Shop;

class ImportTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ImportTest);

TEST_P(ImportTest, ImportReportsBadRowsAndTakesTheRest) {
  ASSERT_OK(shop_.Stock("A", 0));
  const auto request = ParseText<v1::ImportProductsRequest>(R"pb(
    parent: 'shops/s'
    products {
      product_id: 'n'
      publish: true
      product {
        title: 'New'
        skus {
          sku_id: 'N'
          price { currency_code: 'GBP' minor: 1 }
        }
      }
    }
    products {
      product_id: 'bad1'
      product {
        skus {
          sku_id: 'X'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'bad2'
      product {
        title: 'T'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'bad3'
      product {
        title: 'T'
        skus {
          sku_id: 'Y'
          price { currency_code: 'EUR' }
        }
      }
    }
    products {
      product_id: 'bad4'
      product {
        title: 'T'
        category: 'shops/s/categories/none'
        skus {
          sku_id: 'Z'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'A'
      product {
        title: 'Other'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' minor: 2 }
        }
      }
    }
  )pb");
  ASSERT_OK_AND_ASSIGN(const v1::ImportProductsResponse first, shop_.Import(request));
  EXPECT_EQ(first.created_count(), 1);
  EXPECT_EQ(first.updated_count(), 1);
  ASSERT_EQ(first.errors_size(), 4);
  EXPECT_EQ(first.errors(0).index(), 1);
  EXPECT_EQ(first.errors(1).id(), "bad2");
  EXPECT_EQ(shop_.GetProduct("n")->state(), v1::Product::ON_SALE);
  EXPECT_EQ(shop_.GetProduct("A")->title(), "Other");
  EXPECT_EQ(shop_.GetProduct("A")->state(), v1::Product::ON_SALE);
  EXPECT_THAT(shop_.GetProduct("bad2"), HasReason("NOT_FOUND"));
  const auto events = shop_.Events();
  ASSERT_OK_AND_ASSIGN(const v1::ImportProductsResponse second, shop_.Import(request));
  EXPECT_EQ(second.unchanged_count(), 2);
  EXPECT_EQ(second.created_count() + second.updated_count(), 0);
  EXPECT_EQ(shop_.Events(), events);
}

TEST_P(ImportTest, ReplacesWhatCallersSetAndKeepsTheRest) {
  ASSERT_OK(shop_.Create("t",
                         "title: 'Towel' brand: 'Acme' "
                         "skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }"));
  ASSERT_OK(shop_.WriteText<v1::Product>(
      handlers::PublishProduct,
      absl::StrCat("name: 'shops/s/products/t' publish_time { seconds: ",
                   absl::ToUnixSeconds(kTestTime + absl::Hours(1)), " }")));
  auto request = ParseText<v1::ImportProductsRequest>(R"pb(
    parent: 'shops/s'
    products {
      product_id: 't'
      product {
        title: 'Big towel'
        skus {
          sku_id: 'T'
          price { currency_code: 'GBP' minor: 600 }
        }
      }
    }
  )pb");
  ASSERT_OK_AND_ASSIGN(const v1::ImportProductsResponse imported, shop_.Import(request));
  EXPECT_EQ(imported.updated_count(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::Product kept, shop_.GetProduct("t"));
  EXPECT_EQ(kept.title(), "Big towel");
  EXPECT_EQ(kept.brand(), "");
  EXPECT_EQ(kept.etag(), "v3");
  EXPECT_EQ(FromProto(kept.create_time()), kTestTime);
  EXPECT_EQ(FromProto(kept.publish_time()), kTestTime + absl::Hours(1));
  // Publishing it now cancels what was planned.
  request.mutable_products(0)->set_publish(true);
  ASSERT_OK(shop_.Import(request));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_THAT(shop_.Events(), Contains("product.published").Times(1));
}

TEST_P(ImportTest, WhatIsNotToBePublishedIsTakenOffSale) {
  ASSERT_OK(shop_.Stock("A", 1));
  auto request = ParseText<v1::ImportProductsRequest>(R"pb(
    parent: 'shops/s'
    products {
      product_id: 'A'
      product {
        title: 'A'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' minor: 100 }
        }
      }
    }
  )pb");
  // Nothing is said: it stays.
  ASSERT_OK(shop_.Import(request));
  EXPECT_EQ(shop_.GetProduct("A")->state(), v1::Product::ON_SALE);
  request.mutable_products(0)->set_publish(false);
  ASSERT_OK_AND_ASSIGN(v1::ImportProductsResponse imported, shop_.Import(request));
  EXPECT_EQ(imported.updated_count(), 1);
  EXPECT_NE(shop_.GetProduct("A")->state(), v1::Product::ON_SALE);
  EXPECT_THAT(shop_.Events(), Contains("product.delisted").Times(1));
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"), HasReason("NOT_ON_SALE"));
  ASSERT_OK_AND_ASSIGN(imported, shop_.Import(request));
  EXPECT_EQ(imported.unchanged_count(), 1);
  // Nor is it published as planned.
  ASSERT_OK(shop_.WriteText<v1::Product>(
      handlers::PublishProduct,
      absl::StrCat("name: 'shops/s/products/A' publish_time { seconds: ",
                   absl::ToUnixSeconds(kTestTime + absl::Hours(1)), " }")));
  ASSERT_OK(shop_.Import(request));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_NE(shop_.GetProduct("A")->state(), v1::Product::ON_SALE);
}

}  // namespace
}  // namespace shopdesk::catalog
