#pragma once

#include "absl/time/time.h"
#include "libs/base/calendar.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// Days, weeks and months of a shop's time zone.
namespace shopdesk::feedback::domain {

// First and last included.
struct DayRange {
  Day first = 0;
  Day last = 0;
};

// The day, the week from Monday to Sunday, or the calendar month that `day` is in.
DayRange PeriodOf(v1::GetScorecardRequest::Period period, Day day);
// The calendar month that `time` is in.
TimeSpan MonthOf(absl::Time time, const absl::TimeZone& zone);
// The same day six calendar months earlier, or the last day of that month if it is shorter.
Day SixMonthsBefore(Day day);

}  // namespace shopdesk::feedback::domain
