#include "services/feedback/domain/calendar.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

// absl::LoadTimeZone also takes paths of files and the machine's own zone.
bool IsZoneName(absl::string_view name) {
  if (name.empty() || name == "localtime" || name.front() == '/') return false;
  if (absl::StrContains(name, "..")) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name, absl::string_view field) {
  absl::TimeZone zone;
  if (IsZoneName(name) && absl::LoadTimeZone(name, &zone)) return zone;
  return InvalidFieldError(field, "must be the IANA name of a time zone, e.g. Asia/Shanghai");
}

Day DayOf(absl::Time time, const absl::TimeZone& zone) {
  return absl::ToCivilDay(time, zone) - kEpoch;
}

absl::CivilDay CivilDayOf(Day day) { return kEpoch + day; }

absl::Time StartOf(Day day, const absl::TimeZone& zone) {
  return absl::FromCivil(CivilDayOf(day), zone);
}

int WeekdayOf(Day day) { return static_cast<int>(absl::GetWeekday(CivilDayOf(day))) + 1; }

absl::StatusOr<Day> ParseDay(absl::string_view text) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day) &&
      absl::FormatCivilTime(day) == std::string(text)) {
    return day - kEpoch;
  }
  return InvalidFieldError("date", "must be a day that exists, as YYYY-MM-DD");
}

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
