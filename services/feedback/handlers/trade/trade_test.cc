#include "services/feedback/handlers/trade/trade.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::kTestTime;

class TradeTest : public testing::ServiceTest {
 protected:
  void PutFinished(const std::string& id, absl::Time finished = kTestTime - absl::Hours(1)) {
    orders_.Put(FinishedOrder(id, "b", finished));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, TradeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(TradeTest, TheFirstThreeTradesOfAMonthCountHoweverTheyBecomeKnown) {
  // The fourth is reviewed before the others are known here: it counts until they are.
  for (int i = 1; i <= 4; ++i) PutFinished(absl::StrCat("o", i), kTestTime - absl::Hours(10 - i));
  ASSERT_OK_AND_ASSIGN(const v1::Review early, Submit(ReviewOf("o4")));
  EXPECT_TRUE(early.counted());
  EXPECT_EQ(Ratings()->service().count(), 1);
  for (int i = 1; i <= 3; ++i) {
    feed_.Add(FinishedOrder(absl::StrCat("o", i), "b", kTestTime - absl::Hours(10 - i)),
              "order.finished");
  }
  CatchUp();
  EXPECT_FALSE(GetReview("o4.1")->counted());
  EXPECT_EQ(Ratings()->service().count(), 0);
  EXPECT_EQ(Ratings()->good_count(), 1) << "its grade counts all the same";
  EXPECT_TRUE(Submit(ReviewOf("o3"))->counted());
  v1::SubmitReviewRequest second_line = ReviewOf("o3");
  second_line.set_line(2);
  EXPECT_TRUE(Submit(second_line)->counted()) << "trades are counted, not lines";
  EXPECT_EQ(Ratings()->service().count(), 2);
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

TEST_P(TradeTest, OtherMonthsAndBuyersHaveTheirOwnThree) {
  // Tests begin on 4 March; the shop's month began at 16:00 UTC of 29 February.
  v1::Policy policy;
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  ASSERT_OK(SetPolicy(policy));
  const absl::Time month = absl::FromCivil(absl::CivilHour(2024, 2, 29, 16), absl::UTCTimeZone());
  for (int i = 0; i < 3; ++i) PutFinished(absl::StrCat("feb", i), month - absl::Hours(3 - i));
  for (int i = 0; i < 4; ++i) PutFinished(absl::StrCat("mar", i), month + absl::Hours(i));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Submit(ReviewOf(absl::StrCat("feb", i)))->counted()) << i;
  }
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(Submit(ReviewOf(absl::StrCat("mar", i)))->counted(), i < 3) << i;
  }
  orders_.Put(FinishedOrder("theirs", "c", month + absl::Hours(9)));
  v1::SubmitReviewRequest theirs = ReviewOf("theirs");
  theirs.set_buyer("c");
  EXPECT_TRUE(Submit(theirs)->counted());
}

TEST_P(TradeTest, EventsOfOrdersAreTakenOnceAcrossARestart) {
  orders_.Put(FinishedOrder("o", "b", kTestTime));
  for (int i = 0; i < 3; ++i) feed_.Add(FinishedOrder("o", "b", kTestTime), "order.finished");
  orders::v1::Order elsewhere = FinishedOrder("x", "b", kTestTime);
  elsewhere.set_name("shops/unknown/orders/x");
  feed_.Add(elsewhere, "order.finished");
  CatchUp();
  runtime_.Restart();
  feed_.Add(FinishedOrder("o2", "b", kTestTime), "order.finished");
  CatchUp();
  EXPECT_EQ(runtime_->followers()[0]->State().cursor, 5);
  static constexpr sql::Statement kTrades = {
      "test.trades", "SELECT order_id, finished_ms FROM trades ORDER BY order_id"};
  std::vector<std::string> orders;
  ASSERT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(kTrades, {}, [&](const sql::Row& row) {
      EXPECT_EQ(row.Int(1), ToMillis(kTestTime));
      orders.emplace_back(row.Text(0));
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(orders, (std::vector<std::string>{"o", "o2", "x"}));
}

}  // namespace
}  // namespace shopdesk::feedback
