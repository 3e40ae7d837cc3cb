#include "services/catalog/handlers/stock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/testing/shop.h"
#include "services/catalog/handlers/testing/work.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::OpenWork;
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
  EXPECT_THAT(shop_.Receive("X", 1, ""), HasReason("NOT_FOUND"));
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

TEST_P(StockTest, LowIsToldWhenItBeginsAndEndsNotInBetween) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Configure("low_stock_threshold: 3"));
  ASSERT_OK(shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  ASSERT_OK(shop_.Reserve("2", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(OpenWork(shop_), ElementsAre("low_stock shops/s/skus/A/stockLevels/main"));
  ASSERT_OK(shop_.Reserve("3", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(shop_.Receive("A", 2, ""));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("stock.recovered").Times(1));
}

TEST_P(StockTest, ALevelThatBeginsEmptyIsLow) {
  ASSERT_OK(shop_.Stock("A", 0));
  ASSERT_OK(Adjust("RECEIVED", "lines { sku_id: 'A' bucket: INCOMING delta: 5 }"));
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  EXPECT_THAT(OpenWork(shop_), ::testing::SizeIs(1));
}

TEST_P(StockTest, AChangeOfThePolicySetsTheFlagsAnew) {
  for (const char* sku : {"A", "B"}) ASSERT_OK(shop_.Stock(sku, 5));
  ASSERT_OK(shop_.Receive("B", 10, ""));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy, "policy { name: 'shops/s/policy' low_stock_threshold: 5 }"));
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(const auto low,
                       shop_.ReadText<v1::ListStockLevelsResponse>(
                           handlers::ListStockLevels, "parent: 'shops/s/skus/-' low_only: true"));
  ASSERT_EQ(low.stock_levels_size(), 1);
  EXPECT_EQ(low.stock_levels(0).name(), "shops/s/skus/A/stockLevels/main");
  EXPECT_TRUE(low.stock_levels(0).low());
  EXPECT_THAT(OpenWork(shop_), ElementsAre("low_stock shops/s/skus/A/stockLevels/main"));
}

TEST_P(StockTest, PagesOfLevelsAndMovements) {
  for (const char* sku : {"A", "B"}) {
    ASSERT_OK(shop_.Stock(sku, 1));
    ASSERT_OK(shop_.Receive(sku, 1, "west"));
    ASSERT_OK(shop_.Receive(sku, 1, "west"));
  }
  std::vector<std::string> names;
  v1::ListStockLevelsRequest request;
  request.set_parent("shops/s/skus/-");
  request.set_page_size(1);
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListStockLevels, request));
    for (const auto& level : page.stock_levels()) names.push_back(level.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ::testing::ElementsAre(
                         "shops/s/skus/A/stockLevels/main", "shops/s/skus/A/stockLevels/west",
                         "shops/s/skus/B/stockLevels/main", "shops/s/skus/B/stockLevels/west"));
  request.set_parent("shops/s/skus/B");
  request.set_page_size(5);
  ASSERT_OK_AND_ASSIGN(const auto of_sku, shop_.Read(handlers::ListStockLevels, request));
  EXPECT_EQ(of_sku.stock_levels_size(), 2);
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
  EXPECT_THAT(figures, shopdesk::testing::EqualsProto(
                           "products: 2 skus: 2 on_hand: 7 reserved: 1 ledger_on_hand: 7 "
                           "ledger_reserved: 1 movements: 3"));
}

}  // namespace
}  // namespace shopdesk::catalog
