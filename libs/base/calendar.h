#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/error.h"
#include "shopdesk/type/v1/calendar.pb.h"

// Days and hours of a shop (shopdesk.type.v1.ShopCalendar).
namespace shopdesk {

// A civil day: the number of days since 1970-01-01.
using Day = int64_t;

// Start included, end excluded.
struct TimeSpan {
  absl::Time start;
  absl::Time end;
};

// The IANA zone of that name; INVALID_ARGUMENT naming `field` if there is none.
absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name,
                                        absl::string_view field = "policy.calendar.time_zone");

// The zone of a calendar that was checked; UTC if it names none.
absl::StatusOr<absl::TimeZone> ZoneOf(const type::v1::ShopCalendar& calendar);

Day DayOf(absl::Time time, const absl::TimeZone& zone);
absl::CivilDay CivilDayOf(Day day);
// The first moment of a day.
absl::Time StartOf(Day day, const absl::TimeZone& zone);
// That many minutes of the clock on the wall after midnight.
absl::Time MinuteOf(Day day, int minute, const absl::TimeZone& zone);
// 1 Monday to 7 Sunday.
int WeekdayOf(Day day);
// "YYYY-MM-DD" of a day that exists; INVALID_ARGUMENT naming `field` otherwise.
absl::StatusOr<Day> ParseDay(absl::string_view text, absl::string_view field = "date");

// The calendar that a shop starts with: UTC, always in service, quiet from 21:00 to 09:00.
type::v1::ShopCalendar DefaultCalendar();

// A shop's calendar, checked. Immutable. Who looks for hours that the calendar doesn't have gets
// the time kLongestLook ahead.
class Calendar {
 public:
  static constexpr absl::Duration kLongestLook = absl::Hours(400 * 24);

  // INVALID_ARGUMENT with all that is wrong.
  static absl::StatusOr<Calendar> Make(const type::v1::ShopCalendar& calendar);
  // Adds what is wrong, below `field`.
  static void Check(const type::v1::ShopCalendar& calendar, absl::string_view field,
                    Violations& violations);

  const absl::TimeZone& zone() const { return zone_; }
  Day DayOf(absl::Time time) const { return shopdesk::DayOf(time, zone_); }

  bool InService(absl::Time time) const;
  // When that much service time has passed since `start`; for none, the next moment of service.
  absl::Time AddServiceTime(absl::Time start, absl::Duration service) const;
  // How much of [start, end) is service time.
  absl::Duration ServiceTime(absl::Time start, absl::Time end) const;

  // Whether parcels leave on that day.
  bool IsShippingDay(Day day) const;
  // When that much time of shipping days, midnight to midnight, has passed since `start`.
  absl::Time AddShippingTime(absl::Time start, absl::Duration shipping) const;
  // The end of the nth day after `start`'s that is neither Saturday nor Sunday (unless worked) nor
  // a holiday.
  absl::Time AddBankingDays(absl::Time start, int days) const;

  // `time`, or the end of the quiet hours that it is in.
  absl::Time AfterQuiet(absl::Time time) const;
  // The first time at or after `time` when the clock on the wall shows that minute.
  absl::Time NextMinute(absl::Time time, int minute) const;

 private:
  Calendar() = default;
  // The day of the week that a day is worked like; 0 on a holiday.
  int WorkedAs(Day day) const;
  TimeSpan WholeDay(Day day) const;
  // The hours of service that begin on a day, in order, joined.
  std::vector<TimeSpan> ServiceOn(Day day) const;

  type::v1::ShopCalendar calendar_;
  absl::TimeZone zone_;
  // Holidays (0) and working days (the day of the week).
  absl::flat_hash_map<Day, int> special_days_;
};

// The spans in order of time with those that overlap or touch joined.
std::vector<TimeSpan> Join(std::vector<TimeSpan> spans);

}  // namespace shopdesk
