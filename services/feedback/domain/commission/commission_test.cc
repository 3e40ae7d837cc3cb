#include "services/feedback/domain/commission/commission.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using Plan = v1::CommissionPlan;

Plan PercentPlan(int64_t rate = 100) {
  Plan plan;
  plan.set_basis(Plan::PERCENT_OF_SALES);
  plan.set_rate(rate);
  return plan;
}

void AddTier(Plan& plan, int64_t from, int64_t rate) {
  Plan::Tier* tier = plan.add_tiers();
  tier->set_from(from);
  tier->set_rate(rate);
}

TEST(CommissionTest, MonthsAreOfTheZone) {
  absl::TimeZone shanghai;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
  const absl::Time time = absl::FromCivil(absl::CivilHour(2024, 2, 29, 16), absl::UTCTimeZone());
  EXPECT_EQ(MonthText(MonthOfTime(time, absl::UTCTimeZone())), "2024-02");
  const Month march = MonthOfTime(time, shanghai);
  EXPECT_EQ(MonthText(march), "2024-03");
  EXPECT_EQ(CivilDayOf(FirstDayOf(march)), absl::CivilDay(2024, 3, 1));
  EXPECT_EQ(EndOfMonth(march - 1, shanghai), time);
  EXPECT_EQ(ParseMonth("2024-03").value(), march);
  EXPECT_EQ(ParseMonth("2024-12").value() + 1, ParseMonth("2025-01").value());
  for (const char* text : {"", "2024-13", "2024-00", "2024-3", "24-03", "2024/03", "2024-03-01"}) {
    EXPECT_EQ(ParseMonth(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(CommissionTest, GoodsAreWhatWasPaidLessRefunds) {
  orders::v1::Order order;
  for (const int64_t total : {1000, 500}) {
    orders::v1::OrderLine* line = order.add_lines();
    line->mutable_total()->set_minor(total);
  }
  order.mutable_freight()->set_minor(800);
  order.mutable_payment()->set_paid_minor(2300);
  EXPECT_EQ(GoodsPaid(order), 0) << "not paid in full yet";
  *order.mutable_payment()->mutable_pay_time() = ToProto(absl::FromUnixSeconds(1));
  EXPECT_EQ(GoodsPaid(order), 1500) << "freight earns nothing";
  order.mutable_lines(0)->set_refunded_minor(400);
  EXPECT_EQ(GoodsPaid(order), 1100);
}

TEST(CommissionTest, TheHighestTierReachedHoldsForAll) {
  Plan plan = PercentPlan();
  AddTier(plan, 10000, 150);
  AddTier(plan, 20000, 200);
  EXPECT_EQ(RateFor(plan, 9999, 100).rate, 100);
  EXPECT_EQ(RateFor(plan, 10000, 0).rate, 150);
  EXPECT_EQ(RateFor(plan, 20000, 0).rate, 200);
  plan.set_basis(Plan::PER_ORDER);
  EXPECT_EQ(RateFor(plan, 99999, 9999).rate, 100) << "orders are counted, not sales";
  EXPECT_EQ(RateFor(plan, 0, 10000).rate, 150);
}

TEST(CommissionTest, OrdersAreRoundedHalfUp) {
  const CommissionRate percent = {Plan::PERCENT_OF_SALES, 100};
  EXPECT_EQ(Earned(percent, 0).value(), 0);
  EXPECT_EQ(Earned(percent, 49).value(), 0);
  EXPECT_EQ(Earned(percent, 50).value(), 1);
  EXPECT_EQ(Earned(percent, 149).value(), 1);
  EXPECT_EQ(Earned({Plan::PERCENT_OF_SALES, 10000}, INT64_MAX).value(), INT64_MAX);
  const CommissionRate each = {Plan::PER_ORDER, 30};
  EXPECT_EQ(Earned(each, 1).value(), 30);
  EXPECT_EQ(Earned(each, 0).value(), 0) << "everything was refunded";
}

TEST(CommissionTest, AMonthAndItsClawBacks) {
  const Month month = 24290;
  std::vector<CommissionEntry> entries = {
      {.order_id = "a", .home = month, .sales_minor = 10050},
      {.order_id = "b", .home = month, .sales_minor = 0},
      {.order_id = "c", .home = month - 1, .sales_minor = -4000, .before_minor = 10000},
  };
  v1::CommissionStatement statement;
  const std::map<Month, CommissionRate> homes = {{month - 1, {Plan::PERCENT_OF_SALES, 200}}};
  ASSERT_TRUE(Reckon(month, PercentPlan(), homes, entries, statement).ok());
  EXPECT_EQ(entries[0].commission_minor, 101);
  EXPECT_EQ(entries[2].commission_minor, -80) << "at the rate of its month";
  EXPECT_EQ(statement.orders(), 1);
  EXPECT_EQ(statement.sales_minor(), 10050);
  EXPECT_EQ(statement.commission_minor(), 101);
  EXPECT_EQ(statement.claw_back_sales_minor(), -4000);
  EXPECT_EQ(statement.claw_back_minor(), -80);
  EXPECT_EQ(statement.total_minor(), 21);
  EXPECT_EQ(statement.rate(), 100);
}

// However an order's refunds are spread over months, it earned what its sales earn in the end.
TEST(CommissionTest, PartsNeverAddUpToMoreOrLess) {
  const CommissionRate rate = {Plan::PERCENT_OF_SALES, 133};
  for (int64_t first = 1; first < 400; first += 7) {
    for (int64_t back = 1; back <= first; back += 11) {
      const int64_t given = Earned(rate, first).value();
      std::vector<CommissionEntry> entries = {
          {.order_id = "a", .home = 1, .sales_minor = -back, .before_minor = first}};
      v1::CommissionStatement statement;
      ASSERT_TRUE(Reckon(2, PercentPlan(), {{1, rate}}, entries, statement).ok());
      EXPECT_EQ(given + statement.total_minor(), Earned(rate, first - back).value());
    }
  }
}

}  // namespace
}  // namespace shopdesk::feedback::domain
