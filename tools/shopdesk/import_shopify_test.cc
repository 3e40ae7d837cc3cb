#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What a file has.
struct Shopify {
  explicit Shopify(const std::string& csv) {
    const auto add = [this](ImportProduct product, int64_t) {
      all.push_back(std::move(product));
      return absl::OkStatus();
    };
    status = ReadShopify(TestImport("products.csv", csv), add, summary);
  }

  std::vector<ImportProduct> all;
  ImportSummary summary;
  absl::Status status;
};

// Whether a product with these cells goes on sale.
bool OnSale(const std::string& published, const std::string& status) {
  const Shopify shopify(absl::StrCat("Handle,Variant Price,Published,Status\nmug,5.00,", published,
                                     ",", status, "\n"));
  return shopify.all.at(0).publish();
}

// The only SKU of a product with these cells.
catalog::v1::Sku SkuOf(const std::string& columns, const std::string& cells) {
  const Shopify shopify(absl::StrCat("Handle,", columns, "\nmug,", cells, "\n"));
  return shopify.all.at(0).product().skus(0);
}

TEST(ImportShopifyTest, SaysWhetherItIsOnSaleOnlyWhereTheFileDoes) {
  EXPECT_FALSE(Shopify("Handle,Variant Price\nmug,5.00\n").all.at(0).has_publish());
  const Shopify draft("Handle,Variant Price,Published,Status\nmug,5.00,true,draft\n");
  EXPECT_TRUE(draft.all.at(0).has_publish());
  EXPECT_FALSE(draft.all.at(0).publish());
}

TEST(ImportShopifyTest, ReadsTheRowsOfAProductTogether) {
  const Shopify shopify(
      "Handle,Title,Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
      "Variant Grams,Variant Price,Image Src\n"
      "shirt,Shirt,Ada,\"linen, new\",true,Size,S,SH-S,200,19.90,https://x/1.jpg\n"
      "mug,,,,false,Title,Default Title,,350,5.00,\n"
      "shirt,,,,,,M,,210,21,\n"
      "shirt,,,,,,,,,,https://x/2.jpg\n");
  ASSERT_THAT(shopify.all, SizeIs(2));
  EXPECT_THAT(shopify.all[0], EqualsProto(R"pb(
                product_id: "mug"
                publish: false
                product {
                  title: "mug"
                  skus {
                    sku_id: "mug"
                    weight_grams: 350
                    price { currency_code: "USD" minor: 500 }
                  }
                })pb"));
  EXPECT_THAT(shopify.all[1], EqualsProto(R"pb(
                product_id: "shirt"
                publish: true
                product {
                  title: "Shirt"
                  brand: "Ada"
                  attributes { key: "tags" values: "linen" values: "new" }
                  skus {
                    sku_id: "SH-S"
                    weight_grams: 200
                    price { currency_code: "USD" minor: 1990 }
                    option_values { option: "Size" value: "S" }
                  }
                  skus {
                    sku_id: "shirt-m"
                    weight_grams: 210
                    price { currency_code: "USD" minor: 2100 }
                    option_values { option: "Size" value: "M" }
                  }
                  pictures { uri: "https://x/1.jpg" }
                  pictures { uri: "https://x/2.jpg" }
                })pb"));
}

TEST(ImportShopifyTest, ReadsAFileThatWasSortedAnew) {
  const Shopify shopify(
      "Handle,Title,Published,Option1 Name,Option1 Value,Variant Price\n"
      "shirt,,,,M,21\nshirt,Shirt,true,Size,S,19.90\n");
  ASSERT_THAT(shopify.all, SizeIs(1));
  EXPECT_EQ(shopify.all[0].product().title(), "Shirt");
  EXPECT_TRUE(shopify.all[0].publish());
  EXPECT_EQ(shopify.all[0].product().skus(0).option_values(0).option(), "Size");
}

TEST(ImportShopifyTest, ReadsTheHeadersOfOtherYears) {
  constexpr char kMug[] = R"pb(
    product_id: "mug"
    publish: true
    product {
      title: "Mug"
      description: "<b>blue</b>"
      brand: "Ada"
      skus {
        sku_id: "M1"
        barcode: "4006381333931"
        weight_grams: 350
        price { currency_code: "USD" minor: 500 }
      }
      pictures { uri: "https://x/1.jpg" alt_text: "a mug" }
    })pb";
  for (const char* csv :
       {"Handle,Title,Body (HTML),Vendor,Published,Variant SKU,Variant Barcode,Variant Grams,"
        "Variant Price,Image Src,Image Alt Text\n"
        "mug,Mug,<b>blue</b>,Ada,TRUE,M1,'4006381333931,350,5.00,https://x/1.jpg,a mug\n",
        "\xef\xbb\xbfHANDLE,TITLE,BODY (HTML),VENDOR,PUBLISHED,VARIANT SKU,VARIANT BARCODE,VARIANT "
        "GRAMS,VARIANT PRICE,Price / International,Cost per item,IMAGE SRC,IMAGE ALT TEXT,Status\n"
        "mug,Mug,<b>blue</b>,Ada,true,M1,4006381333931,350,5.00,6.00,2.00,https://x/1.jpg,a mug,"
        "active\n",
        "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Barcode,Price,"
        "Price / International,Weight value (grams),Product image URL,Image alt text\n"
        "Mug,mug,<b>blue</b>,Ada,true,Active,M1,4006381333931,5.00,6.00,350,https://x/1.jpg,"
        "a mug\n"}) {
    const Shopify shopify(csv);
    ASSERT_THAT(shopify.all, SizeIs(1)) << csv << shopify.status;
    EXPECT_THAT(shopify.all[0], EqualsProto(kMug));
  }
}

TEST(ImportShopifyTest, DraftsAndArchivedStayOffSale) {
  EXPECT_TRUE(OnSale("true", "active"));
  EXPECT_TRUE(OnSale("TRUE", ""));
  EXPECT_FALSE(OnSale("true", "draft"));
  EXPECT_FALSE(OnSale("true", "Archived"));
  EXPECT_FALSE(OnSale("true", "unlisted"));
  EXPECT_FALSE(OnSale("false", "active"));
  EXPECT_FALSE(OnSale("", ""));
}

TEST(ImportShopifyTest, ReadsNumbersAsSpreadsheetsWriteThem) {
  EXPECT_EQ(SkuOf("Variant Price,Variant Grams", "'5.00,'350").weight_grams(), 350);
  EXPECT_EQ(SkuOf("Variant Price,Variant Grams", "5,350.0").weight_grams(), 350);
  EXPECT_EQ(SkuOf("Variant Price,Variant Grams", "5,453.59237").weight_grams(), 454);
  EXPECT_EQ(SkuOf("Variant Price,Variant Grams", "5,0.4").weight_grams(), 1);
  EXPECT_EQ(SkuOf("Variant Price,Variant Grams", "5,").weight_grams(), 0);
  EXPECT_EQ(SkuOf("Variant Price,Variant SKU", "0.00,'0042").sku_id(), "0042");
}

TEST(ImportShopifyTest, AWrongRowRefusesItsProductAndAllAreTold) {
  const Shopify shopify(
      "Handle,Status,Variant SKU,Variant Grams,Variant Price,Image Src\n"
      "mug,,M1,,cheap,\n"
      "mug,,M2,,,\n"
      "cup,,C1,-1,5.00,\n"
      ",,X1,,5.00,\n"
      "pot,hidden,P1,,5.00,\n"
      "pan,,,,,https://x/1.jpg\n"
      "jug,,J1,,19.999,\n"
      "tea,,T1,,4.00,\n"
      "tea,,T2\n"
      "bag,,B1,,5.00,\n");
  ASSERT_THAT(shopify.all, SizeIs(1));
  EXPECT_EQ(shopify.all[0].product_id(), "bag");
  EXPECT_EQ(shopify.summary.refused, 7);
  EXPECT_THAT(
      shopify.summary.errors,
      ElementsAre(HasSubstr("line 2, column Variant Price: must be a decimal number"),
                  HasSubstr("line 3, column Variant Price: must be a decimal number"),
                  HasSubstr("line 4, column Variant Grams: must be a number"),
                  HasSubstr("line 5, column Handle: must name the product"),
                  HasSubstr("line 6, column Status: must be active, draft, archived or unlisted"),
                  HasSubstr("line 7, column Variant Price: must be a decimal number"),
                  HasSubstr("line 8, column Variant Price: must have at most 2 decimals in USD"),
                  HasSubstr("line 10: has 3 fields, the first row 6")));
}

TEST(ImportShopifyTest, RefusesAFileWithoutPrices) {
  const Shopify shopify("Handle,Title\nmug,Mug\n");
  EXPECT_THAT(shopify.status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(shopify.status.message()), HasSubstr("has no column \"Variant Price\""));
  EXPECT_THAT(shopify.all, IsEmpty());
}

}  // namespace
}  // namespace shopdesk::cli
