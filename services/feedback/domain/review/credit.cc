#include "services/feedback/domain/review/credit.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <tuple>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Grade;
using v1::Review;

// A stored number: never change it. By CreditOf.
constexpr FigureName kCreditFigure = 70;

// A buyer's grade of a product counts once in this time.
constexpr absl::Duration kRepeatWindow = absl::Hours(14 * 24);
// How far a buyer moves the credit in a month, up or down.
constexpr int64_t kMonthLimit = 6;

absl::Time WrittenAt(const Review& review) { return FromProto(review.create_time()); }

// One buyer's reviews so far, from the oldest on.
class CreditPair {
 public:
  CreditOf Judge(const Review& review, absl::CivilMonth month) {
    if (review.grade() != Grade::GOOD && review.grade() != Grade::BAD) return CreditOf::kNeutral;
    absl::optional<absl::Time>& last = last_[{review.product(), review.grade()}];
    const absl::Time time = WrittenAt(review);
    if (last.has_value() && time - *last < kRepeatWindow) return CreditOf::kRepeated;
    const bool good = review.grade() == Grade::GOOD;
    int64_t& points = months_[month];
    const int64_t moved = points + (good ? 1 : -1);
    if (std::abs(moved) > kMonthLimit) return CreditOf::kAboveMonth;
    points = moved;
    last = time;
    return good ? CreditOf::kGood : CreditOf::kBad;
  }

 private:
  // When the last that counts was written, by product and grade.
  std::map<std::pair<std::string, Grade::Value>, absl::optional<absl::Time>> last_;
  std::map<absl::CivilMonth, int64_t> months_;
};

}  // namespace

std::map<std::string, CreditOf> JudgeCredit(std::vector<Review> reviews, MonthAt month_at) {
  std::sort(reviews.begin(), reviews.end(), [](const Review& a, const Review& b) {
    return std::make_tuple(WrittenAt(a), a.name()) < std::make_tuple(WrittenAt(b), b.name());
  });
  CreditPair pair;
  std::map<std::string, CreditOf> judged;
  for (const Review& review : reviews) {
    if (review.state() == Review::REMOVED) continue;
    judged[review.name()] = pair.Judge(review, month_at(WrittenAt(review)));
  }
  return judged;
}

void CountCredit(const std::vector<Review>& reviews, Counts& counts) {
  const auto judged = JudgeCredit(
      reviews, [&](absl::Time time) { return absl::CivilMonth(CivilDayOf(counts.DayAt(time))); });
  for (const Review& review : reviews) {
    const auto found = judged.find(review.name());
    if (found == judged.end()) continue;
    counts.Add(WrittenAt(review), kCreditFigure, DimensionOf(static_cast<int64_t>(found->second)),
               1);
  }
}

v1::Credit CreditFigures(const Sums& sums) {
  const auto count = [&](CreditOf what) {
    return sums.Of(kCreditFigure, DimensionOf(static_cast<int64_t>(what)));
  };
  v1::Credit credit;
  credit.set_good(count(CreditOf::kGood));
  credit.set_bad(count(CreditOf::kBad));
  credit.set_points(credit.good() - credit.bad());
  credit.set_neutral(count(CreditOf::kNeutral));
  credit.set_repeated(count(CreditOf::kRepeated));
  credit.set_above_month(count(CreditOf::kAboveMonth));
  return credit;
}

}  // namespace shopdesk::feedback::domain
