#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// Days, weeks and months of a shop's time zone.
namespace shopdesk::feedback::domain {

// A civil day of the shop's time zone: the number of days since 1970-01-01.
using Day = int64_t;

// First and last included.
struct DayRange {
  Day first = 0;
  Day last = 0;
};

// Start included, end excluded.
struct TimeSpan {
  absl::Time start;
  absl::Time end;
};

// The IANA zone of that name; INVALID_ARGUMENT naming `field` if there is none.
absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name,
                                        absl::string_view field = "policy.time_zone");

Day DayOf(absl::Time time, const absl::TimeZone& zone);
absl::CivilDay CivilDayOf(Day day);
// The first moment of a day.
absl::Time StartOf(Day day, const absl::TimeZone& zone);
// 1 Monday to 7 Sunday.
int WeekdayOf(Day day);

// "YYYY-MM-DD" of a day that exists; INVALID_ARGUMENT (date) otherwise.
absl::StatusOr<Day> ParseDay(absl::string_view text);

// The day, the week from Monday to Sunday, or the calendar month that `day` is in.
DayRange PeriodOf(v1::GetScorecardRequest::Period period, Day day);
// The calendar month that `time` is in.
TimeSpan MonthOf(absl::Time time, const absl::TimeZone& zone);
// The same day six calendar months earlier, or the last day of that month if it is shorter.
Day SixMonthsBefore(Day day);

}  // namespace shopdesk::feedback::domain
