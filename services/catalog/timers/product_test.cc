#include "services/catalog/timers/product.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr char kTowel[] =
    "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

class ProductTimerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::Product> Publish(absl::optional<absl::Time> at = absl::nullopt) {
    v1::PublishProductRequest request;
    request.set_name("shops/s/products/t");
    if (at.has_value()) *request.mutable_publish_time() = ToProto(*at);
    return shop_.Write(handlers::PublishProduct, request);
  }
  absl::StatusOr<v1::Product> Delist(absl::optional<absl::Time> at = absl::nullopt) {
    v1::DelistProductRequest request;
    request.set_name("shops/s/products/t");
    if (at.has_value()) *request.mutable_delist_time() = ToProto(*at);
    return shop_.Write(handlers::DelistProduct, request);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ProductTimerTest);

TEST_P(ProductTimerTest, ListedAndDelistedAtATime) {
  ASSERT_OK(shop_.Create("t", kTowel));
  EXPECT_THAT(Publish(kTestTime), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(Publish(kTestTime + absl::Hours(1)));
  ASSERT_OK(Publish(kTestTime + absl::Hours(2)));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::DRAFT);
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, shop_.GetProduct("t"));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(on.has_publish_time());
  ASSERT_OK(Delist(kTestTime + absl::Hours(3)));
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::OFF_SALE);
  ASSERT_OK(Publish(kTestTime + absl::Hours(5)));
  ASSERT_OK(Delist());
  shop_.AdvanceTo(kTestTime + absl::Hours(6));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::OFF_SALE);
}

TEST_P(ProductTimerTest, APlannedSaleIsRefusedWhenFactsAreMissingByThen) {
  ASSERT_OK(shop_.AddCategory("bath", ""));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kTowel, " category: 'shops/s/categories/bath'")));
  ASSERT_OK(Publish(kTestTime + absl::Hours(1)));
  ASSERT_OK(shop_.WriteText<v1::Category>(
      handlers::UpdateCategory,
      "category { name: 'shops/s/categories/bath' attribute_definitions "
      "{ key: 'material' value_type: TEXT required: true } }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::DRAFT);
  EXPECT_FALSE(shop_.GetProduct("t")->has_publish_time());
  EXPECT_THAT(shop_.Events(), Contains("product.publish_refused").Times(1));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("publish_refused shops/s/products/t"));
  ASSERT_OK(shop_.WriteText<v1::Product>(
      handlers::UpdateProduct,
      "product { name: 'shops/s/products/t' attributes { key: 'material' values: 'cotton' } }"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("publish_refused shops/s/products/t"));
  ASSERT_OK(Publish());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog
