#include "services/catalog/handlers/product/product.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Shop;

constexpr char kProductTowel[] =
    "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

class ProductTest : public ::testing::TestWithParam<sql::Dialect> {
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
ON_BOTH_DATABASES(ProductTest);

TEST_P(ProductTest, CreatedOnceAsDraft) {
  ASSERT_OK_AND_ASSIGN(const v1::Product made, shop_.Create("t", kProductTowel));
  EXPECT_EQ(made.name(), "shops/s/products/t");
  EXPECT_EQ(made.state(), v1::Product::DRAFT);
  EXPECT_EQ(made.etag(), "v1");
  EXPECT_EQ(FromProto(made.create_time()), kTestTime);
  ASSERT_OK_AND_ASSIGN(const v1::Product found, shop_.GetProduct("t"));
  EXPECT_THAT(found, EqualsProto(made));
  EXPECT_THAT(shop_.Create("t", kProductTowel), HasReason("ALREADY_EXISTS"));
  const auto other = shop_.Create("u", kProductTowel);
  EXPECT_THAT(other, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(other.status(), "resource"), "shops/s/skus/T");
  EXPECT_THAT(shop_.GetProduct("u"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(
      const v1::Product by_sku,
      shop_.ReadText<v1::Product>(handlers::GetProductBySku, "parent: 'shops/s' sku_id: 'T'"));
  EXPECT_THAT(by_sku, EqualsProto(made));
}

TEST_P(ProductTest, AShopIsWhereItsPolicyIs) {
  v1::CreateProductRequest request;
  request.set_parent("shops/other");
  request.set_product_id("t");
  *request.mutable_product() = ParseText<v1::Product>(kProductTowel);
  const auto refused = shop_.Write(handlers::CreateProduct, request);
  EXPECT_THAT(refused, HasReason("UNKNOWN_SHOP"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "resource"), "shops/other");
}

TEST_P(ProductTest, UpdatedWithEtagAndMask) {
  ASSERT_OK(shop_.Create("t", kProductTowel));
  ASSERT_OK_AND_ASSIGN(const v1::Product updated,
                       shop_.Update("product { name: 'shops/s/products/t' etag: 'v1' title: 'Big' "
                                    "brand: 'Acme' } update_mask { paths: 'title' }"));
  EXPECT_EQ(updated.title(), "Big");
  EXPECT_EQ(updated.brand(), "");
  EXPECT_EQ(updated.etag(), "v2");
  EXPECT_THAT(shop_.Update("product { name: 'shops/s/products/t' etag: 'v1' title: 'X' }"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(shop_.Update("product { name: 'shops/s/products/t' } update_mask { paths: 'state' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(shop_.Update("product { name: 'shops/s/products/none' title: 'X' }"),
              HasReason("NOT_FOUND"));
}

TEST_P(ProductTest, RequiredFactsGuardTheSale) {
  ASSERT_OK(shop_.AddCategory("home",
                              "attribute_definitions { key: 'material' value_type: TEXT "
                              "required: true }"));
  ASSERT_OK(shop_.AddCategory("bath", "parent_category: 'shops/s/categories/home'"));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kProductTowel, " category: 'shops/s/categories/bath'")));
  const auto refused = Publish();
  EXPECT_THAT(refused, HasReason("FACTS_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "missing"), "material");
  ASSERT_OK(
      shop_.Update("product { name: 'shops/s/products/t' "
                   "attributes { key: 'material' values: 'cotton' } }"));
  ASSERT_OK(Publish());
  EXPECT_THAT(shop_.Update("product { name: 'shops/s/products/t' } "
                           "update_mask { paths: 'attributes' }"),
              HasReason("FACTS_MISSING"));
  EXPECT_THAT(shop_.Create("u",
                           "title: 'U' category: 'shops/s/categories/none' "
                           "skus { sku_id: 'U' price { currency_code: 'GBP' } }"),
              HasReason("NOT_FOUND"));
}

TEST_P(ProductTest, ListedAndDelisted) {
  ASSERT_OK(shop_.Create("t", kProductTowel));
  EXPECT_THAT(Delist(), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, Publish());
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_THAT(Publish(), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Product off, Delist());
  EXPECT_EQ(off.state(), v1::Product::OFF_SALE);
  EXPECT_THAT(shop_.Events(),
              ElementsAre("policy.updated", "product.created", "product_snapshot.kept",
                          "product.published", "product.delisted"));
}

TEST_P(ProductTest, WhatWasPlannedIsCancelledByDoingItNow) {
  ASSERT_OK(shop_.Create("t", kProductTowel));
  ASSERT_OK_AND_ASSIGN(const v1::Product planned, Publish(kTestTime + absl::Hours(1)));
  EXPECT_EQ(planned.state(), v1::Product::DRAFT);
  EXPECT_EQ(FromProto(planned.publish_time()), kTestTime + absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, Publish());
  EXPECT_FALSE(on.has_publish_time());
  ASSERT_OK(Delist(kTestTime + absl::Hours(2)));
  ASSERT_OK_AND_ASSIGN(const v1::Product kept, Publish());
  EXPECT_EQ(kept.state(), v1::Product::ON_SALE);
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  EXPECT_THAT(shop_.GetProduct("t"), IsOkAndHolds(EqualsProto(kept)));
  EXPECT_THAT(shop_.Events(), Contains("product.planned").Times(3));
}

}  // namespace
}  // namespace shopdesk::catalog
