#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/feedback/domain/shop/calendar.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// Working hours of agents. An agent without shifts is always in shift.
namespace shopdesk::feedback::domain {

// INVALID_ARGUMENT naming what is wrong with the shifts or roles.
absl::Status CheckAgent(const v1::Agent& agent);

// The working hours that begin on a day, as they are given: they may overlap.
std::vector<TimeSpan> ShiftsOn(const v1::Agent& agent, Day day, const absl::TimeZone& zone);

bool InShift(const v1::Agent& agent, absl::Time time, const absl::TimeZone& zone);

// How much of [start, end) lies in the agent's shifts; what overlaps counts once. Of a span longer
// than kLongestWait only so much is looked at.
absl::Duration TimeInShift(const v1::Agent& agent, absl::Time start, absl::Time end,
                           const absl::TimeZone& zone);
inline constexpr absl::Duration kLongestWait = absl::Hours(31 * 24);

// When the agent's working day begins: midnight, or the end of a shift of the day before that goes
// on past midnight. A night shift belongs to the day on which it began.
absl::Time WorkdayStart(const v1::Agent& agent, Day day, const absl::TimeZone& zone);

// Whether the shifts that begin on that day are all night shifts (and there is one). On a day
// without any, whether all of the agent's shifts are.
bool IsNightDay(const v1::Agent& agent, Day day);
bool HasNightShiftsOnly(const v1::Agent& agent);

}  // namespace shopdesk::feedback::domain
