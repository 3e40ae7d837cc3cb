#include "services/feedback/domain/shop/calendar.h"

#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

Day D(absl::string_view text) { return ParseDay(text).value(); }

TEST(CalendarTest, Periods) {
  const auto expect = [](v1::GetScorecardRequest::Period period, const char* day, const char* first,
                         const char* last) {
    const DayRange range = PeriodOf(period, D(day));
    EXPECT_EQ(CivilDayOf(range.first), CivilDayOf(D(first))) << day;
    EXPECT_EQ(CivilDayOf(range.last), CivilDayOf(D(last))) << day;
  };
  expect(v1::GetScorecardRequest::DAY, "2023-11-15", "2023-11-15", "2023-11-15");
  expect(v1::GetScorecardRequest::WEEK, "2023-11-15", "2023-11-13", "2023-11-19");
  expect(v1::GetScorecardRequest::WEEK, "2023-11-13", "2023-11-13", "2023-11-19");
  expect(v1::GetScorecardRequest::WEEK, "2023-11-19", "2023-11-13", "2023-11-19");
  expect(v1::GetScorecardRequest::MONTH, "2024-02-15", "2024-02-01", "2024-02-29");
  expect(v1::GetScorecardRequest::MONTH, "2023-12-31", "2023-12-01", "2023-12-31");
}

TEST(CalendarTest, MonthOfAMomentIsTheZones) {
  const absl::TimeZone shanghai = LoadZone("Asia/Shanghai").value();
  const absl::Time utc_october =
      absl::FromCivil(absl::CivilHour(2023, 10, 31, 17), absl::UTCTimeZone());
  const TimeSpan month = MonthOf(utc_october, shanghai);
  EXPECT_EQ(month.start, absl::FromCivil(absl::CivilDay(2023, 11, 1), shanghai));
  EXPECT_EQ(month.end, absl::FromCivil(absl::CivilDay(2023, 12, 1), shanghai));
  EXPECT_EQ(MonthOf(utc_october, absl::UTCTimeZone()).start,
            absl::FromCivil(absl::CivilDay(2023, 10, 1), absl::UTCTimeZone()));
}

TEST(CalendarTest, SixMonthsBeforeKeepsTheDayOrTakesTheMonthsLast) {
  EXPECT_EQ(SixMonthsBefore(D("2023-11-15")), D("2023-05-15"));
  EXPECT_EQ(SixMonthsBefore(D("2023-08-31")), D("2023-02-28"));
  EXPECT_EQ(SixMonthsBefore(D("2024-08-31")), D("2024-02-29"));
  EXPECT_EQ(SixMonthsBefore(D("2023-01-31")), D("2022-07-31"));
  EXPECT_EQ(SixMonthsBefore(D("2023-03-01")), D("2022-09-01"));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
