#include "libs/base/calendar.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace shopdesk {
namespace {

using type::v1::ShopCalendar;

constexpr absl::CivilDay kEpoch(1970, 1, 1);
constexpr int kMinutesPerDay = 24 * 60;
constexpr int kQuietStart = 21 * 60;
constexpr int kQuietEnd = 9 * 60;
constexpr char kZoneNeeded[] = "must be the IANA name of a time zone, e.g. Asia/Shanghai";
constexpr char kWeekdayNeeded[] = "must be 1 (Monday) to 7 (Sunday)";
constexpr char kDayNeeded[] = "must be a day that exists, as YYYY-MM-DD";

// absl::LoadTimeZone also takes paths of files and the machine's own zone.
bool FindZone(absl::string_view name, absl::TimeZone* zone) {
  if (name.empty() || name == "localtime" || name.front() == '/') return false;
  if (absl::StrContains(name, "..")) return false;
  return absl::c_all_of(name,
                        [](char c) {
                          return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' ||
                                 c == '+';
                        }) &&
         absl::LoadTimeZone(name, zone);
}

bool FindDay(absl::string_view text, Day* day) {
  absl::CivilDay civil;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &civil)) return false;
  *day = civil - kEpoch;
  return absl::FormatCivilTime(civil) == std::string(text);
}

// From `start` to `end`, minutes of the clock on the wall; on the next day if it isn't later.
TimeSpan MinutesOf(Day day, int start, int end, const absl::TimeZone& zone) {
  return {MinuteOf(day, start, zone),
          MinuteOf(day, end <= start ? end + kMinutesPerDay : end, zone)};
}

template <class Weekdays>
void CheckWeekdays(const Weekdays& weekdays, absl::string_view field, Violations& violations) {
  std::set<int> seen;
  for (int i = 0; i < weekdays.size(); ++i) {
    const int weekday = weekdays.Get(i);
    if (weekday < 1 || weekday > 7)
      violations.Add(absl::StrCat(field, "[", i, "]"), kWeekdayNeeded);
    if (!seen.insert(weekday).second) {
      violations.Add(absl::StrCat(field, "[", i, "]"), "is given twice");
    }
  }
}

// When `left` of what lies in the spans has passed since `start`. `spans_on(day)`: those that begin
// on a day, in order; what two days share counts once.
template <class SpansOn>
absl::Time AddTimeIn(absl::Time start, absl::Duration left, const absl::TimeZone& zone,
                     SpansOn spans_on) {
  const absl::Time limit = start + Calendar::kLongestLook;
  absl::Time counted_to = start;
  for (Day day = DayOf(start, zone) - 1; StartOf(day, zone) < limit; ++day) {
    for (const TimeSpan& span : spans_on(day)) {
      const absl::Time from = std::max(span.start, counted_to);
      if (from >= span.end) continue;
      if (span.end - from >= left) return from + left;
      left -= span.end - from;
      counted_to = span.end;
    }
  }
  return limit;
}

}  // namespace

absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name, absl::string_view field) {
  absl::TimeZone zone;
  if (FindZone(name, &zone)) return zone;
  return InvalidFieldError(field, kZoneNeeded);
}

absl::StatusOr<absl::TimeZone> ZoneOf(const ShopCalendar& calendar) {
  if (calendar.time_zone().empty()) return absl::UTCTimeZone();
  return LoadZone(calendar.time_zone(), "calendar.time_zone");
}

Day DayOf(absl::Time time, const absl::TimeZone& zone) {
  return absl::ToCivilDay(time, zone) - kEpoch;
}

absl::CivilDay CivilDayOf(Day day) { return kEpoch + day; }

absl::Time StartOf(Day day, const absl::TimeZone& zone) {
  return absl::FromCivil(CivilDayOf(day), zone);
}

absl::Time MinuteOf(Day day, int minute, const absl::TimeZone& zone) {
  return absl::FromCivil(absl::CivilMinute(CivilDayOf(day)) + minute, zone);
}

int WeekdayOf(Day day) { return static_cast<int>(absl::GetWeekday(CivilDayOf(day))) + 1; }

absl::StatusOr<Day> ParseDay(absl::string_view text, absl::string_view field) {
  Day day;
  if (FindDay(text, &day)) return day;
  return InvalidFieldError(field, kDayNeeded);
}

ShopCalendar DefaultCalendar() {
  ShopCalendar calendar;
  calendar.set_time_zone("UTC");
  calendar.set_quiet_start_minute(kQuietStart);
  calendar.set_quiet_end_minute(kQuietEnd);
  return calendar;
}

void Calendar::Check(const ShopCalendar& calendar, absl::string_view field,
                     Violations& violations) {
  absl::TimeZone zone;
  if (!calendar.time_zone().empty() && !FindZone(calendar.time_zone(), &zone)) {
    violations.Add(absl::StrCat(field, ".time_zone"), kZoneNeeded);
  }
  for (int i = 0; i < calendar.service_hours_size(); ++i) {
    CheckWeekdays(calendar.service_hours(i).weekdays(),
                  absl::StrCat(field, ".service_hours[", i, "].weekdays"), violations);
  }
  CheckWeekdays(calendar.shipping_weekdays(), absl::StrCat(field, ".shipping_weekdays"),
                violations);
  Day day;
  for (int i = 0; i < calendar.holidays_size(); ++i) {
    if (!FindDay(calendar.holidays(i), &day)) {
      violations.Add(absl::StrCat(field, ".holidays[", i, "]"), kDayNeeded);
    }
  }
  for (int i = 0; i < calendar.working_days_size(); ++i) {
    if (!FindDay(calendar.working_days(i).date(), &day)) {
      violations.Add(absl::StrCat(field, ".working_days[", i, "].date"), kDayNeeded);
    }
  }
}

absl::StatusOr<Calendar> Calendar::Make(const ShopCalendar& calendar) {
  Violations violations;
  Check(calendar, "calendar", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Calendar made;
  made.calendar_ = calendar;
  ASSIGN_OR_RETURN(made.zone_, ZoneOf(calendar));
  if (!calendar.has_quiet_start_minute()) made.calendar_.set_quiet_start_minute(kQuietStart);
  if (!calendar.has_quiet_end_minute()) made.calendar_.set_quiet_end_minute(kQuietEnd);
  Day day;
  for (const std::string& holiday : calendar.holidays()) {
    if (FindDay(holiday, &day)) made.special_days_[day] = 0;
  }
  for (const ShopCalendar::WorkingDay& worked : calendar.working_days()) {
    if (FindDay(worked.date(), &day)) made.special_days_[day] = worked.as_weekday();
  }
  return made;
}

int Calendar::WorkedAs(Day day) const {
  const auto special = special_days_.find(day);
  return special != special_days_.end() ? special->second : WeekdayOf(day);
}

TimeSpan Calendar::WholeDay(Day day) const {
  return {StartOf(day, zone_), StartOf(day + 1, zone_)};
}

std::vector<TimeSpan> Calendar::ServiceOn(Day day) const {
  std::vector<TimeSpan> spans;
  const int weekday = WorkedAs(day);
  if (calendar_.service_hours().empty() && weekday != 0) return {WholeDay(day)};
  for (const ShopCalendar::Hours& hours : calendar_.service_hours()) {
    if (!absl::c_linear_search(hours.weekdays(), weekday)) continue;
    spans.push_back(MinutesOf(day, hours.start_minute(), hours.end_minute(), zone_));
  }
  return Join(std::move(spans));
}

bool Calendar::InService(absl::Time time) const {
  return AddServiceTime(time, absl::ZeroDuration()) == time;
}

absl::Time Calendar::AddServiceTime(absl::Time start, absl::Duration service) const {
  if (calendar_.service_hours().empty() && special_days_.empty()) return start + service;
  return AddTimeIn(start, service, zone_, [&](Day day) { return ServiceOn(day); });
}

absl::Duration Calendar::ServiceTime(absl::Time start, absl::Time end) const {
  end = std::min(end, start + kLongestLook);
  if (end <= start) return absl::ZeroDuration();
  if (calendar_.service_hours().empty() && special_days_.empty()) return end - start;
  absl::Duration sum;
  absl::Time counted_to = start;
  const Day last = DayOf(end);
  for (Day day = DayOf(start) - 1; day <= last; ++day) {
    for (const TimeSpan& span : ServiceOn(day)) {
      const absl::Time from = std::max(span.start, counted_to);
      const absl::Time to = std::min(span.end, end);
      if (from >= to) continue;
      sum += to - from;
      counted_to = to;
    }
  }
  return sum;
}

bool Calendar::IsShippingDay(Day day) const {
  const int weekday = WorkedAs(day);
  if (weekday == 0) return false;
  return calendar_.shipping_weekdays().empty() ||
         absl::c_linear_search(calendar_.shipping_weekdays(), weekday);
}

absl::Time Calendar::AddShippingTime(absl::Time start, absl::Duration shipping) const {
  if (calendar_.shipping_weekdays().empty() && special_days_.empty()) return start + shipping;
  return AddTimeIn(start, shipping, zone_, [&](Day day) {
    return IsShippingDay(day) ? std::vector<TimeSpan>{WholeDay(day)} : std::vector<TimeSpan>();
  });
}

absl::Time Calendar::AddBankingDays(absl::Time start, int days) const {
  Day day = DayOf(start);
  const Day last = day + kLongestLook / absl::Hours(24);
  while (days > 0 && day < last) {
    ++day;
    const int weekday = WorkedAs(day);
    if (weekday >= 1 && weekday <= 5) --days;
  }
  return StartOf(day + 1, zone_);
}

absl::Time Calendar::AfterQuiet(absl::Time time) const {
  const int start = calendar_.quiet_start_minute();
  const int end = calendar_.quiet_end_minute();
  if (start == end) return time;
  const Day today = DayOf(time);
  for (Day day = today - 1; day <= today; ++day) {
    TimeSpan quiet = MinutesOf(day, start, end, zone_);
    // Where the clock is set back over its end, the hour is quiet both times.
    const absl::TimeZone::TimeInfo repeated = zone_.At(absl::ToCivilSecond(quiet.end, zone_));
    if (repeated.kind == absl::TimeZone::TimeInfo::REPEATED) quiet.end = repeated.post;
    if (quiet.start <= time && time < quiet.end) return quiet.end;
  }
  return time;
}

absl::Time Calendar::NextMinute(absl::Time time, int minute) const {
  const Day today = DayOf(time);
  const absl::Time next = MinuteOf(today, minute, zone_);
  return next >= time ? next : MinuteOf(today + 1, minute, zone_);
}

std::vector<TimeSpan> Join(std::vector<TimeSpan> spans) {
  absl::c_sort(spans, [](const TimeSpan& a, const TimeSpan& b) { return a.start < b.start; });
  std::vector<TimeSpan> joined;
  for (const TimeSpan& span : spans) {
    if (!joined.empty() && span.start <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, span.end);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

}  // namespace shopdesk
