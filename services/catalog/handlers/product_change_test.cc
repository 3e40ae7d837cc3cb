#include "services/catalog/handlers/product_change.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using testing::Shop;

class ProductChangeTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ProductChangeTest);

TEST_P(ProductChangeTest, ASkuWithStockStays) {
  ASSERT_OK(
      shop_.Create("t",
                   "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } } "
                   "skus { sku_id: 'U' price { currency_code: 'GBP' minor: 600 } }"));
  ASSERT_OK(shop_.Receive("T", 1));
  ASSERT_OK(shop_.Receive("U", 1));
  const std::string without =
      "product { name: 'shops/s/products/t' skus { sku_id: 'U' price { "
      "currency_code: 'GBP' minor: 600 } } } update_mask { paths: 'skus' }";
  const auto refused = shop_.Update(without);
  EXPECT_THAT(refused, HasReason("SKU_IN_USE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "resource"), "shops/s/skus/T");
  ASSERT_OK(shop_.Receive("T", -1));
  ASSERT_OK(shop_.Update(without));
  EXPECT_THAT(
      shop_.ReadText<v1::Product>(handlers::GetProductBySku, "parent: 'shops/s' sku_id: 'T'"),
      HasReason("NOT_FOUND"));
  EXPECT_EQ(shop_.Figures().ledger_on_hand(), shop_.Figures().on_hand());
}

TEST_P(ProductChangeTest, SnapshotsNeverChange) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation made,
                       shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(shop_.Update("product { name: 'shops/s/products/A' title: 'Dearer' }"));
  const std::string name = made.lines(0).snapshot().snapshot();
  ASSERT_OK_AND_ASSIGN(
      const v1::ProductSnapshot snapshot,
      shop_.ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot, "name: '" + name + "'"));
  EXPECT_EQ(snapshot.product().title(), "Thing A");
  EXPECT_EQ(snapshot.name(), name);
  EXPECT_EQ(shop_
                .ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot,
                                               "name: 'shops/s/products/A/snapshots/v3'")
                ->product()
                .title(),
            "Dearer");
  EXPECT_THAT(shop_.ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot,
                                                  "name: 'shops/s/products/A/snapshots/v9'"),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
