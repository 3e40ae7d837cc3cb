#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "services/feedback/domain/shop/calendar.h"
#include "shopdesk/feedback/v1/review.pb.h"

// The detailed seller ratings. They are kept as counts by day, so that six months are some hundred
// rows, and are never touched by a change of a review's text or grade.
namespace shopdesk::feedback::domain {

// What is counted. Numbers are stored: never change them.
enum class Dimension : int64_t { kGrade = 0, kDescription = 1, kService = 2, kDelivery = 3 };

// One cell of the counts: of kGrade, `score` is the grade.
struct RatingKey {
  Day day = 0;
  Dimension dimension = Dimension::kGrade;
  int64_t score = 0;
  friend bool operator<(const RatingKey& a, const RatingKey& b) {
    return std::tie(a.day, a.dimension, a.score) < std::tie(b.day, b.dimension, b.score);
  }
};
using RatingCounts = std::map<RatingKey, int64_t>;

// Adds the answered scores, `sign` times; 0 is no answer.
void CountScores(Day day, const v1::Scores& scores, int64_t sign, RatingCounts& counts);
void CountGrade(Day day, v1::Grade::Value grade, int64_t sign, RatingCounts& counts);
// All that a review adds, `sign` times: its grade, and its scores if they count; nothing once it is
// removed.
void CountRatings(Day day, const v1::Review& review, int64_t sign, RatingCounts& counts);

// Adds `count` answers of a cell, whatever its day.
void AddToRatings(Dimension dimension, int64_t score, int64_t count, v1::Ratings& ratings);
// Fills in the means and makes empty distributions five zeros.
void FinishRatings(v1::Ratings& ratings);

// sum / count with one decimal, rounded half up: 96 / 20 is "4.8". Empty for no answers.
std::string MeanOf(int64_t sum, int64_t count);

// The days that count at `moment`: after the same day six months before, to the present one.
DayRange RatingDays(absl::Time moment, const absl::TimeZone& zone);

// How many days differ between what is kept and what the reviews say.
int64_t DifferingDays(const RatingCounts& kept, const RatingCounts& counted);

}  // namespace shopdesk::feedback::domain
