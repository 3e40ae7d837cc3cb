#include "services/catalog/domain/stock/listed_stock.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::FieldsOf;
using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;

v1::StockLevel ListedStockLevel(int64_t on_hand, int64_t reserved) {
  v1::StockLevel level;
  level.set_on_hand(on_hand);
  level.set_reserved(reserved);
  return level;
}

TEST(ListedStockTest, IsTooHighAboveWhatCanBePromised) {
  const std::vector<v1::StockLevel> levels = {ListedStockLevel(5, 2), ListedStockLevel(4, 4)};
  v1::ListedStock page;
  page.set_listed(3);
  Refresh(page, levels, v1::Policy());
  EXPECT_EQ(page.on_hand(), 9);
  EXPECT_EQ(page.available(), 3);
  EXPECT_FALSE(page.too_high());
  page.set_listed(4);
  Refresh(page, levels, v1::Policy());
  EXPECT_TRUE(page.too_high());
  page.set_listed(3);
  Refresh(page, levels, ParseText<v1::Policy>("safety_stock: 1"));
  EXPECT_EQ(page.available(), 2);
  EXPECT_TRUE(page.too_high());
  page.set_listed(0);
  Refresh(page, {}, v1::Policy());
  EXPECT_EQ(page.on_hand(), 0);
  EXPECT_FALSE(page.too_high());
}

TEST(ListedStockTest, FiguresHaveBounds) {
  EXPECT_OK(CheckFigure(ParseText<v1::ListedFigure>("sku_id: 'A'")));
  for (const char* sku_id : {"-", " A", "A​", "　"}) {
    v1::ListedFigure figure;
    figure.set_sku_id(sku_id);
    EXPECT_THAT(FieldsOf(CheckFigure(figure)), ElementsAre("sku_id"));
  }
  EXPECT_OK(CheckFigure(ParseText<v1::ListedFigure>("sku_id: 'A' listed: 1000000000")));
  EXPECT_THAT(FieldsOf(CheckFigure(ParseText<v1::ListedFigure>("sku_id: 'A' listed: 1000000001"))),
              ElementsAre("listed"));
  EXPECT_THAT(FieldsOf(CheckFigure(ParseText<v1::ListedFigure>("listed: -1"))),
              ElementsAre("sku_id", "listed"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
