#include "services/feedback/domain/scorecard.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/feedback/domain/basis_points.h"

namespace shopdesk::feedback::domain {
namespace {

enum class Compare { kAtMost, kAtLeast, kBelow };

const char* NameOf(Compare compare) {
  if (compare == Compare::kAtMost) return "at_most";
  return compare == Compare::kAtLeast ? "at_least" : "below";
}

bool Passes(Compare compare, int64_t value, int64_t target) {
  if (compare == Compare::kAtMost) return value <= target;
  return compare == Compare::kAtLeast ? value >= target : value < target;
}

// A figure whose exact value is numerator / denominator; no data where the denominator is 0. The
// value is rounded so that it is on the same side of the (whole) target as the exact one: value and
// verdict never contradict each other.
v1::Figure RatioFigure(const char* key, const char* unit, Compare compare, int64_t target,
                       int64_t numerator, int64_t denominator) {
  v1::Figure figure;
  figure.set_key(key);
  figure.set_unit(unit);
  figure.set_target(target);
  figure.set_comparison(NameOf(compare));
  figure.set_sample_size(denominator);
  if (denominator == 0) {
    figure.set_verdict(v1::Figure::NO_DATA);
    return figure;
  }
  const int64_t up = compare == Compare::kAtMost ? denominator - 1 : 0;
  const int64_t value = (numerator + up) / denominator;
  figure.set_value(value);
  figure.set_verdict(Passes(compare, value, target) ? v1::Figure::PASS : v1::Figure::FAIL);
  return figure;
}

v1::Figure OnlineFigure(const v1::Agent& agent, const v1::Policy& policy,
                        const OnlineTime& online) {
  const int64_t days = online.worked_days;
  const int64_t usual = HasNightShiftsOnly(agent) ? policy.target_online_night_seconds()
                                                  : policy.target_online_day_seconds();
  // Rounded up, as the value is rounded down.
  const int64_t target = days == 0 ? usual : (online.target_seconds + days - 1) / days;
  return RatioFigure("online_time", "seconds", Compare::kAtLeast, target, online.seconds, days);
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
  // The knowledge quiz comes from a feature of catalog that has no data so far.
  const int64_t no_data = 0;
  return {
      RatioFigure("average_response", "ms", Compare::kAtMost, policy.target_response_millis(),
                  tally.wait_ms, tally.responses),
      RatioFigure("answer_ratio", "basis_points", Compare::kAtLeast,
                  policy.target_answer_basis_points(), tally.answered * kAllBps,
                  tally.consultations),
      OnlineFigure(agent, policy, online),
      RatioFigure("conversion", "basis_points", Compare::kAtLeast,
                  policy.target_conversion_basis_points(), tally.buyers_ordered * kAllBps,
                  tally.buyers),
      RatioFigure("order_errors", "basis_points", Compare::kBelow,
                  policy.target_error_basis_points(), tally.order_errors * kAllBps, tally.orders),
      RatioFigure("knowledge_accuracy", "basis_points", Compare::kAtLeast,
                  policy.target_knowledge_basis_points(), no_data, no_data),
  };
}

}  // namespace shopdesk::feedback::domain
