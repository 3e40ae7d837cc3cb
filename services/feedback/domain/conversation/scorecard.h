#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/feedback/domain/conversation/shift.h"
#include "services/feedback/domain/shop/calendar.h"
#include "shopdesk/feedback/v1/conversation.pb.h"
#include "shopdesk/feedback/v1/policy.pb.h"

// The agent's figures. Each has a value only where there is something to count: no data is never a
// pass.
namespace shopdesk::feedback::domain {

// What the consultations of a period add up to.
struct Tally {
  int64_t responses = 0;
  int64_t wait_ms = 0;
  int64_t consultations = 0;
  int64_t answered = 0;
  int64_t buyers = 0;
  // Of those, who ordered within a day of a consultation.
  int64_t buyers_ordered = 0;
  // The orders that he handled, and the errors in orders that he answers for.
  int64_t orders = 0;
  int64_t order_errors = 0;
  // What he was asked of the goods, and how much of it he knew.
  int64_t questions = 0;
  int64_t right_answers = 0;
};

// How long after a consultation an order is ascribed to it.
inline constexpr absl::Duration kConversionTime = absl::Hours(24);

struct OnlineTime {
  int64_t worked_days = 0;
  int64_t seconds = 0;
  // The sum of the worked days' targets.
  int64_t target_seconds = 0;
};

// The agent's time online in the working days of a period (WorkdayStart). Overlapping sessions
// count once; a day with any time online is worked.
OnlineTime OnlineTimeOf(const v1::Agent& agent, const v1::Policy& policy, DayRange days,
                        std::vector<TimeSpan> sessions, const absl::TimeZone& zone);

// The six figures, in a fixed order.
std::vector<v1::Figure> FiguresOf(const v1::Agent& agent, const v1::Policy& policy,
                                  const Tally& tally, const OnlineTime& online);

}  // namespace shopdesk::feedback::domain
