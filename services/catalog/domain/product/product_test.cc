#include "services/catalog/domain/product/product.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::FieldsOf;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;

v1::Policy ProductPounds() { return ParseText<v1::Policy>("currency_code: 'GBP'"); }

v1::Product Towel() {
  return ParseText<v1::Product>(R"pb(
    title: 'Towel'
    skus {
      sku_id: 'A'
      price { currency_code: 'GBP' minor: 500 }
    }
    skus {
      sku_id: 'B'
      price { currency_code: 'GBP' minor: 300 }
    }
  )pb");
}

Definitions Kinds() {
  return EffectiveDefinitions({ParseText<v1::Category>(R"pb(
    attribute_definitions {
      key: 'material'
      value_type: CHOICE
      required: true
      allowed_values: 'cotton'
      allowed_values: 'silk'
    }
    attribute_definitions { key: 'pieces' value_type: INTEGER }
    attribute_definitions { key: 'width' value_type: MEASURE unit: 'cm' }
    attribute_definitions { key: 'washable' value_type: BOOLEAN }
    attribute_definitions { key: 'use' value_type: TEXT })pb")});
}

TEST(ProductTest, AGoodProductPasses) { EXPECT_OK(CheckProduct(Towel(), ProductPounds(), {})); }

TEST(ProductTest, AllFaultsAreNamed) {
  v1::Product product = Towel();
  product.mutable_skus(0)->mutable_price()->set_currency_code("EUR");
  product.mutable_skus(1)->mutable_price()->set_minor(-1);
  product.mutable_skus(1)->set_sku_id("A");
  product.mutable_skus(1)->set_barcode("96385075");
  EXPECT_THAT(FieldsOf(CheckProduct(product, ProductPounds(), {})),
              ElementsAre("product.skus[0].price.currency_code", "product.skus[1].sku_id",
                          "product.skus[1].price.minor", "product.skus[1].barcode"));
}

TEST(ProductTest, GoodsOfShippingAreNamedOnce) {
  v1::Product product = Towel();
  product.add_shipping_goods("battery");
  EXPECT_OK(CheckProduct(product, ProductPounds(), {}));
  product.add_shipping_goods("battery");
  const absl::Status twice = CheckProduct(product, ProductPounds(), {});
  EXPECT_THAT(FieldsOf(twice), ElementsAre("product.shipping_goods[1]"));
}

TEST(ProductTest, AttributesKeepToTheirDefinitions) {
  v1::Product product = Towel();
  product.MergeFrom(ParseText<v1::Product>(R"pb(
    attributes { key: 'material' values: 'cotton' }
    attributes { key: 'pieces' values: '-12' }
    attributes { key: 'width' values: '30.5' unit: 'cm' }
    attributes { key: 'washable' values: 'true' }
    attributes { key: 'use' values: 'bath' }
    attributes { key: 'free' values: 'anything' unit: 'x' })pb"));
  EXPECT_OK(CheckProduct(product, ProductPounds(), Kinds()));
  product = Towel();
  product.MergeFrom(ParseText<v1::Product>(R"pb(
    attributes { key: 'material' values: 'cotton' values: 'wood' }
    attributes { key: 'pieces' values: '1.5' unit: 'kg' }
    attributes { key: 'width' values: '1e3' unit: 'mm' }
    attributes { key: 'washable' values: 'yes' }
    attributes { key: 'use' values: '' }
    attributes { key: 'use' values: 'x' })pb"));
  EXPECT_THAT(FieldsOf(CheckProduct(product, ProductPounds(), Kinds())),
              ElementsAre("product.attributes[0].values[1]", "product.attributes[1].values[0]",
                          "product.attributes[1].unit", "product.attributes[2].values[0]",
                          "product.attributes[2].unit", "product.attributes[3].values[0]",
                          "product.attributes[4].values[0]", "product.attributes[5].key"));
}

TEST(ProductTest, MissingFacts) {
  v1::Product product = Towel();
  EXPECT_THAT(MissingFacts(product, Kinds()), ElementsAre("material"));
  const absl::Status refused = CheckFacts(product, Kinds());
  EXPECT_THAT(refused, HasReason("FACTS_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(refused, "missing"), "material");
  product.MergeFrom(ParseText<v1::Product>("attributes { key: 'material' values: 'silk' }"));
  EXPECT_OK(CheckFacts(product, Kinds()));
}

TEST(ProductTest, WhatTheServerFillsInIsNoContent) {
  v1::Product a = Towel();
  v1::Product b = NewProduct(a);
  b.set_name("shops/s/products/p");
  b.set_etag("v3");
  b.set_state(v1::Product::ON_SALE);
  b.mutable_publish_time()->set_seconds(1);
  EXPECT_TRUE(SameContent(a, b));
  b.set_title("Other");
  EXPECT_FALSE(SameContent(a, b));
}

TEST(ProductTest, SnapshotAndLeastPrice) {
  v1::Product product = Towel();
  product.set_name("shops/s/products/p");
  product.set_etag("v3");
  EXPECT_EQ(MinPriceMinor(product), 300);
  product.add_shipping_goods("battery");
  const v1::SkuSnapshot snapshot = MakeSkuSnapshot(product, product.skus(0));
  EXPECT_THAT(snapshot.shipping_goods(), ElementsAre("battery"));
  EXPECT_EQ(snapshot.snapshot(), "shops/s/products/p/snapshots/v3");
  EXPECT_EQ(snapshot.price().minor(), 500);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
