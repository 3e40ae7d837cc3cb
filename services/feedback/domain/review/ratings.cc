#include "services/feedback/domain/review/ratings.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "libs/base/ratio.h"

namespace shopdesk::feedback::domain {
namespace {

// Scores are from 1 to this.
constexpr int kScores = 5;

v1::Rating* RatingOf(Dimension dimension, v1::Ratings& ratings) {
  switch (dimension) {
    case Dimension::kDescription:
      return ratings.mutable_description();
    case Dimension::kService:
      return ratings.mutable_service();
    case Dimension::kDelivery:
      return ratings.mutable_delivery();
    case Dimension::kGrade:
      break;
  }
  return nullptr;
}

void AddGrade(int64_t grade, int64_t count, v1::Ratings& ratings) {
  if (grade == v1::Grade::GOOD) ratings.set_good_count(ratings.good_count() + count);
  if (grade == v1::Grade::NEUTRAL) ratings.set_neutral_count(ratings.neutral_count() + count);
  if (grade == v1::Grade::BAD) ratings.set_bad_count(ratings.bad_count() + count);
}

void PadDistribution(v1::Rating& rating) {
  while (rating.distribution_size() < kScores) rating.add_distribution(0);
}

// Days whose cells in `a` are not the same in `b`; a missing cell is 0.
void CollectDiffering(const RatingCounts& a, const RatingCounts& b, std::set<Day>& days) {
  for (const auto& [key, count] : a) {
    const auto other = b.find(key);
    if (count != (other == b.end() ? 0 : other->second)) days.insert(key.day);
  }
}

}  // namespace

void CountScores(Day day, const v1::Scores& scores, int64_t sign, RatingCounts& counts) {
  const auto add = [&](Dimension dimension, int32_t score) {
    if (score != 0) counts[{day, dimension, score}] += sign;
  };
  add(Dimension::kDescription, scores.description());
  add(Dimension::kService, scores.service());
  add(Dimension::kDelivery, scores.delivery());
}

void CountGrade(Day day, v1::Grade::Value grade, int64_t sign, RatingCounts& counts) {
  counts[{day, Dimension::kGrade, grade}] += sign;
}

void CountRatings(Day day, const v1::Review& review, int64_t sign, RatingCounts& counts) {
  if (review.state() == v1::Review::REMOVED) return;
  CountGrade(day, review.grade(), sign, counts);
  if (review.counted()) CountScores(day, review.scores(), sign, counts);
}

void AddToRatings(Dimension dimension, int64_t score, int64_t count, v1::Ratings& ratings) {
  v1::Rating* rating = RatingOf(dimension, ratings);
  if (rating == nullptr) return AddGrade(score, count, ratings);
  if (score < 1 || score > kScores) return;
  PadDistribution(*rating);
  rating->set_count(rating->count() + count);
  rating->set_sum(rating->sum() + score * count);
  rating->set_distribution(score - 1, rating->distribution(score - 1) + count);
}

void FinishRatings(v1::Ratings& ratings) {
  for (v1::Rating* rating :
       {ratings.mutable_description(), ratings.mutable_service(), ratings.mutable_delivery()}) {
    PadDistribution(*rating);
    rating->set_mean(MeanOf(rating->sum(), rating->count()));
  }
}

std::string MeanOf(int64_t sum, int64_t count) {
  if (count <= 0) return "";
  const int64_t tenths = HalfUp(10 * sum, count);
  return absl::StrCat(tenths / 10, ".", tenths % 10);
}

DayRange RatingDays(absl::Time moment, const absl::TimeZone& zone) {
  const Day today = DayOf(moment, zone);
  return {SixMonthsBefore(today) + 1, today};
}

int64_t DifferingDays(const RatingCounts& kept, const RatingCounts& counted) {
  std::set<Day> days;
  CollectDiffering(kept, counted, days);
  CollectDiffering(counted, kept, days);
  return static_cast<int64_t>(days.size());
}

}  // namespace shopdesk::feedback::domain
