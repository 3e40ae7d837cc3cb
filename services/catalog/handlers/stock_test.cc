#include "services/catalog/handlers/stock.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Shop;

class StockTest : public ::testing::TestWithParam<sql::Dialect> {
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
  absl::StatusOr<v1::StockLevel> Count(const std::string& fields) {
    return shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                           "name: 'shops/s/skus/A/stockLevels/main' " + fields);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(StockTest);

TEST_P(StockTest, MovesBetweenBucketsAllOrNothing) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(const v1::AdjustStockResponse moved,
                       Adjust("MOVED",
                              "lines { sku_id: 'A' bucket: ON_HAND delta: -2 } "
                              "lines { sku_id: 'A' bucket: DAMAGED delta: 2 }"));
  ASSERT_EQ(moved.stock_levels_size(), 1);
  EXPECT_EQ(moved.stock_levels(0).on_hand(), 3);
  EXPECT_EQ(moved.stock_levels(0).damaged(), 2);
  EXPECT_THAT(Adjust("MOVED", "lines { sku_id: 'A' bucket: ON_HAND delta: -1 }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto refused = Adjust("CORRECTED",
                              "lines { sku_id: 'A' bucket: INCOMING delta: 7 } "
                              "lines { sku_id: 'A' location: 'w' bucket: ON_HAND delta: -1 }");
  EXPECT_THAT(refused, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "location"), "w");
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, shop_.Level("A"));
  EXPECT_EQ(level.incoming(), 0);
  EXPECT_THAT(shop_.Level("A", "w"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StockTest, RefusesWhatCantBe) {
  EXPECT_THAT(shop_.Receive("X", 1), HasReason("NOT_FOUND"));
  ASSERT_OK(shop_.Stock("A", 5));
  EXPECT_THAT(Adjust("SHIPPED", "lines { sku_id: 'A' bucket: ON_HAND delta: 1 }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      shop_.WriteText<v1::AdjustStockResponse>(handlers::AdjustStock,
                                               "parent: 'shops/other' reason: RECEIVED "
                                               "lines { sku_id: 'A' bucket: ON_HAND delta: 1 }"),
      HasReason("NOT_FOUND"));
}

TEST_P(StockTest, CountingBooksTheDifference) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel before, shop_.Level("A"));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel counted,
                       Count("counted: 3 reference: 'May' etag: '" + before.etag() + "'"));
  EXPECT_EQ(counted.on_hand(), 3);
  EXPECT_THAT(Count("counted: 4 etag: '" + before.etag() + "'"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const auto page,
                       shop_.ReadText<v1::ListStockMovementsResponse>(handlers::ListStockMovements,
                                                                      "parent: 'shops/s/skus/A'"));
  ASSERT_EQ(page.movements_size(), 2);
  EXPECT_EQ(page.movements(1).reason(), v1::COUNTED);
  EXPECT_EQ(page.movements(1).delta(), -2);
  EXPECT_EQ(page.movements(1).reference(), "May");
  EXPECT_EQ(page.movements(1).before(), 5);
  EXPECT_EQ(page.movements(1).after(), 3);
  EXPECT_FALSE(page.movements(1).actor().id().empty());
}

TEST_P(StockTest, ALowCountStopsShippingNotReservations) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 4 }"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::ConfirmReservation, "name: 'shops/s/reservations/r' order: 'shops/s/orders/1'"));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, Count("counted: 3"));
  EXPECT_EQ(level.available(), 0);
  const std::string commit = "name: 'shops/s/reservations/r' lines { sku_id: 'A' quantity: ";
  EXPECT_THAT(shop_.WriteText<v1::Reservation>(handlers::CommitReservation, commit + "4 }"),
              HasReason("OUT_OF_STOCK"));
  EXPECT_OK(shop_.WriteText<v1::Reservation>(handlers::CommitReservation, commit + "3 }"));
}

TEST_P(StockTest, SafetyStockAndThresholds) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(v1::StockLevel level, Configure("safety_stock: 2 low_stock_threshold: 3"));
  EXPECT_EQ(level.available(), 3);
  EXPECT_TRUE(level.low());
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 4 }"), HasReason("OUT_OF_STOCK"));
  ASSERT_OK_AND_ASSIGN(const auto low,
                       shop_.ReadText<v1::ListStockLevelsResponse>(
                           handlers::ListStockLevels, "parent: 'shops/s/skus/-' low_only: true"));
  EXPECT_EQ(low.stock_levels_size(), 1);
  ASSERT_OK_AND_ASSIGN(level, Configure(""));
  EXPECT_FALSE(level.has_safety_stock());
  EXPECT_EQ(level.available(), 5);
  EXPECT_FALSE(level.low());
}

TEST_P(StockTest, PagesOfLevelsAndMovements) {
  for (const char* sku : {"A", "B"}) {
    ASSERT_OK(shop_.Stock(sku, 1));
    ASSERT_OK(shop_.Receive(sku, 1, "west"));
    ASSERT_OK(shop_.Receive(sku, 1, "west"));
  }
  std::vector<std::string> names;
  const auto add = [&](const v1::ListStockLevelsResponse& page) {
    for (const v1::StockLevel& level : page.stock_levels()) {
      names.push_back(level.name());
      EXPECT_EQ(level.available(), level.on_hand());
    }
    return page.stock_levels_size();
  };
  shop_.List(handlers::ListStockLevels, "parent: 'shops/s/skus/-'", add);
  EXPECT_THAT(names,
              ElementsAre("shops/s/skus/A/stockLevels/main", "shops/s/skus/A/stockLevels/west",
                          "shops/s/skus/B/stockLevels/main", "shops/s/skus/B/stockLevels/west"));
  names.clear();
  shop_.List(handlers::ListStockLevels, "parent: 'shops/s/skus/B' page_size: 2", add);
  EXPECT_THAT(names,
              ElementsAre("shops/s/skus/B/stockLevels/main", "shops/s/skus/B/stockLevels/west"));
  v1::ListStockMovementsRequest movements;
  movements.set_parent("shops/s/skus/B");
  movements.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, shop_.Read(handlers::ListStockMovements, movements));
  EXPECT_EQ(first.movements_size(), 2);
  movements.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, shop_.Read(handlers::ListStockMovements, movements));
  EXPECT_EQ(second.movements_size(), 1);
  EXPECT_GT(second.movements(0).sequence(), first.movements(1).sequence());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_P(StockTest, IdsOfAnyCharactersWork) {
  const std::string sku = "红/A 1";
  ASSERT_OK(shop_.Create(
      "p/1", "title: 'X' skus { sku_id: '" + sku + "' price { currency_code: 'GBP' minor: 1 } }"));
  ASSERT_OK(shop_.Publish(EscapeId("p/1")));
  ASSERT_OK(shop_.Receive(sku, 3, "東 1"));
  ASSERT_OK(shop_.Level(EscapeId(sku), EscapeId("東 1")));
  ASSERT_OK_AND_ASSIGN(
      const v1::Reservation made,
      shop_.Reserve("r/1", "lines { sku_id: '" + sku + "' quantity: 1 location: '東 1' }"));
  EXPECT_EQ(made.lines(0).location(), "東 1");
  EXPECT_EQ(made.name(), "shops/s/reservations/r%2F1");
  EXPECT_OK(shop_.WriteText<v1::Reservation>(handlers::ReleaseReservation,
                                             "name: '" + made.name() + "'"));
}

TEST_P(StockTest, FiguresOfTheShop) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Stock("B", 2));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  const v1::StockFigures figures = shop_.Figures();
  EXPECT_THAT(figures, EqualsProto("products: 2 skus: 2 on_hand: 7 reserved: 1 ledger_on_hand: 7 "
                                   "ledger_reserved: 1 movements: 3"));
}

}  // namespace
}  // namespace shopdesk::catalog
