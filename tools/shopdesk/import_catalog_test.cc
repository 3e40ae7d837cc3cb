#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::ImportProduct;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Collects what a reader hands on.
struct Products {
  absl::Status Add(ImportProduct product) {
    all.push_back(std::move(product));
    return absl::OkStatus();
  }
  absl::Status ReadShopify(const std::string& csv) {
    return cli::ReadShopify(WriteTestFile("products.csv", csv), "USD",
                            [this](ImportProduct product) { return Add(std::move(product)); });
  }
  absl::Status ReadJsonLines(const std::string& lines) {
    return cli::ReadJsonLines(WriteTestFile("products.jsonl", lines),
                              [this](ImportProduct product) { return Add(std::move(product)); });
  }

  std::vector<ImportProduct> all;
};

TEST(ImportCatalogTest, ReadsJsonLines) {
  Products products;
  ASSERT_THAT(
      products.ReadJsonLines("{\"product_id\": \"tea\", \"publish\": true}\n\n"
                             "{\"product_id\": \"cup\", \"product\": {\"title\": \"Cup\"}}\n"),
      IsOk());
  ASSERT_THAT(products.all, SizeIs(2));
  EXPECT_THAT(products.all[0], EqualsProto(R"pb(product_id: "tea" publish: true)pb"));
  EXPECT_THAT(products.all[1], EqualsProto(R"pb(product_id: "cup"
                                                product { title: "Cup" })pb"));
}

TEST(ImportCatalogTest, SaysWhichLineIsNoProduct) {
  Products products;
  const absl::Status status =
      products.ReadJsonLines("{\"product_id\": \"tea\"}\n\n{\"colour\": \"red\"}\n");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), HasSubstr("line 3 is no"));
  EXPECT_THAT(products.all, SizeIs(1));
}

TEST(ImportCatalogTest, ReadsTheRowsOfAProductTogether) {
  Products products;
  ASSERT_THAT(products.ReadShopify(
                  "Handle,Title,Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
                  "Variant Grams,Variant Price,Image Src\n"
                  "shirt,Shirt,Ada,\"linen, new\",true,Size,S,SH-S,200,19.90,https://x/1.jpg\n"
                  "shirt,,,,,,M,,210,21,\n"
                  "shirt,,,,,,,,,,https://x/2.jpg\n"
                  "mug,,,,false,Title,Default Title,,350,5.00,\n"),
              IsOk());
  ASSERT_THAT(products.all, SizeIs(2));
  EXPECT_THAT(products.all[0], EqualsProto(R"pb(
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
  EXPECT_THAT(products.all[1], EqualsProto(R"pb(
                product_id: "mug"
                product {
                  title: "mug"
                  skus {
                    sku_id: "mug"
                    weight_grams: 350
                    price { currency_code: "USD" minor: 500 }
                  }
                })pb"));
}

TEST(ImportCatalogTest, SaysWhichCellIsWrong) {
  Products products;
  EXPECT_THAT(std::string(products.ReadShopify("Handle,Variant Price\nmug,cheap\n").message()),
              HasSubstr("line 2, column Variant Price: must be a decimal number"));
  EXPECT_THAT(std::string(products.ReadShopify("Handle,Variant Price\n,5.00\n").message()),
              HasSubstr("line 2, column Handle: must name the product"));
  EXPECT_THAT(products.all, SizeIs(0));
}

TEST(ImportCatalogTest, EndsWithTheFirstProductThatIsRefused) {
  int refused = 0;
  const absl::Status status =
      ReadShopify(WriteTestFile("products.csv", "Handle,Variant Price\na,1\nb,2\nc,3\n"), "USD",
                  [&](const ImportProduct&) {
                    ++refused;
                    return absl::UnavailableError("no catalog");
                  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace shopdesk::cli
