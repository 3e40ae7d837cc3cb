#include "libs/base/calendar.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk {
namespace {

using type::v1::ShopCalendar;

Day D(absl::string_view text) { return ParseDay(text).value(); }

TEST(CalendarTest, LoadsZonesByTheirNamesOnly) {
  EXPECT_TRUE(LoadZone("Asia/Shanghai").ok());
  EXPECT_TRUE(LoadZone("UTC").ok());
  for (const char* name : {"", "Mars/Olympus", "localtime", "/etc/localtime",
                           "../zoneinfo/Asia/Shanghai", "file:UTC"}) {
    const auto zone = LoadZone(name);
    EXPECT_EQ(zone.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(ReasonOf(zone.status()), "INVALID_ARGUMENT");
  }
}

TEST(CalendarTest, DaysAreOfTheZone) {
  const absl::TimeZone shanghai = LoadZone("Asia/Shanghai").value();
  const absl::Time time = absl::FromUnixSeconds(1700000000);  // 2023-11-14T22:13:20Z
  EXPECT_EQ(DayOf(time, absl::UTCTimeZone()), D("2023-11-14"));
  EXPECT_EQ(DayOf(time, shanghai), D("2023-11-15"));
  EXPECT_EQ(DayOf(StartOf(D("2023-11-15"), shanghai), shanghai), D("2023-11-15"));
  EXPECT_EQ(DayOf(StartOf(D("2023-11-15"), shanghai) - absl::Milliseconds(1), shanghai),
            D("2023-11-14"));
}

TEST(CalendarTest, ADayMayLackMidnight) {
  // Clocks in Santiago went from 00:00 to 01:00 on 2022-09-11.
  const absl::TimeZone santiago = LoadZone("America/Santiago").value();
  const absl::Time start = StartOf(D("2022-09-11"), santiago);
  EXPECT_EQ(DayOf(start, santiago), D("2022-09-11"));
  EXPECT_EQ(DayOf(start - absl::Seconds(1), santiago), D("2022-09-10"));
}

TEST(CalendarTest, ParsesDaysThatExist) {
  EXPECT_EQ(D("1970-01-01"), 0);
  EXPECT_EQ(D("1970-01-02"), 1);
  EXPECT_EQ(D("2024-02-29") + 1, D("2024-03-01"));
  for (const char* text : {"2023-02-29", "2023-13-01", "2023-1-1", "20230101", "", "2023-01-01 "}) {
    EXPECT_EQ(ParseDay(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(CalendarTest, Weekdays) {
  EXPECT_EQ(WeekdayOf(D("2023-11-13")), 1);
  EXPECT_EQ(WeekdayOf(D("2023-11-19")), 7);
}

// A desk in Shanghai that answers from 9 to 18 on weekdays and from 20 to 2 on Fridays, and sends
// parcels from Monday to Saturday; the first week of October 2023 is off, and Saturday the 7th is
// worked like a Monday.
ShopCalendar Desk() {
  ShopCalendar desk;
  desk.set_time_zone("Asia/Shanghai");
  ShopCalendar::Hours* office = desk.add_service_hours();
  for (const int weekday : {1, 2, 3, 4, 5}) office->add_weekdays(weekday);
  office->set_start_minute(9 * 60);
  office->set_end_minute(18 * 60);
  ShopCalendar::Hours* evening = desk.add_service_hours();
  evening->add_weekdays(5);
  evening->set_start_minute(20 * 60);
  evening->set_end_minute(2 * 60);
  for (const int weekday : {1, 2, 3, 4, 5, 6}) desk.add_shipping_weekdays(weekday);
  for (int day = 1; day <= 7; ++day) desk.add_holidays(absl::StrCat("2023-10-0", day));
  ShopCalendar::WorkingDay* worked = desk.add_working_days();
  worked->set_date("2023-10-07");
  worked->set_as_weekday(1);
  return desk;
}

class DeskTest : public ::testing::Test {
 protected:
  absl::Time At(absl::string_view text) const {
    absl::CivilSecond civil;
    EXPECT_TRUE(absl::ParseCivilTime(absl::StrCat(text, ":00"), &civil)) << text;
    return absl::FromCivil(civil, calendar_.zone());
  }

  const Calendar calendar_ = Calendar::Make(Desk()).value();
};

TEST_F(DeskTest, ServiceTimeCountsWhileTheDeskAnswers) {
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-14T10:00"), absl::Hours(4)),
            At("2023-11-14T14:00"));
  // Over night, over the weekend, and through the Friday evening that ends on Saturday.
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-14T16:00"), absl::Hours(4)),
            At("2023-11-15T11:00"));
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-17T17:00"), absl::Hours(4)),
            At("2023-11-17T23:00"));
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-18T01:00"), absl::Hours(2)),
            At("2023-11-20T10:00"));
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-14T09:00"), absl::Hours(9)),
            At("2023-11-14T18:00"));
}

TEST_F(DeskTest, NoServiceTimeIsTheNextMomentOfService) {
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-11-14T03:00"), absl::ZeroDuration()),
            At("2023-11-14T09:00"));
  EXPECT_TRUE(calendar_.InService(At("2023-11-18T01:59")));
  EXPECT_FALSE(calendar_.InService(At("2023-11-18T02:00")));
  EXPECT_FALSE(calendar_.InService(At("2023-11-14T18:00")));
}

TEST_F(DeskTest, HolidaysAreNotServed) {
  // From Thursday the 28th over the holidays to the worked Saturday.
  EXPECT_EQ(calendar_.AddServiceTime(At("2023-09-29T19:00"), absl::Hours(7)),
            At("2023-10-07T10:00"));
  EXPECT_EQ(calendar_.ServiceTime(At("2023-09-30T02:00"), At("2023-10-09T09:00")), absl::Hours(9));
}

TEST_F(DeskTest, ServiceTimeBetween) {
  EXPECT_EQ(calendar_.ServiceTime(At("2023-11-17T17:00"), At("2023-11-20T10:00")), absl::Hours(8));
  EXPECT_EQ(calendar_.ServiceTime(At("2023-11-18T03:00"), At("2023-11-19T23:00")),
            absl::ZeroDuration());
  EXPECT_EQ(calendar_.ServiceTime(At("2023-11-17T10:00"), At("2023-11-17T09:00")),
            absl::ZeroDuration());
}

TEST_F(DeskTest, ShippingTimeCountsShippingDays) {
  EXPECT_EQ(calendar_.AddShippingTime(At("2023-11-14T15:00"), absl::Hours(48)),
            At("2023-11-16T15:00"));
  // Sunday doesn't count.
  EXPECT_EQ(calendar_.AddShippingTime(At("2023-11-18T15:00"), absl::Hours(48)),
            At("2023-11-21T15:00"));
  EXPECT_EQ(calendar_.AddShippingTime(At("2023-11-19T12:00"), absl::Hours(24)),
            At("2023-11-21T00:00"));
  EXPECT_EQ(calendar_.AddShippingTime(At("2023-09-30T12:00"), absl::Hours(24)),
            At("2023-10-07T12:00"));
}

TEST_F(DeskTest, BankingDays) {
  EXPECT_EQ(calendar_.AddBankingDays(At("2023-11-16T10:00"), 3), At("2023-11-22T00:00"));
  EXPECT_EQ(calendar_.AddBankingDays(At("2023-11-18T10:00"), 1), At("2023-11-21T00:00"));
  EXPECT_EQ(calendar_.AddBankingDays(At("2023-09-29T10:00"), 2), At("2023-10-10T00:00"));
}

TEST_F(DeskTest, QuietHours) {
  EXPECT_EQ(calendar_.AfterQuiet(At("2023-11-14T20:59")), At("2023-11-14T20:59"));
  EXPECT_EQ(calendar_.AfterQuiet(At("2023-11-14T21:00")), At("2023-11-15T09:00"));
  EXPECT_EQ(calendar_.AfterQuiet(At("2023-11-15T08:59")), At("2023-11-15T09:00"));
  ShopCalendar loud = Desk();
  loud.set_quiet_start_minute(0);
  loud.set_quiet_end_minute(0);
  EXPECT_EQ(Calendar::Make(loud)->AfterQuiet(At("2023-11-15T03:00")), At("2023-11-15T03:00"));
}

// In Berlin 02:00 to 03:00 came twice on 29 October 2023, and not at all on 26 March.
TEST(CalendarTest, QuietHoursWhenTheClockIsSet) {
  ShopCalendar berlin;
  berlin.set_time_zone("Europe/Berlin");
  berlin.set_quiet_start_minute(22 * 60);
  berlin.set_quiet_end_minute(2 * 60 + 30);
  const Calendar calendar = *Calendar::Make(berlin);
  const auto utc = [](const char* text) {
    absl::Time time;
    std::string error;
    EXPECT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M", text, absl::UTCTimeZone(), &time, &error))
        << error;
    return time;
  };
  // 02:15 and, an hour later, 02:15 again.
  EXPECT_EQ(calendar.AfterQuiet(utc("2023-10-29T00:15")), utc("2023-10-29T01:30"));
  EXPECT_EQ(calendar.AfterQuiet(utc("2023-10-29T01:15")), utc("2023-10-29T01:30"));
  EXPECT_EQ(calendar.AfterQuiet(utc("2023-10-29T01:30")), utc("2023-10-29T01:30"));
  // 01:59, and the minute after, which is 03:00.
  EXPECT_EQ(calendar.AfterQuiet(utc("2023-03-26T00:59")), utc("2023-03-26T01:00"));
  EXPECT_EQ(calendar.AfterQuiet(utc("2023-03-26T01:00")), utc("2023-03-26T01:00"));
}

TEST_F(DeskTest, NextMinute) {
  EXPECT_EQ(calendar_.NextMinute(At("2023-11-14T14:00"), 15 * 60), At("2023-11-14T15:00"));
  EXPECT_EQ(calendar_.NextMinute(At("2023-11-14T15:00"), 15 * 60), At("2023-11-14T15:00"));
  EXPECT_EQ(calendar_.NextMinute(At("2023-11-14T15:01"), 15 * 60), At("2023-11-15T15:00"));
}

TEST_F(DeskTest, ACalendarWithoutHoursIsAlwaysInService) {
  ShopCalendar open;
  EXPECT_EQ(Calendar::Make(open)->AddServiceTime(At("2023-11-18T03:00"), absl::Hours(1)),
            At("2023-11-18T04:00"));
  open.set_time_zone("Asia/Shanghai");
  open.add_holidays("2023-11-18");
  EXPECT_EQ(Calendar::Make(open)->AddServiceTime(At("2023-11-17T23:00"), absl::Hours(2)),
            At("2023-11-19T01:00"));
}

TEST_F(DeskTest, WhatNeverComesIsFarAhead) {
  ShopCalendar never;
  never.add_service_hours()->add_weekdays(1);
  never.mutable_service_hours(0)->set_end_minute(1);
  const absl::Time start = At("2023-11-14T10:00");
  EXPECT_EQ(Calendar::Make(never)->AddServiceTime(start, absl::Hours(24)),
            start + Calendar::kLongestLook);
}

TEST(CalendarCheckTest, NamesAllThatIsWrong) {
  ShopCalendar bad;
  bad.set_time_zone("Mars/Olympus");
  bad.add_service_hours()->add_weekdays(8);
  bad.add_shipping_weekdays(2);
  bad.add_shipping_weekdays(2);
  bad.add_holidays("2023-02-29");
  bad.add_working_days()->set_date("tomorrow");
  Violations violations;
  Calendar::Check(bad, "policy.calendar", violations);
  const std::string message(violations.ToStatus().message());
  for (const char* field :
       {"policy.calendar.time_zone", "policy.calendar.service_hours[0].weekdays[0]",
        "policy.calendar.shipping_weekdays[1]", "policy.calendar.holidays[0]",
        "policy.calendar.working_days[0].date"}) {
    EXPECT_NE(message.find(field), std::string::npos) << field << " in " << message;
  }
  EXPECT_FALSE(Calendar::Make(bad).ok());
  Violations none;
  Calendar::Check(DefaultCalendar(), "policy.calendar", none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace shopdesk
