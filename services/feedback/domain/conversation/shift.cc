#include "services/feedback/domain/conversation/shift.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

constexpr int kMinutesPerDay = 24 * 60;

bool BeginsOn(const v1::Shift& shift, int weekday) {
  return absl::c_linear_search(shift.weekdays(), weekday);
}

}  // namespace

absl::Status CheckAgent(const v1::Agent& agent) {
  Violations violations;
  std::set<int> roles;
  for (int i = 0; i < agent.roles_size(); ++i) {
    const std::string field = absl::StrCat("agent.roles[", i, "]");
    if (!IsStaff(agent.roles(i))) violations.Add(field, "must be a role of people");
    if (!roles.insert(agent.roles(i)).second) violations.Add(field, "is given twice");
  }
  for (int i = 0; i < agent.shifts_size(); ++i) {
    std::set<int> days;
    for (int j = 0; j < agent.shifts(i).weekdays_size(); ++j) {
      const std::string field = absl::StrCat("agent.shifts[", i, "].weekdays[", j, "]");
      const int weekday = agent.shifts(i).weekdays(j);
      if (weekday < 1 || weekday > 7) violations.Add(field, "must be 1 (Monday) to 7 (Sunday)");
      if (!days.insert(weekday).second) violations.Add(field, "is given twice");
    }
  }
  return violations.ToStatus();
}

std::vector<TimeSpan> ShiftsOn(const v1::Agent& agent, Day day, const absl::TimeZone& zone) {
  std::vector<TimeSpan> spans;
  const int weekday = WeekdayOf(day);
  for (const v1::Shift& shift : agent.shifts()) {
    if (!BeginsOn(shift, weekday)) continue;
    const bool past_midnight = shift.end_minute() <= shift.start_minute();
    spans.push_back(
        {MinuteOf(day, shift.start_minute(), zone),
         MinuteOf(day, shift.end_minute() + (past_midnight ? kMinutesPerDay : 0), zone)});
  }
  return spans;
}

bool InShift(const v1::Agent& agent, absl::Time time, const absl::TimeZone& zone) {
  if (agent.shifts().empty()) return true;
  const Day today = DayOf(time, zone);
  for (Day day = today - 1; day <= today; ++day) {
    for (const TimeSpan& span : ShiftsOn(agent, day, zone)) {
      if (span.start <= time && time < span.end) return true;
    }
  }
  return false;
}

absl::Duration TimeInShift(const v1::Agent& agent, absl::Time start, absl::Time end,
                           const absl::TimeZone& zone) {
  end = std::min(end, start + kLongestWait);
  if (end <= start) return absl::ZeroDuration();
  if (agent.shifts().empty()) return end - start;
  std::vector<TimeSpan> spans;
  const Day last = DayOf(end, zone);
  for (Day day = DayOf(start, zone) - 1; day <= last; ++day) {
    for (const TimeSpan& span : ShiftsOn(agent, day, zone)) {
      const TimeSpan inside = {std::max(span.start, start), std::min(span.end, end)};
      if (inside.start < inside.end) spans.push_back(inside);
    }
  }
  absl::Duration sum;
  for (const TimeSpan& span : Join(std::move(spans))) sum += span.end - span.start;
  return sum;
}

absl::Time WorkdayStart(const v1::Agent& agent, Day day, const absl::TimeZone& zone) {
  absl::Time start = StartOf(day, zone);
  for (const TimeSpan& span : ShiftsOn(agent, day - 1, zone)) start = std::max(start, span.end);
  return start;
}

bool IsNightDay(const v1::Agent& agent, Day day) {
  const int weekday = WeekdayOf(day);
  bool any = false;
  for (const v1::Shift& shift : agent.shifts()) {
    if (!BeginsOn(shift, weekday)) continue;
    if (!shift.night()) return false;
    any = true;
  }
  return any || HasNightShiftsOnly(agent);
}

bool HasNightShiftsOnly(const v1::Agent& agent) {
  return !agent.shifts().empty() &&
         absl::c_all_of(agent.shifts(), [](const v1::Shift& shift) { return shift.night(); });
}

}  // namespace shopdesk::feedback::domain
