#include "services/feedback/domain/shop/calendar.h"

#include <algorithm>

namespace shopdesk::feedback::domain {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

}  // namespace

DayRange PeriodOf(v1::GetScorecardRequest::Period period, Day day) {
  switch (period) {
    case v1::GetScorecardRequest::WEEK: {
      const Day monday = day - (WeekdayOf(day) - 1);
      return {monday, monday + 6};
    }
    case v1::GetScorecardRequest::MONTH: {
      const absl::CivilMonth month(CivilDayOf(day));
      return {absl::CivilDay(month) - kEpoch, absl::CivilDay(month + 1) - kEpoch - 1};
    }
    default:
      return {day, day};
  }
}

TimeSpan MonthOf(absl::Time time, const absl::TimeZone& zone) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, zone);
  return {absl::FromCivil(month, zone), absl::FromCivil(month + 1, zone)};
}

Day SixMonthsBefore(Day day) {
  const absl::CivilDay civil = CivilDayOf(day);
  const absl::CivilMonth month = absl::CivilMonth(civil) - 6;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (civil.day() - 1), last) - kEpoch;
}

}  // namespace shopdesk::feedback::domain
