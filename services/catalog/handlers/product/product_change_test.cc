#include "services/catalog/handlers/product/product_change.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
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

TEST_P(ProductChangeTest, ASkuThatIsTakenForAnotherIsReportedAndNamed) {
  ASSERT_OK(shop_.Stock("A-1", 2));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  const auto unknown =
      shop_.ReadText<v1::Product>(handlers::GetProductBySku, "parent: 'shops/s' sku_id: 'ａ1'");
  EXPECT_THAT(unknown, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(unknown.status(), "similar"), "A-1");
  EXPECT_THAT(std::string(unknown.status().message()), HasSubstr("did you mean A-1?"));
  EXPECT_EQ(ErrorMetadataOf(shop_.Reserve("r", "lines { sku_id: 'a-1' quantity: 1 }").status(),
                            "similar"),
            "A-1");
  EXPECT_EQ(ErrorMetadataOf(shop_.Receive("A 1", 1).status(), "similar"), "A-1");
  EXPECT_EQ(ErrorMetadataOf(shop_.Receive("A-2", 1).status(), "similar"), "");
  ASSERT_OK(shop_.Stock("a1", 0));
  EXPECT_THAT(shop_.OpenWork(), Contains("similar_sku shops/s/skus/a1"));
  EXPECT_OK(shop_.Receive("a1", 1));
  ASSERT_OK(shop_.Update(
      "product { name: 'shops/s/products/A-1' skus { sku_id: 'A-1' price { currency_code: 'GBP' } "
      "} skus { sku_id: 'B' price { currency_code: 'GBP' } } }"));
  EXPECT_THAT(shop_.OpenWork(), Not(Contains("similar_sku shops/s/skus/A-1")));
  EXPECT_THAT(shop_.OpenWork(), Not(Contains("similar_sku shops/s/skus/B")));
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
