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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What the lines of a file have.
struct Products {
  explicit Products(const std::string& lines) {
    const auto add = [this](ImportProduct product, int64_t line) {
      all.push_back(std::move(product));
      at.push_back(line);
      return absl::OkStatus();
    };
    EXPECT_THAT(ReadJsonLines(TestImport("products.jsonl", lines), add, summary), IsOk());
  }

  std::vector<ImportProduct> all;
  std::vector<int64_t> at;
  ImportSummary summary;
};

TEST(ImportCatalogTest, ReadsJsonLines) {
  const Products products(
      "\xef\xbb\xbf{\"product_id\": \"tea\", \"publish\": true}\n\n"
      "{\"product_id\": \"cup\", \"product\": {\"title\": \"Cup\"}}\r\n");
  ASSERT_THAT(products.all, SizeIs(2));
  EXPECT_THAT(products.all[0], EqualsProto(R"pb(product_id: "tea" publish: true)pb"));
  EXPECT_THAT(products.all[1], EqualsProto(R"pb(product_id: "cup"
                                                product { title: "Cup" })pb"));
  EXPECT_THAT(products.at, ElementsAre(1, 3));
}

TEST(ImportCatalogTest, SaysWhichLinesAreNoProductAndTakesTheRest) {
  const Products products(
      "{\"product_id\": \"tea\"}\n\n{\"colour\": \"red\"}\nnonsense\n"
      "{\"product_id\": \"\xff\"}\n{\"product_id\": \"ñ\"}\n{\"publish\": 7}\n");
  EXPECT_THAT(products.all, SizeIs(2));
  EXPECT_EQ(products.summary.refused, 4);
  EXPECT_THAT(products.summary.errors,
              ElementsAre(HasSubstr("line 3: colour: there is no such field; there are product_id"),
                          HasSubstr("line 4: is no JSON"), HasSubstr("line 5: is not UTF-8"),
                          HasSubstr("line 7: is no shopdesk.catalog.v1.ImportProduct")));
}

TEST(ImportCatalogTest, EndsWithTheFirstProductThatCanNotBeSent) {
  int refused = 0;
  ImportSummary summary;
  const auto refuse = [&](const ImportProduct&, int64_t) {
    ++refused;
    return absl::UnavailableError("no catalog");
  };
  EXPECT_THAT(ReadJsonLines(TestImport("p.jsonl", "{}\n{}\n"), refuse, summary),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(ReadShopify(TestImport("p.csv", "Handle,Price\na,1\nb,2\n"), refuse, summary),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(refused, 2);
}

// Nobody listens here.
TEST(ImportCatalogTest, TheCurrencyIsOfIso4217) {
  Suite suite;
  ASSERT_TRUE(suite.Connect().ok());
  ImportSummary summary;
  ImportFile file = TestImport("p.csv", "Handle,Price\n");
  file.currency = "RMB";
  EXPECT_THAT(std::string(ImportCatalog(suite, file, summary).message()), HasSubstr("use CNY"));
  file.currency = "CNY";
  EXPECT_THAT(ImportCatalog(suite, file, summary), IsOk());
}

}  // namespace
}  // namespace shopdesk::cli
