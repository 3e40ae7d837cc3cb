#include "services/feedback/domain/case/compensation_effect.h"

#include "libs/base/clock.h"
#include "libs/base/ratio.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::CompensationEffect;
using v1::ReviewCase;

// A stored number, beside those of desk/figures.cc and review/credit.cc: never change it. By
// whether the buyer was compensated, 0 or 1, and CaseEffect.
constexpr FigureName kCaseEffectFigure = 80;

// What became of a case's review. Numbers are stored: never change them.
enum class CaseEffect : int { kUnchanged = 0, kImproved = 1, kImprovedBefore = 2 };

// A share of fewer cases says nothing.
constexpr int64_t kLeastCases = 10;

// GOOD is better than NEUTRAL, that better than BAD.
int RankOf(v1::Grade::Value grade) {
  switch (grade) {
    case v1::Grade::GOOD:
      return 3;
    case v1::Grade::NEUTRAL:
      return 2;
    default:
      return 1;
  }
}

CaseEffect EffectOf(const ReviewCase& review_case) {
  const bool improved = review_case.has_review_change_time() &&
                        RankOf(review_case.changed_grade()) > RankOf(review_case.grade());
  if (!improved) return CaseEffect::kUnchanged;
  const bool before =
      review_case.has_compensate_time() &&
      FromProto(review_case.review_change_time()) < FromProto(review_case.compensate_time());
  return before ? CaseEffect::kImprovedBefore : CaseEffect::kImproved;
}

CompensationEffect::Group GroupOf(const Sums& sums, int compensated) {
  const auto count = [&](CaseEffect effect) {
    return sums.Of(kCaseEffectFigure, DimensionOf(compensated, static_cast<int>(effect)));
  };
  CompensationEffect::Group group;
  group.set_improved(count(CaseEffect::kImproved));
  group.set_improved_before(count(CaseEffect::kImprovedBefore));
  group.set_cases(count(CaseEffect::kUnchanged) + group.improved() + group.improved_before());
  if (group.cases() >= kLeastCases) {
    group.set_improved_bps(static_cast<int32_t>(HalfUp(group.improved() * kAllBps, group.cases())));
  }
  return group;
}

}  // namespace

bool NoteCompensated(ReviewCase& review_case, const absl::optional<Compensated>& compensated,
                     absl::Time now) {
  ReviewCase noted = review_case;
  noted.clear_compensate_time();
  noted.clear_compensated();
  if (compensated.has_value()) {
    *noted.mutable_compensate_time() = ToProto(compensated->first);
    *noted.mutable_compensated() = compensated->total;
  }
  if (noted.SerializeAsString() == review_case.SerializeAsString()) return false;
  *noted.mutable_update_time() = ToProto(now);
  review_case = noted;
  return true;
}

void CountCaseEffect(const ReviewCase& review_case, Counts& counts) {
  if (review_case.state() == ReviewCase::MALICIOUS) return;
  counts.Add(FromProto(review_case.create_time()), kCaseEffectFigure,
             DimensionOf(review_case.has_compensate_time() ? 1 : 0,
                         static_cast<int>(EffectOf(review_case))),
             1);
}

CompensationEffect CompensationEffectOf(const Sums& sums) {
  CompensationEffect effect;
  *effect.mutable_compensated() = GroupOf(sums, 1);
  *effect.mutable_others() = GroupOf(sums, 0);
  return effect;
}

}  // namespace shopdesk::feedback::domain
