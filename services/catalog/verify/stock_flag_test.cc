#include "services/catalog/verify/stock_flag.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/verify/testing/findings.h"
#include "services/catalog/definition.h"
#include "services/catalog/handlers/stock/listed_stock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using shopdesk::testing::kTestTime;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr char kLevel[] = "shops/s/skus/A/stockLevels/main: ";
constexpr char kPage[] = "shops/s/skus/A/listedStock: ";
constexpr sql::Statement kPutLow = {"catalog.put_low", "UPDATE stock_levels SET low = 1 - low"};
constexpr sql::Statement kPutListed = {"catalog.put_listed", "UPDATE stock_levels SET listed = 1"};
constexpr sql::Statement kPutTooHigh = {"catalog.put_too_high",
                                        "UPDATE listed_stock SET too_high = 1 - too_high"};
constexpr sql::Statement kDropFlagWork = {"catalog.drop_flag_work", "DELETE FROM work_items"};

class StockFlagChecksTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override {
    ASSERT_OK(shop_.Stock("A", 5));
    ASSERT_OK(shop_.WriteText<v1::ReportListedStockResponse>(
        handlers::ReportListedStock,
        "parent: 'shops/s' connector: 'tmall' figures { sku_id: 'A' listed: 6 }"));
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*shop_.runtime(), AllChecks(), check);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(StockFlagChecksTest);

TEST_P(StockFlagChecksTest, FindsLevelsThatSayOtherwise) {
  EXPECT_THAT(Findings("catalog.low_stock"), IsEmpty());
  Spoil(*shop_.runtime(), kPutLow);
  EXPECT_THAT(Findings("catalog.low_stock"),
              ElementsAre(std::string(kLevel) + "it says that it is low, and it isn't",
                          std::string(kLevel) + "its work low_stock is missing"));
}

TEST_P(StockFlagChecksTest, FindsPagesThatSayOtherwise) {
  EXPECT_THAT(Findings("catalog.listed_stock"), IsEmpty());
  Spoil(*shop_.runtime(), kPutTooHigh);
  EXPECT_THAT(
      Findings("catalog.listed_stock"),
      ElementsAre(std::string(kPage) + "it shows 6 of 5, and doesn't say that this is too many",
                  std::string(kPage) + "its work listed_too_high is on the list without a cause"));
  Spoil(*shop_.runtime(), kPutTooHigh);
  Spoil(*shop_.runtime(), kDropFlagWork);
  EXPECT_THAT(Findings("catalog.listed_stock"),
              ElementsAre(std::string(kPage) + "its work listed_too_high is missing"));
}

TEST_P(StockFlagChecksTest, FindsLevelsThatSayThatThePageShowsAnotherFigure) {
  Spoil(*shop_.runtime(), kPutListed);
  EXPECT_THAT(Findings("catalog.listed_stock"),
              ElementsAre(std::string(kPage) + "1 levels say that it shows another figure"));
}

TEST_P(StockFlagChecksTest, AChangeOfThePolicyIsOnlyLate) {
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy, "policy { name: 'shops/s/policy' low_stock_threshold: 5 }"));
  EXPECT_THAT(Findings("catalog.low_stock"), IsEmpty()) << "its timer is to run";
  shop_.AdvanceTo(kTestTime + absl::Seconds(1));
  EXPECT_THAT(Findings("catalog.low_stock"), IsEmpty());
  Spoil(*shop_.runtime(), kPutLow);
  EXPECT_THAT(Findings("catalog.low_stock"),
              ElementsAre(std::string(kLevel) + "it is low, and doesn't say so",
                          std::string(kLevel) + "its work low_stock is on the list without a "
                                                "cause"));
}

// What came back of a SKU while no product had it is as low as it is once one has it again.
TEST_P(StockFlagChecksTest, ASkuThatIsThereAgainIsAsLowAsItIs) {
  ASSERT_OK(shop_.Create("p",
                         "title: 'P' skus { sku_id: 'P' price { currency_code: 'GBP' minor: 1 } } "
                         "skus { sku_id: 'Q' price { currency_code: 'GBP' minor: 1 } }"));
  ASSERT_OK(shop_.Receive("Q", 1));
  ASSERT_OK(shop_.WriteText<v1::AdjustStockResponse>(
      handlers::AdjustStock,
      "parent: 'shops/s' reason: DAMAGE lines { sku_id: 'Q' bucket: ON_HAND delta: -1 }"));
  const std::string without =
      "product { name: 'shops/s/products/p' skus { sku_id: 'P' price { currency_code: 'GBP' minor: "
      "1 } }";
  ASSERT_OK(shop_.Update(without + " }"));
  ASSERT_OK(shop_.WriteText<v1::AdjustStockResponse>(
      handlers::AdjustStock,
      "parent: 'shops/s' reason: RETURNED lines { sku_id: 'Q' bucket: ON_HAND delta: 1 }"));
  EXPECT_THAT(Findings("catalog.low_stock"), IsEmpty());
  ASSERT_OK(
      shop_.Update(without + " skus { sku_id: 'Q' price { currency_code: 'GBP' minor: 1 } } }"));
  EXPECT_THAT(Findings("catalog.low_stock"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog
