#include "services/orders/domain/care/compensation_effect.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/ratio.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/care/figure_names.h"

namespace shopdesk::orders::domain {
namespace {

using v1::Compensation;
using v1::CompensationEffect;

// The most that a policy's compensation_return_days says.
constexpr Day kMostReturnDays = 365;
// A share of fewer buyers says nothing.
constexpr int64_t kLeastBuyers = 10;

constexpr absl::CivilDay kFirstDay(1970, 1, 1);

// Since when a buyer has time to come back in a month, and why.
struct Anchor {
  Day day = 0;
  // CAUSE_UNSPECIFIED: he was given nothing.
  Compensation::Cause cause = Compensation::CAUSE_UNSPECIFIED;
};

absl::CivilMonth CivilMonthOf(Day day) { return absl::CivilMonth(CivilDayOf(day)); }

Day FirstDayOf(absl::CivilMonth month) { return absl::CivilDay(month) - kFirstDay; }

std::string DayText(Day day) { return absl::FormatCivilTime(CivilDayOf(day)); }

// The first of each month: of what he was given, else of what he ordered.
std::map<absl::CivilMonth, Anchor> AnchorsOf(const BuyerHistory& history,
                                             const std::set<Day>& placed, const Counts& counts) {
  std::vector<const Compensation*> given;
  for (const Compensation& one : history.given) given.push_back(&one);
  std::sort(given.begin(), given.end(), [](const Compensation* a, const Compensation* b) {
    return std::make_pair(FromProto(a->decide_time()), absl::string_view(a->name())) <
           std::make_pair(FromProto(b->decide_time()), absl::string_view(b->name()));
  });
  std::map<absl::CivilMonth, Anchor> anchors;
  for (const Compensation* one : given) {
    if (one->state() != Compensation::GIVEN) continue;
    const Day day = counts.DayAt(FromProto(one->decide_time()));
    anchors.emplace(CivilMonthOf(day), Anchor{day, one->cause()});
  }
  for (const Day day : placed) anchors.emplace(CivilMonthOf(day), Anchor{day});
  return anchors;
}

void SetShare(CompensationEffect::Group& group) {
  if (group.buyers() < kLeastBuyers) return;
  group.set_came_back_bps(
      static_cast<int32_t>(HalfUp(group.came_back() * kAllBps, group.buyers())));
}

}  // namespace

void CountBuyer(const BuyerHistory& history, Counts& counts) {
  if (history.placed.size() > kMostOrdersOfBuyer) return;
  std::set<Day> placed;
  for (const absl::Time time : history.placed) placed.insert(counts.DayAt(time));
  for (const auto& [month, anchor] : AnchorsOf(history, placed, counts)) {
    const int cause = static_cast<int>(anchor.cause);
    counts.AddOn(anchor.day, kBuyersOfMonthFigure, DimensionOf(cause), 1);
    const auto next = placed.upper_bound(anchor.day);
    if (next == placed.end() || *next - anchor.day > kMostReturnDays) continue;
    counts.AddOn(anchor.day, kBuyersBackFigure, DimensionOf(cause, *next - anchor.day), 1);
  }
}

absl::StatusOr<std::vector<Day>> MonthsOf(const type::v1::Period& period, Day today) {
  ASSIGN_OR_RETURN(const Days days, DaysOf(period));
  const bool ends = days.last != std::numeric_limits<Day>::max();
  const bool begins = days.first != std::numeric_limits<Day>::min();
  const absl::CivilMonth last = CivilMonthOf(ends ? days.last : today);
  const absl::CivilMonth first =
      begins ? CivilMonthOf(days.first) : last - (static_cast<int>(kMostMonths) - 1);
  if (last - first >= static_cast<int>(kMostMonths)) {
    return InvalidFieldError("period",
                             absl::StrCat("must lie in ", kMostMonths, " months at most"));
  }
  std::vector<Day> months;
  for (absl::CivilMonth month = first; month <= last; ++month) months.push_back(FirstDayOf(month));
  // A period that begins after the present month.
  if (months.empty()) months.push_back(FirstDayOf(first));
  return months;
}

CompensationEffect CompensationEffectOf(const std::vector<MonthSum>& buyers,
                                        const std::vector<MonthSum>& back, int days) {
  std::map<int, CompensationEffect::Group> groups;
  for (const MonthSum& sum : buyers) {
    CompensationEffect::Group& group = groups[NumberOf(sum.dimension)];
    group.set_buyers(group.buyers() + sum.value);
  }
  for (const MonthSum& sum : back) {
    if (NumberOf(sum.dimension, 1) > days) continue;
    CompensationEffect::Group& group = groups[NumberOf(sum.dimension)];
    group.set_came_back(group.came_back() + sum.value);
  }
  CompensationEffect effect;
  CompensationEffect::Group& compensated = *effect.mutable_compensated();
  effect.mutable_others();
  for (auto& [cause, group] : groups) {
    SetShare(group);
    if (cause == Compensation::CAUSE_UNSPECIFIED) {
      *effect.mutable_others() = group;
      continue;
    }
    group.set_cause(static_cast<Compensation::Cause>(cause));
    compensated.set_buyers(compensated.buyers() + group.buyers());
    compensated.set_came_back(compensated.came_back() + group.came_back());
    *effect.add_causes() = group;
  }
  SetShare(compensated);
  effect.set_days(days);
  return effect;
}

void AddAmounts(const Sums& sums, CompensationEffect& effect) {
  effect.mutable_compensated()->set_amount_minor(sums.Total(kCompensationMinorFigure));
  for (const auto& [dimension, minor] : sums.By(kCompensationMinorFigure)) {
    for (CompensationEffect::Group& group : *effect.mutable_causes()) {
      if (group.cause() != NumberOf(dimension)) continue;
      group.set_amount_minor(group.amount_minor() + minor);
    }
  }
}

void SetPeriod(const std::vector<Day>& months, Day today, CompensationEffect& effect) {
  effect.mutable_period()->set_first_day(DayText(months.front()));
  effect.mutable_period()->set_last_day(DayText(FirstDayOf(CivilMonthOf(months.back()) + 1) - 1));
  for (const Day month : months) {
    const Day last = FirstDayOf(CivilMonthOf(month) + 1) - 1;
    if (last + effect.days() < today) continue;
    effect.set_open_since_day(DayText(month));
    return;
  }
}

}  // namespace shopdesk::orders::domain
