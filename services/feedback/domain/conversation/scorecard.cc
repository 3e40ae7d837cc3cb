#include "services/feedback/domain/conversation/scorecard.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/ratio.h"

namespace shopdesk::feedback::domain {
namespace {

enum class Compare { kAtLeast, kBelow };

// A number that need not be whole.
struct Ratio {
  int64_t numerator = 0;
  int64_t denominator = 1;
};

// A figure that is to be at least, or below, the target; no data where its denominator is 0. Shown
// are rounded numbers, compared are the exact ones: 9,999.5 of 10,000 is shown as 10,000 and is not
// all of them.
v1::Figure RatioFigure(const char* key, const char* unit, Compare compare, const Ratio& target,
                       const Ratio& value) {
  v1::Figure figure;
  figure.set_key(key);
  figure.set_unit(unit);
  figure.set_target(HalfUp(target.numerator, target.denominator));
  figure.set_comparison(compare == Compare::kAtLeast ? "at_least" : "below");
  figure.set_sample_size(value.denominator);
  if (value.denominator == 0) {
    figure.set_verdict(v1::Figure::NO_DATA);
    return figure;
  }
  figure.set_value(HalfUp(value.numerator, value.denominator));
  const bool below = value.numerator * target.denominator < target.numerator * value.denominator;
  figure.set_verdict(below == (compare == Compare::kBelow) ? v1::Figure::PASS : v1::Figure::FAIL);
  return figure;
}

v1::Figure OnlineFigure(const v1::Agent& agent, const v1::Policy& policy,
                        const OnlineTime& online) {
  const int64_t days = online.worked_days;
  const int64_t usual = HasNightShiftsOnly(agent) ? policy.target_online_night_seconds()
                                                  : policy.target_online_day_seconds();
  const Ratio target = days == 0 ? Ratio{usual} : Ratio{online.target_seconds, days};
  return RatioFigure("online_time", "seconds", Compare::kAtLeast, target, {online.seconds, days});
}

}  // namespace

OnlineTime OnlineTimeOf(const v1::Agent& agent, const v1::Policy& policy, DayRange days,
                        std::vector<TimeSpan> sessions, const absl::TimeZone& zone) {
  OnlineTime online;
  const std::vector<TimeSpan> joined = Join(std::move(sessions));
  for (Day day = days.first; day <= days.last; ++day) {
    const absl::Time start = WorkdayStart(agent, day, zone);
    const absl::Time end = WorkdayStart(agent, day + 1, zone);
    absl::Duration sum;
    for (const TimeSpan& span : joined) {
      const absl::Duration inside = std::min(span.end, end) - std::max(span.start, start);
      sum += std::max(inside, absl::ZeroDuration());
    }
    if (sum == absl::ZeroDuration()) continue;
    ++online.worked_days;
    online.seconds += absl::ToInt64Seconds(sum);
    online.target_seconds += IsNightDay(agent, day) ? policy.target_online_night_seconds()
                                                    : policy.target_online_day_seconds();
  }
  return online;
}

std::vector<v1::Figure> FiguresOf(const v1::Agent& agent, const v1::Policy& policy,
                                  const Tally& tally, const OnlineTime& online) {
  return {
      RatioFigure("average_response", "ms", Compare::kBelow, {policy.target_response_ms()},
                  {tally.wait_ms, tally.responses}),
      RatioFigure("answer_ratio", "bps", Compare::kAtLeast, {policy.target_answer_bps()},
                  {tally.answered * kAllBps, tally.consultations}),
      OnlineFigure(agent, policy, online),
      RatioFigure("conversion", "bps", Compare::kAtLeast, {policy.target_conversion_bps()},
                  {tally.buyers_ordered * kAllBps, tally.buyers}),
      RatioFigure("order_errors", "bps", Compare::kBelow, {policy.target_error_bps()},
                  {tally.order_errors * kAllBps, tally.orders}),
      RatioFigure("knowledge_accuracy", "bps", Compare::kAtLeast, {policy.target_knowledge_bps()},
                  {tally.right_answers * kAllBps, tally.questions}),
  };
}

}  // namespace shopdesk::feedback::domain
