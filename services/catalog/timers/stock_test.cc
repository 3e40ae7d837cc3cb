#include "services/catalog/timers/stock.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/stock/listed_stock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::kTestTime;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr char kTooHigh[] = "listed_too_high shops/s/skus/A/listedStock";

class StockTimerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(StockTimerTest);

TEST_P(StockTimerTest, AChangeOfThePolicySetsTheFlagsAnew) {
  for (const char* sku : {"A", "B"}) ASSERT_OK(shop_.Stock(sku, 5));
  ASSERT_OK(shop_.Receive("B", 10));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy, "policy { name: 'shops/s/policy' low_stock_threshold: 5 }"));
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(const auto low,
                       shop_.ReadText<v1::ListStockLevelsResponse>(
                           handlers::ListStockLevels, "parent: 'shops/s/skus/-' low_only: true"));
  ASSERT_EQ(low.stock_levels_size(), 1);
  EXPECT_EQ(low.stock_levels(0).name(), "shops/s/skus/A/stockLevels/main");
  EXPECT_TRUE(low.stock_levels(0).low());
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("low_stock shops/s/skus/A/stockLevels/main"));
}

TEST_P(StockTimerTest, AChangeOfThePolicySetsTheFlagsOfPagesAnew) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.WriteText<v1::ReportListedStockResponse>(
      handlers::ReportListedStock,
      "parent: 'shops/s' connector: 'tmall' figures { sku_id: 'A' listed: 5 }"));
  ASSERT_OK(shop_.SetPolicy("safety_stock: 1"));
  shop_.AdvanceTo(kTestTime + absl::Seconds(1));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre(kTooHigh));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy,
      "policy { name: 'shops/s/policy' } update_mask { paths: 'safety_stock' }"));
  shop_.AdvanceTo(kTestTime + absl::Seconds(2));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
}

// More levels than one transaction sets: the timer goes on where it stopped.
TEST_P(StockTimerTest, ManyLevelsAreSetInBatches) {
  v1::CreateProductRequest create;
  create.set_parent("shops/s");
  create.set_product_id("p");
  v1::AdjustStockRequest receive;
  receive.set_parent("shops/s");
  receive.set_reason(v1::MovementReason::RECEIVED);
  for (int i = 0; i < 501; ++i) {
    v1::Sku& sku = *create.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat("A", i));
    sku.mutable_price()->set_currency_code("GBP");
    v1::StockAdjustment& line = *receive.add_lines();
    line.set_sku_id(sku.sku_id());
    line.set_bucket(v1::StockBucket::ON_HAND);
    line.set_delta(5);
  }
  ASSERT_OK(shop_.Write(handlers::CreateProduct, create));
  ASSERT_OK(shop_.Write(handlers::AdjustStock, receive));
  ASSERT_OK(shop_.SetPolicy("low_stock_threshold: 5"));
  shop_.AdvanceTo(kTestTime + absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(
      const auto low,
      shop_.ReadText<v1::ListStockLevelsResponse>(
          handlers::ListStockLevels, "parent: 'shops/s/skus/-' low_only: true page_size: 1000"));
  EXPECT_EQ(low.stock_levels_size(), 501);
}

}  // namespace
}  // namespace shopdesk::catalog
