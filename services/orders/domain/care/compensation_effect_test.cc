#include "services/orders/domain/care/compensation_effect.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/care/figure_names.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Compensation;

absl::TimeZone Shanghai() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &zone));
  return zone;
}

absl::Time OnDay(int month, int day, int hour = 12) {
  return absl::FromCivil(absl::CivilHour(2024, month, day, hour), Shanghai());
}

Day CivilDayNumber(int year, int month, int day) {
  return absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1);
}

Compensation GivenOn(absl::Time time, Compensation::Cause cause,
                     Compensation::State state = Compensation::GIVEN) {
  Compensation compensation;
  compensation.set_name(absl::StrCat("shops/s/orders/o/compensations/", absl::ToUnixSeconds(time)));
  compensation.set_cause(cause);
  compensation.set_state(state);
  *compensation.mutable_decide_time() = ToProto(time);
  return compensation;
}

// "<day> <figure> <dimension> <value>" of each figure.
std::vector<std::string> MonthsCounted(const BuyerHistory& history) {
  const ZoneHistory zones({{absl::InfinitePast(), Shanghai()}});
  Counts counts(zones);
  CountBuyer(history, counts);
  std::vector<std::string> texts;
  for (const auto& [key, value] : counts.added()) {
    texts.push_back(absl::StrCat(absl::FormatCivilTime(CivilDayOf(key.day)), " ",
                                 key.name == kBuyersBackFigure ? "back " : "", key.dimension, " ",
                                 value));
  }
  return texts;
}

TEST(CompensationEffectTest, WhoWasGivenNothingCountsFromHisFirstOrderOfTheMonth) {
  EXPECT_THAT(MonthsCounted({}), IsEmpty());
  EXPECT_THAT(MonthsCounted({.placed = {OnDay(3, 4), OnDay(3, 4, 23)}}),
              ElementsAre("2024-03-04 0 1"))
      << "the same day is no return";
  EXPECT_THAT(MonthsCounted({.placed = {OnDay(3, 9), OnDay(3, 4)}}),
              ElementsAre("2024-03-04 0 1", "2024-03-04 back 0/5 1"))
      << "in whatever order, once a month";
  EXPECT_THAT(MonthsCounted({.placed = {OnDay(3, 31, 23), OnDay(4, 1, 1)}}),
              ElementsAre("2024-03-31 0 1", "2024-03-31 back 0/1 1", "2024-04-01 0 1"))
      << "days and months of the shop";
}

TEST(CompensationEffectTest, WhoWasGivenSomethingCountsFromThenOn) {
  EXPECT_THAT(MonthsCounted({.placed = {OnDay(3, 4), OnDay(3, 6)},
                             .given = {GivenOn(OnDay(3, 5), Compensation::LATE)}}),
              ElementsAre("2024-03-05 1 1", "2024-03-05 back 1/1 1"));
  EXPECT_THAT(MonthsCounted({.placed = {OnDay(3, 4), OnDay(3, 5, 23)},
                             .given = {GivenOn(OnDay(3, 9), Compensation::GOODWILL),
                                       GivenOn(OnDay(3, 5), Compensation::LATE)}}),
              ElementsAre("2024-03-05 1 1"))
      << "by the first, and neither before it nor on its day";
  EXPECT_THAT(
      MonthsCounted({.placed = {OnDay(3, 4)},
                     .given = {GivenOn(OnDay(4, 2), Compensation::GOODS),
                               GivenOn(OnDay(3, 9), Compensation::GOODS, Compensation::DECLINED)}}),
      ElementsAre("2024-03-04 0 1", "2024-04-02 4 1"))
      << "each month by itself; what was declined is nothing";
}

TEST(CompensationEffectTest, AYearLaterIsNoReturnAndAChannelNoBuyer) {
  BuyerHistory late{.placed = {OnDay(1, 4), OnDay(1, 4) + absl::Hours(24 * 366)}};
  EXPECT_THAT(MonthsCounted(late), ElementsAre("2024-01-04 0 1", "2025-01-04 0 1"));
  late.placed[1] = OnDay(1, 4) + absl::Hours(24 * 365);
  EXPECT_THAT(MonthsCounted(late),
              ElementsAre("2024-01-04 0 1", "2024-01-04 back 0/365 1", "2025-01-03 0 1"));
  late.placed.assign(kMostOrdersOfBuyer, OnDay(1, 4));
  EXPECT_THAT(MonthsCounted(late), ElementsAre("2024-01-04 0 1"));
  late.placed.push_back(OnDay(1, 5));
  EXPECT_THAT(MonthsCounted(late), IsEmpty());
}

TEST(CompensationEffectTest, MonthsOfAPeriod) {
  const Day today = CivilDayNumber(2024, 3, 15);
  const auto months = [&](const std::string& first, const std::string& last) {
    type::v1::Period period;
    period.set_first_day(first);
    period.set_last_day(last);
    return MonthsOf(period, today);
  };
  EXPECT_THAT(*months("2024-02-29", "2024-03-01"),
              ElementsAre(CivilDayNumber(2024, 2, 1), CivilDayNumber(2024, 3, 1)));
  EXPECT_EQ(months("", "")->size(), 12u);
  EXPECT_EQ(months("", "")->front(), CivilDayNumber(2023, 4, 1));
  EXPECT_EQ(months("", "2024-01-31")->front(), CivilDayNumber(2023, 2, 1));
  EXPECT_EQ(months("2024-01-31", "")->back(), CivilDayNumber(2024, 3, 1));
  EXPECT_THAT(*months("2024-05-01", ""), ElementsAre(CivilDayNumber(2024, 5, 1)));
  EXPECT_EQ(months("2023-04-30", "2024-03-01")->size(), 12u);
  EXPECT_THAT(months("2023-03-31", "2024-03-01"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(months("2024-03-02", "2024-03-01"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(CompensationEffectTest, SharesOfThoseWhoCameBackInTime) {
  const std::vector<MonthSum> buyers = {
      {"0", 1, 40}, {"0", 2, 60}, {"1", 1, 12}, {"7", 1, 9}, {"7", 2, 2}};
  const std::vector<MonthSum> back = {
      {"0/1", 1, 10}, {"0/90", 2, 5}, {"0/91", 2, 7}, {"1/30", 1, 6}, {"7/200", 1, 3}};
  v1::CompensationEffect effect = CompensationEffectOf(buyers, back, 90);
  EXPECT_EQ(effect.others().buyers(), 100);
  EXPECT_EQ(effect.others().came_back(), 15);
  EXPECT_EQ(effect.others().came_back_bps(), 1500);
  ASSERT_EQ(effect.causes_size(), 2);
  EXPECT_EQ(effect.causes(0).cause(), Compensation::LATE);
  EXPECT_EQ(effect.causes(0).came_back_bps(), 5000);
  EXPECT_EQ(effect.causes(1).cause(), Compensation::GOODWILL);
  EXPECT_EQ(effect.causes(1).came_back_bps(), 0);
  EXPECT_TRUE(effect.causes(1).has_came_back_bps());
  EXPECT_EQ(effect.compensated().buyers(), 23);
  EXPECT_EQ(effect.compensated().came_back(), 6);
  EXPECT_EQ(effect.compensated().came_back_bps(), 2609);
  EXPECT_EQ(CompensationEffectOf(buyers, back, 200).compensated().came_back(), 9);

  Sums sums;
  sums.Add(kCompensationMinorFigure, "1/1", 700);
  sums.Add(kCompensationMinorFigure, "1/2", 300);
  sums.Add(kCompensationMinorFigure, "5/1", 50);
  AddAmounts(sums, effect);
  EXPECT_EQ(effect.causes(0).amount_minor(), 1000);
  EXPECT_EQ(effect.causes(1).amount_minor(), 0);
  EXPECT_EQ(effect.compensated().amount_minor(), 1050);

  const v1::CompensationEffect few = CompensationEffectOf({{"1", 1, 9}}, {{"1/1", 1, 9}}, 90);
  EXPECT_EQ(few.compensated().came_back(), 9);
  EXPECT_FALSE(few.compensated().has_came_back_bps()) << "too few to say anything";
  EXPECT_FALSE(few.others().has_came_back_bps());
}

TEST(CompensationEffectTest, WhoStillHasTime) {
  v1::CompensationEffect effect;
  effect.set_days(30);
  SetPeriod({CivilDayNumber(2024, 1, 1), CivilDayNumber(2024, 2, 1)}, CivilDayNumber(2024, 3, 30),
            effect);
  EXPECT_EQ(effect.period().first_day(), "2024-01-01");
  EXPECT_EQ(effect.period().last_day(), "2024-02-29");
  EXPECT_EQ(effect.open_since_day(), "2024-02-01") << "until the end of 30 March";
  v1::CompensationEffect over;
  over.set_days(30);
  SetPeriod({CivilDayNumber(2024, 1, 1), CivilDayNumber(2024, 2, 1)}, CivilDayNumber(2024, 3, 31),
            over);
  EXPECT_EQ(over.open_since_day(), "");
}

}  // namespace
}  // namespace shopdesk::orders::domain
