#include "services/orders/handlers/desk/figures.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/figures/figures.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using testing::World;
using v1::LedgerEntry;
using v1::Order;
using v1::OrderFigures;

type::v1::Period PeriodOf(Day first, Day last) {
  type::v1::Period period;
  period.set_first_day(absl::FormatCivilTime(CivilDayOf(first)));
  period.set_last_day(absl::FormatCivilTime(CivilDayOf(last)));
  return period;
}

class FiguresTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetZone(const std::string& zone) {
    v1::Policy policy = testing::TestPolicy();
    policy.mutable_calendar()->set_time_zone(zone);
    ASSERT_THAT(world_.SetPolicy(policy, "zone"), IsOk());
  }
  Day Today(const std::string& zone) {
    return DayOf(world_.runtime().clock().Now(), LoadZone(zone).value());
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FiguresTest, testing::BothDatabases(), testing::NameOf);

TEST_P(FiguresTest, ADayIsTheShops) {
  SetZone("Asia/Shanghai");
  const Day today = Today("Asia/Shanghai");
  // 23:00 and 01:00 in Shanghai.
  world_.Advance(absl::Hours(5));
  const Order late = world_.ReadyToShip("late");
  world_.Advance(absl::Hours(2));
  const Order early = world_.ReadyToShip("early");
  EXPECT_EQ(world_.Figures(PeriodOf(today, today)).orders(), 1);
  EXPECT_EQ(world_.Figures(PeriodOf(today, today)).paid_minor(), late.payment().paid_minor());
  EXPECT_EQ(world_.Figures(PeriodOf(today + 1, today + 1)).orders(), 1);
  EXPECT_EQ(world_.Figures(PeriodOf(today, today + 1)).orders(), 2);
  EXPECT_EQ(world_.Figures(PeriodOf(today, today)).escrow().held(), late.payment().paid_minor());
  EXPECT_EQ(world_.Figures(PeriodOf(today + 1, today + 1)).escrow().held(),
            late.payment().paid_minor() + early.payment().paid_minor());
  EXPECT_EQ(world_.Figures(PeriodOf(today + 2, today + 9)).orders(), 0);
}

TEST_P(FiguresTest, APeriodThatEndsBeforeItBeginsIsRefused) {
  v1::GetOrderFiguresRequest request;
  request.set_parent("shops/s");
  *request.mutable_period() = PeriodOf(3, 2);
  EXPECT_THAT(world_.Read<OrderFigures>(request, handlers::GetOrderFigures),
              HasReason("INVALID_ARGUMENT"));
}

// Whatever happens to orders: the figures of any days are the sums over the rows.
TEST_P(FiguresTest, EqualTheSumsOverTheRows) {
  SetZone("America/New_York");
  const absl::TimeZone zone = LoadZone("America/New_York").value();
  const Day first = Today("America/New_York");
  std::mt19937 random(7);
  std::vector<std::string> names;
  for (int i = 0; i < 14; ++i) {
    const std::string id = absl::StrCat("o", i);
    switch (random() % 4) {
      case 0:
        names.push_back(world_.Place(testing::PlaceRequest(id))->name());
        break;
      case 1:
        names.push_back(world_.ReadyToShip(id).name());
        break;
      default:
        const Order order = world_.Shipped(id);
        names.push_back(order.name());
        if (random() % 2 == 0) {
          world_.Track(order.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
        }
    }
    world_.Advance(absl::Hours(random() % 30));
  }
  // Some of it happens by itself.
  world_.Advance(absl::Hours(24 * 12));
  const Day last = Today("America/New_York");

  std::map<Day, std::map<v1::OrderState::Value, int64_t>> orders;
  std::map<Day, int64_t> paid;
  std::map<Day, int64_t> released;
  for (const std::string& name : names) {
    const Order order = world_.Get(name);
    ++orders[DayOf(FromProto(order.create_time()), zone)][order.state()];
    for (const LedgerEntry& entry : world_.Ledger(name)) {
      const Day day = DayOf(FromProto(entry.create_time()), zone);
      if (entry.kind() == LedgerEntry::PAID_IN) paid[day] += entry.goods_minor();
      if (entry.kind() == LedgerEntry::RELEASED) released[day] += entry.goods_minor();
    }
  }
  ASSERT_FALSE(released.empty());
  for (const bool rebuilt : {false, true}) {
    if (rebuilt) {
      figures::v1::RebuildFiguresRequest request;
      request.set_parent("shops/s");
      request.set_request_id("rebuild");
      ASSERT_THAT(world_.Write<figures::v1::FigureState>(request, figures::RebuildFigures), IsOk());
    }
    int64_t held = 0;
    for (Day day = first; day <= last; ++day) {
      const OrderFigures figures = world_.Figures(PeriodOf(day, day));
      std::map<v1::OrderState::Value, int64_t> states;
      for (const OrderFigures::StateCount& count : figures.orders_by_state()) {
        states[count.state()] = count.orders();
      }
      EXPECT_EQ(states, orders[day]) << CivilDayOf(day);
      EXPECT_EQ(figures.paid_minor(), paid[day]) << CivilDayOf(day);
      EXPECT_EQ(figures.escrow().released(), released[day]) << CivilDayOf(day);
      held += paid[day] - released[day];
      EXPECT_EQ(figures.escrow().held(), held) << CivilDayOf(day);
    }
    OrderFigures all = world_.Figures();
    OrderFigures of_days = world_.Figures(PeriodOf(first, last));
    EXPECT_THAT(all, EqualsProto(of_days));
    EXPECT_EQ(all.orders(), static_cast<int64_t>(names.size()));
  }
}

}  // namespace
}  // namespace shopdesk::orders
