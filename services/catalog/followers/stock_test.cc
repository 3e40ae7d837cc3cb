#include "services/catalog/followers/stock.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::testing::ElementsAre;
using testing::Shop;

class TellStockTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // The levels that were told as changed since the last call.
  std::vector<v1::StockLevel> Told() {
    shop_.AdvanceTo(::shopdesk::testing::kTestTime);
    std::vector<v1::StockLevel> told;
    while (true) {
      const auto page = shop_.runtime()->events().Read("s", cursor_, 1000, absl::InfinitePast());
      EXPECT_OK(page);
      if (!page.ok() || page->next.sequence == cursor_) return told;
      cursor_ = page->next.sequence;
      for (const event::v1::Event& event : page->events) {
        if (event.type() == "stock.changed") event.resource().UnpackTo(&told.emplace_back());
      }
    }
  }

  Shop shop_{GetParam()};
  int64_t cursor_ = 0;
};
ON_BOTH_DATABASES(TellStockTest);

TEST_P(TellStockTest, ALevelIsToldAsItIsAfterWhatReservationsDid) {
  ASSERT_OK(shop_.Stock("A", 10));
  EXPECT_TRUE(Told().empty());
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 3 }"));
  std::vector<v1::StockLevel> told = Told();
  ASSERT_EQ(told.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel present, shop_.Level("A"));
  EXPECT_EQ(told[0].SerializeAsString(), present.SerializeAsString());
  EXPECT_EQ(told[0].available(), 7);
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::ConfirmReservation, "name: 'shops/s/reservations/r' order: 'shops/s/orders/o'"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::CommitReservation,
      "name: 'shops/s/reservations/r' lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(handlers::ReleaseReservation,
                                             "name: 'shops/s/reservations/r'"));
  told = Told();
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().on_hand(), 9);
  EXPECT_EQ(told.back().reserved(), 0);
  EXPECT_TRUE(Told().empty());
}

// However many reservations came at once, the level is told less often than once for each.
TEST_P(TellStockTest, ManyChangesOfALevelAreToldTogether) {
  constexpr int kCalls = 200;
  ASSERT_OK(shop_.Stock("A", kCalls));
  for (const absl::Status& status :
       shop_.ReserveAtOnce(kCalls, "lines { sku_id: 'A' quantity: 1 }")) {
    ASSERT_OK(status);
  }
  const std::vector<v1::StockLevel> told = Told();
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().available(), 0);
  EXPECT_LT(told.size(), kCalls);
}

// What follows the feed costs reserving nothing: the statements that a reservation runs.
TEST_P(TellStockTest, ReservingRunsNoStatementForIt) {
  ASSERT_OK(shop_.Stock("A", 10));
  const auto runs = [&](absl::string_view name) {
    for (const sql::StatementStats& statement : shop_.runtime()->database().Statements()) {
      if (statement.name == name) return statement.runs;
    }
    return int64_t{0};
  };
  const int64_t events = runs("event.append_event");
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  Told();
  // The reservation's own event, and the follower's.
  EXPECT_EQ(runs("event.append_event") - events, 2);
  EXPECT_EQ(runs("catalog.mark_stock_level_told"), 1);
}

}  // namespace
}  // namespace shopdesk::catalog
