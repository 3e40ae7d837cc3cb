#include "services/feedback/store/trade/trade.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::IsOkAndHolds;

class TradeStoreTest : public testing::StoreTest {
 protected:
  absl::Status Put(const Trade& trade) {
    return Run([&](sql::Transaction& txn) { return PutTrade(txn, "1", trade); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, TradeStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(TradeStoreTest, IsFoundAsItWasPutLast) {
  Trade trade = {.order_id = "o", .buyer = "b", .placed_ms = 5, .order_version = 1};
  ASSERT_OK(Put(trade));
  trade = {.order_id = "o",
           .buyer = "b",
           .placed_ms = 5,
           .finished_ms = 7,
           .review_until_ms = 9,
           .agent = "a",
           .closed_unpaid = true,
           .ended = true,
           .kept = false,
           .order_version = 3};
  ASSERT_OK(Put(trade));
  ASSERT_OK_AND_ASSIGN(const absl::optional<Trade> found,
                       Run([](sql::Transaction& txn) { return FindTrade(txn, "1", "o"); }));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->buyer, "b");
  EXPECT_EQ(found->placed_ms, 5);
  EXPECT_EQ(found->finished_ms, 7);
  EXPECT_EQ(found->review_until_ms, 9);
  EXPECT_EQ(found->agent, "a");
  EXPECT_TRUE(found->closed_unpaid);
  EXPECT_TRUE(found->ended);
  EXPECT_FALSE(found->kept);
  EXPECT_EQ(found->order_version, 3);
  EXPECT_FALSE(
      Run([](sql::Transaction& txn) { return FindTrade(txn, "2", "o"); }).value().has_value());
}

TEST_P(TradeStoreTest, TheFirstFinishedByTimeThenId) {
  ASSERT_OK(Put({.order_id = "late", .buyer = "b", .finished_ms = 20}));
  ASSERT_OK(Put({.order_id = "y", .buyer = "b", .finished_ms = 10}));
  ASSERT_OK(Put({.order_id = "x", .buyer = "b", .finished_ms = 10}));
  ASSERT_OK(Put({.order_id = "open", .buyer = "b"}));
  ASSERT_OK(Put({.order_id = "theirs", .buyer = "c", .finished_ms = 10}));
  const auto first = [&](int64_t start_ms, int64_t end_ms, int limit) {
    return Run([&](sql::Transaction& txn) {
      return FirstFinished(txn, "1", "b", start_ms, end_ms, limit);
    });
  };
  EXPECT_THAT(first(0, 21, 3), IsOkAndHolds(ElementsAre("x", "y", "late")));
  EXPECT_THAT(first(0, 21, 1), IsOkAndHolds(ElementsAre("x")));
  EXPECT_THAT(first(10, 20, 3), IsOkAndHolds(ElementsAre("x", "y")));
  EXPECT_THAT(first(11, 21, 3), IsOkAndHolds(ElementsAre("late")));
}

TEST_P(TradeStoreTest, OrdersAreCountedByAgentAndPlacing) {
  ASSERT_OK(Put({.order_id = "o", .buyer = "b", .placed_ms = 10, .agent = "a"}));
  ASSERT_OK(Put({.order_id = "p", .buyer = "b", .placed_ms = 10}));
  const auto count = [&](const char* agent, int64_t start_ms, int64_t end_ms) {
    return Run([&](sql::Transaction& txn) {
             return CountOrdersOf(txn, "1", agent, start_ms, end_ms);
           })
        .value();
  };
  EXPECT_EQ(count("a", 10, 11), 1);
  EXPECT_EQ(count("a", 11, 20), 0);
  EXPECT_EQ(count("a", 0, 10), 0);
  EXPECT_EQ(count("", 0, 20), 0) << "who names nobody is nobody's";
}

TEST_P(TradeStoreTest, AnOrderIsOneUnlessItWasClosedUnpaid) {
  ASSERT_OK(Put({.order_id = "o", .buyer = "b", .placed_ms = 10}));
  const auto has = [&](int64_t from_ms, int64_t to_ms) {
    return Run([&](sql::Transaction& txn) { return HasOrderIn(txn, "1", "b", from_ms, to_ms); })
        .value();
  };
  EXPECT_TRUE(has(10, 10));
  EXPECT_FALSE(has(11, 20));
  EXPECT_FALSE(has(0, 9));
  ASSERT_OK(Put({.order_id = "o", .buyer = "b", .placed_ms = 10, .closed_unpaid = true}));
  EXPECT_FALSE(has(10, 10));
}

}  // namespace
}  // namespace shopdesk::feedback::store
