#include "services/catalog/handlers/stock/stock_change.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/stock/listed_stock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Shop;
using ::testing::SizeIs;

constexpr char kStockChangeTooHigh[] = "listed_too_high shops/s/skus/A/listedStock";

class StockChangeTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::AdjustStockResponse> Adjust(const std::string& reason,
                                                 const std::string& lines) {
    return shop_.WriteText<v1::AdjustStockResponse>(
        handlers::AdjustStock, "parent: 'shops/s' reason: " + reason + " " + lines);
  }
  absl::StatusOr<v1::StockLevel> Configure(const std::string& fields) {
    return shop_.WriteText<v1::StockLevel>(handlers::ConfigureStock,
                                           "name: 'shops/s/skus/A/stockLevels/main' " + fields);
  }
  absl::StatusOr<v1::ReportListedStockResponse> Report(const std::string& sku, int64_t listed,
                                                       const std::string& fields = "") {
    return shop_.WriteText<v1::ReportListedStockResponse>(
        handlers::ReportListedStock,
        absl::StrCat("parent: 'shops/s' connector: 'tmall' figures { sku_id: '", sku,
                     "' listed: ", listed, " } ", fields));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(StockChangeTest);

TEST_P(StockChangeTest, LowIsToldWhenItBeginsAndEndsNotInBetween) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Configure("low_stock_threshold: 3"));
  ASSERT_OK(shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  ASSERT_OK(shop_.Reserve("2", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("low_stock shops/s/skus/A/stockLevels/main"));
  ASSERT_OK(shop_.Reserve("3", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(shop_.Receive("A", 2));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("stock.recovered").Times(1));
}

TEST_P(StockChangeTest, ALevelThatBeginsEmptyIsLow) {
  ASSERT_OK(shop_.Stock("A", 0));
  ASSERT_OK(Adjust("RECEIVED", "lines { sku_id: 'A' bucket: INCOMING delta: 5 }"));
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  EXPECT_THAT(shop_.OpenWork(), SizeIs(1));
}

TEST_P(StockChangeTest, TooHighIsToldWhenItBeginsAndEndsNotInBetween) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Report("A", 5));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  ASSERT_OK(shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre(kStockChangeTooHigh));
  ASSERT_OK(shop_.Reserve("2", "lines { sku_id: 'A' quantity: 1 }"));
  // The reservations lapse.
  shop_.AdvanceTo(kTestTime + absl::Minutes(16));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.too_high").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.covered").Times(1));
}

TEST_P(StockChangeTest, EveryKindOfChangeIsSeen) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Report("A", 5));
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                            "name: 'shops/s/skus/A/stockLevels/main' counted: 4"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre(kStockChangeTooHigh));
  // A level made after the report counts too.
  ASSERT_OK(shop_.Receive("A", 1, "west"));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(
      handlers::ConfigureStock, "name: 'shops/s/skus/A/stockLevels/west' safety_stock: 1"));
  EXPECT_THAT(shop_.OpenWork(), Contains(kStockChangeTooHigh));
  ASSERT_OK(shop_.Receive("A", 1, "west"));
  EXPECT_THAT(shop_.OpenWork(), Not(Contains(kStockChangeTooHigh)));
}

}  // namespace
}  // namespace shopdesk::catalog
