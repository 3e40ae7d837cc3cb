#include "services/catalog/handlers/stock/stock.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/figures/figures.h"
#include "libs/work/service.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

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

  // "<reservation> <order>" of each that goes without.
  std::vector<std::string> OversoldWork() {
    std::vector<std::string> items;
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind("oversold_reservation");
    const auto page = shop_.Read(work::ListWorkItems, request);
    EXPECT_OK(page);
    for (const work::v1::WorkItem& item : page->work_items()) {
      items.push_back(absl::StrCat(item.resource(), " ", item.order()));
    }
    return items;
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

// However many locations a SKU gets at once, its levels are counted and read again once.
TEST_P(StockTest, ManyNewLocationsAreMadeAtOnce) {
  constexpr int kLocations = 501;
  ASSERT_OK(shop_.Stock("A", 1));
  const auto runs = [&](absl::string_view name) {
    for (const sql::StatementStats& stats : shop_.runtime()->database().Statements()) {
      if (stats.name == name) return stats.runs;
    }
    return int64_t{0};
  };
  const int64_t counted = runs("catalog.count_stock_levels");
  const int64_t loaded = runs("catalog.load_sku_stock_for_update");
  std::string lines;
  for (int i = 0; i < kLocations; ++i) {
    absl::StrAppend(&lines, "lines { sku_id: 'A' location: 'l", i, "' bucket: ON_HAND delta: 2 } ");
  }
  ASSERT_OK_AND_ASSIGN(const v1::AdjustStockResponse received, Adjust("RECEIVED", lines));
  EXPECT_EQ(received.stock_levels_size(), kLocations);
  EXPECT_EQ(shop_.Figures().on_hand(), 1 + 2 * kLocations);
  shop_.ExpectLedgerSums();
  EXPECT_EQ(runs("catalog.count_stock_levels") - counted, 1);
  EXPECT_EQ(runs("catalog.load_sku_stock_for_update") - loaded, 2);
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
      HasReason("UNKNOWN_SHOP"));
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
  EXPECT_EQ(page.movements(1).reason(), v1::MovementReason::COUNTED);
  EXPECT_EQ(page.movements(1).delta(), -2);
  EXPECT_EQ(page.movements(1).reference(), "May");
  EXPECT_EQ(page.movements(1).before(), 5);
  EXPECT_EQ(page.movements(1).after(), 3);
  EXPECT_FALSE(page.movements(1).actor().id().empty());
}

TEST_P(StockTest, WhatWasShippedWasThereWhateverWasCounted) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 4 }"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::ConfirmReservation, "name: 'shops/s/reservations/r' order: 'shops/s/orders/1'"));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, Count("counted: 3"));
  EXPECT_EQ(level.available(), 0);
  const std::string commit = "name: 'shops/s/reservations/r' lines { sku_id: 'A' quantity: ";
  ASSERT_OK(shop_.WriteText<v1::Reservation>(handlers::CommitReservation, commit + "4 }"));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel shipped, shop_.Level("A"));
  EXPECT_EQ(shipped.on_hand(), 0);
  EXPECT_EQ(shipped.reserved(), 0);
  ASSERT_OK_AND_ASSIGN(const auto page,
                       shop_.ReadText<v1::ListStockMovementsResponse>(handlers::ListStockMovements,
                                                                      "parent: 'shops/s/skus/A'"));
  ASSERT_EQ(page.movements_size(), 5);
  EXPECT_EQ(page.movements(3).reason(), v1::MovementReason::CORRECTED);
  EXPECT_EQ(page.movements(3).before(), 3);
  EXPECT_EQ(page.movements(3).after(), 4);
  EXPECT_EQ(page.movements(3).reserved_after(), 4);
  EXPECT_EQ(page.movements(3).reference(), "shops/s/reservations/r");
  EXPECT_EQ(page.movements(4).reason(), v1::MovementReason::SHIPPED);
  EXPECT_EQ(page.movements(4).after(), 0);
  shop_.ExpectLedgerSums();
}

TEST_P(StockTest, ACountBelowWhatIsReservedShowsWhoGoesWithout) {
  ASSERT_OK(shop_.Stock("A", 5));
  for (const char* id : {"1", "2", "3"}) {
    ASSERT_OK(shop_.Reserve(id, "lines { sku_id: 'A' quantity: 1 }"));
    ASSERT_OK(shop_.WriteText<v1::Reservation>(
        handlers::ConfirmReservation,
        absl::StrCat("name: 'shops/s/reservations/", id, "' order: 'shops/s/orders/", id, "'")));
  }
  ASSERT_OK(Count("counted: 1"));
  EXPECT_THAT(OversoldWork(), UnorderedElementsAre("shops/s/reservations/2 shops/s/orders/2",
                                                   "shops/s/reservations/3 shops/s/orders/3"));
  // One piece comes in, then the parcel of the first leaves: the last still goes without.
  ASSERT_OK(shop_.Receive("A", 1));
  EXPECT_THAT(OversoldWork(), ElementsAre("shops/s/reservations/3 shops/s/orders/3"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::CommitReservation,
      "name: 'shops/s/reservations/1' lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(OversoldWork(), ElementsAre("shops/s/reservations/3 shops/s/orders/3"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(handlers::ReleaseReservation,
                                             "name: 'shops/s/reservations/2'"));
  EXPECT_THAT(OversoldWork(), IsEmpty());
  const std::vector<std::string> events = shop_.Events();
  EXPECT_THAT(events, Contains("reservation.oversold").Times(2));
  EXPECT_THAT(events, Contains("reservation.covered").Times(2));
  shop_.ExpectLedgerSums();
}

TEST_P(StockTest, AReservationThatGoesWithoutTwiceIsCoveredWhenBothAre) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK(shop_.Stock("B", 1));
  ASSERT_OK(
      shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 } lines { sku_id: 'B' quantity: 1 }"));
  ASSERT_OK(Count("counted: 0"));
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                            "name: 'shops/s/skus/B/stockLevels/main' counted: 0"));
  ASSERT_OK(Count("counted: 1"));
  EXPECT_THAT(OversoldWork(), ElementsAre("shops/s/reservations/1 "));
  EXPECT_THAT(shop_.Events(), Contains("reservation.oversold").Times(1));
  // It lapses, and with it what it went without.
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Minutes(16));
  EXPECT_THAT(OversoldWork(), IsEmpty());
}

TEST_P(StockTest, WhatAReservationNoLongerHoldsMayBeRemoved) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK(shop_.Stock("B", 1));
  ASSERT_OK(
      shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 } lines { sku_id: 'B' quantity: 1 }"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::ReleaseReservation,
      "name: 'shops/s/reservations/1' lines { sku_id: 'B' quantity: 1 }"));
  ASSERT_OK(shop_.Receive("B", -1));
  ASSERT_OK(shop_.Update(
      "product { name: 'shops/s/products/B' skus { sku_id: 'C' price { currency_code: 'GBP' } } } "
      "update_mask { paths: 'skus' }"));
  ASSERT_OK(Count("counted: 0"));
  EXPECT_THAT(OversoldWork(), ElementsAre("shops/s/reservations/1 "));
}

TEST_P(StockTest, WhatComesBackOfARemovedSkuIsTakenIn) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK(Count("counted: 0"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("low_stock shops/s/skus/A/stockLevels/main"));
  ASSERT_OK(shop_.Update(
      "product { name: 'shops/s/products/A' skus { sku_id: 'B' price { currency_code: 'GBP' } } } "
      "update_mask { paths: 'skus' }"));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("stock.removed").Times(1));
  EXPECT_THAT(shop_.Receive("A", 1), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::AdjustStockResponse back,
                       Adjust("RETURNED",
                              "lines { sku_id: 'A' bucket: ON_HAND delta: 2 } "
                              "lines { sku_id: 'A' location: 'w' bucket: DAMAGED delta: 1 }"));
  ASSERT_EQ(back.stock_levels_size(), 2);
  EXPECT_EQ(back.stock_levels(0).on_hand(), 0);
  EXPECT_EQ(back.stock_levels(0).frozen(), 2);
  EXPECT_TRUE(back.stock_levels(0).sku_removed());
  EXPECT_FALSE(back.stock_levels(0).low());
  EXPECT_EQ(back.stock_levels(1).damaged(), 1);
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("removed_sku_returned shops/s/skus/A/stockLevels/main",
                                            "removed_sku_returned shops/s/skus/A/stockLevels/w"));
  EXPECT_THAT(Adjust("RETURNED", "lines { sku_id: 'never' bucket: ON_HAND delta: 1 }"),
              HasReason("NOT_FOUND"));
  // A policy that makes everything low leaves it alone.
  ASSERT_OK(shop_.SetPolicy("low_stock_threshold: 9"));
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Minutes(1));
  EXPECT_THAT(shop_.OpenWork(), SizeIs(2));
  // Written off, or offered again.
  ASSERT_OK(Adjust("CORRECTED", "lines { sku_id: 'A' location: 'w' bucket: DAMAGED delta: -1 }"));
  ASSERT_OK(shop_.Create("A2", "title: 'A' skus { sku_id: 'A' price { currency_code: 'GBP' } }"));
  ASSERT_OK(Adjust("MOVED",
                   "lines { sku_id: 'A' bucket: FROZEN delta: -2 } "
                   "lines { sku_id: 'A' bucket: ON_HAND delta: 2 }"));
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel again, shop_.Level("A"));
  EXPECT_FALSE(again.sku_removed());
  EXPECT_EQ(again.available(), 2);
  shop_.ExpectLedgerSums();
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

TEST_P(StockTest, LevelsOfManySkusAtOnce) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Receive("A", 2, "shed"));
  ASSERT_OK(shop_.Stock("C", 7));
  ASSERT_OK(shop_.Create("B", "title: 'B' skus { sku_id: 'B' price { currency_code: 'GBP' } }"));
  ASSERT_OK_AND_ASSIGN(
      const v1::BatchGetStockLevelsResponse batch,
      shop_.ReadText<v1::BatchGetStockLevelsResponse>(
          handlers::BatchGetStockLevels,
          "parent: 'shops/s' sku_ids: 'x' sku_ids: 'C' sku_ids: 'B' sku_ids: 'A' sku_ids: 'x'"));
  ASSERT_EQ(batch.stock_levels_size(), 3);
  EXPECT_EQ(batch.stock_levels(0).name(), "shops/s/skus/A/stockLevels/main");
  EXPECT_EQ(batch.stock_levels(0).available(), 5);
  EXPECT_EQ(batch.stock_levels(1).name(), "shops/s/skus/A/stockLevels/shed");
  EXPECT_EQ(batch.stock_levels(2).available(), 7);
  // B has no stock anywhere, but it is a SKU.
  ASSERT_EQ(batch.missing_sku_ids_size(), 1);
  EXPECT_EQ(batch.missing_sku_ids(0), "x");
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
  v1::StockFigures figures = shop_.Figures();
  EXPECT_EQ(FromProto(figures.as_of()), kTestTime);
  figures.clear_as_of();
  EXPECT_THAT(figures, EqualsProto(R"pb(
                products: 2
                skus: 2
                on_hand: 7
                reserved: 1
                ledger_on_hand: 7
                ledger_reserved: 1
                movements: 3
                movements_by_reason { reason: RECEIVED movements: 2 on_hand: 7 }
                movements_by_reason { reason: RESERVED movements: 1 reserved: 1 }
              )pb"));
}

TEST_P(StockTest, FiguresOfADayAreTheShops) {
  ASSERT_OK(shop_.SetPolicy("calendar { time_zone: 'Asia/Shanghai' }"));
  ASSERT_OK(shop_.Stock("A", 5));
  // 18:00 there, and 01:00 of the next day.
  shop_.AdvanceTo(kTestTime + absl::Hours(7));
  ASSERT_OK(shop_.Receive("A", 3));
  const v1::StockFigures first =
      shop_.Figures(" period { first_day: '2024-03-04' last_day: '2024-03-04' }");
  EXPECT_EQ(first.movements(), 1);
  EXPECT_EQ(first.ledger_on_hand(), 5);
  EXPECT_EQ(first.on_hand(), 8);
  const v1::StockFigures second = shop_.Figures(" period { first_day: '2024-03-05' }");
  EXPECT_EQ(second.movements(), 1);
  EXPECT_EQ(second.ledger_on_hand(), 8);
  EXPECT_THAT(shop_.ReadText<v1::StockFigures>(
                  handlers::GetStockFigures,
                  "parent: 'shops/s' period { first_day: '2024-03-05' last_day: '2024-03-04' }"),
              HasReason("INVALID_ARGUMENT"));
}

// Whoever reserves, ships and gives back at once: levels, ledger and a rebuild say the same.
TEST_P(StockTest, ARebuildEndsEqual) {
  ASSERT_OK(shop_.Stock("A", 500));
  ASSERT_OK(shop_.Stock("B", 50));
  for (const absl::Status& status : shop_.ReserveAtOnce(40, "lines { sku_id: 'A' quantity: 2 }")) {
    ASSERT_OK(status);
  }
  ASSERT_OK(shop_.WriteText<v1::Reservation>(handlers::ReleaseReservation,
                                             "name: 'shops/s/reservations/r3'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(30));
  const v1::StockFigures before = shop_.Figures();
  EXPECT_EQ(before.movements(), 2 + 40 + 40);
  ASSERT_OK(
      shop_.WriteText<figures::v1::FigureState>(figures::RebuildFigures, "parent: 'shops/s'"));
  EXPECT_THAT(shop_.Figures(), EqualsProto(before));
  EXPECT_EQ(shop_.ReadText<figures::v1::FigureState>(figures::GetFigureState, "parent: 'shops/s'")
                ->generation(),
            2);
  shop_.ExpectLedgerSums();
}

}  // namespace
}  // namespace shopdesk::catalog
