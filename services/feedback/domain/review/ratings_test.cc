#include "services/feedback/domain/review/ratings.h"

#include "gtest/gtest.h"

namespace shopdesk::feedback::domain {
namespace {

v1::Scores MakeScores(int description, int service, int delivery) {
  v1::Scores scores;
  scores.set_description(description);
  scores.set_service(service);
  scores.set_delivery(delivery);
  return scores;
}

v1::Ratings RatingsOf(const RatingCounts& counts) {
  v1::Ratings ratings;
  for (const auto& [key, count] : counts) AddToRatings(key.dimension, key.score, count, ratings);
  FinishRatings(ratings);
  return ratings;
}

TEST(RatingsTest, NineteenFivesAndAOneAre4Point8) {
  RatingCounts counts;
  for (int i = 0; i < 19; ++i) CountScores(100 + i, MakeScores(5, 5, 5), 1, counts);
  CountScores(100, MakeScores(1, 1, 1), 1, counts);
  const v1::Ratings ratings = RatingsOf(counts);
  EXPECT_EQ(ratings.description().sum(), 96);
  EXPECT_EQ(ratings.description().count(), 20);
  EXPECT_EQ(ratings.description().mean(), "4.8");
  EXPECT_EQ(ratings.description().distribution(0), 1);
  EXPECT_EQ(ratings.description().distribution(4), 19);
}

TEST(RatingsTest, MeansAreRoundedHalfUp) {
  EXPECT_EQ(MeanOf(0, 0), "");
  EXPECT_EQ(MeanOf(5, 1), "5.0");
  EXPECT_EQ(MeanOf(89, 20), "4.5");  // 4.45
  EXPECT_EQ(MeanOf(444, 100), "4.4");
  EXPECT_EQ(MeanOf(4449, 1000), "4.4");
  EXPECT_EQ(MeanOf(995, 200), "5.0");  // 4.975
  EXPECT_EQ(MeanOf(1, 1), "1.0");
  EXPECT_EQ(MeanOf(4, 3), "1.3");
  EXPECT_EQ(MeanOf(5, 3), "1.7");
}

TEST(RatingsTest, MissingAnswersDontCount) {
  RatingCounts counts;
  CountScores(1, MakeScores(5, 0, 3), 1, counts);
  CountScores(1, MakeScores(0, 0, 4), 1, counts);
  const v1::Ratings ratings = RatingsOf(counts);
  EXPECT_EQ(ratings.description().count(), 1);
  EXPECT_EQ(ratings.service().count(), 0);
  EXPECT_EQ(ratings.service().mean(), "");
  EXPECT_EQ(ratings.service().distribution_size(), 5);
  EXPECT_EQ(ratings.delivery().count(), 2);
  EXPECT_EQ(ratings.delivery().mean(), "3.5");
}

TEST(RatingsTest, GradesAreCountedApart) {
  RatingCounts counts;
  CountGrade(1, v1::Grade::GOOD, 1, counts);
  CountGrade(1, v1::Grade::GOOD, 1, counts);
  CountGrade(2, v1::Grade::BAD, 1, counts);
  CountGrade(2, v1::Grade::BAD, -1, counts);
  CountGrade(2, v1::Grade::NEUTRAL, 1, counts);
  const v1::Ratings ratings = RatingsOf(counts);
  EXPECT_EQ(ratings.good_count(), 2);
  EXPECT_EQ(ratings.neutral_count(), 1);
  EXPECT_EQ(ratings.bad_count(), 0);
  EXPECT_EQ(ratings.description().count(), 0);
}

TEST(RatingsTest, SixMonthsEndToday) {
  const absl::Time noon = absl::FromCivil(absl::CivilHour(2023, 11, 15, 12), absl::UTCTimeZone());
  const DayRange days = RatingDays(noon, absl::UTCTimeZone());
  EXPECT_EQ(CivilDayOf(days.first), absl::CivilDay(2023, 5, 16));
  EXPECT_EQ(CivilDayOf(days.last), absl::CivilDay(2023, 11, 15));
}

TEST(RatingsTest, DifferingDaysAreCountedOnce) {
  RatingCounts kept;
  CountScores(1, MakeScores(5, 5, 5), 1, kept);
  CountScores(2, MakeScores(5, 5, 5), 1, kept);
  RatingCounts counted = kept;
  EXPECT_EQ(DifferingDays(kept, counted), 0);
  CountScores(2, MakeScores(4, 4, 4), 1, counted);
  CountScores(3, MakeScores(1, 0, 0), 1, counted);
  EXPECT_EQ(DifferingDays(kept, counted), 2);
  EXPECT_EQ(DifferingDays(counted, kept), 2);
  counted = kept;
  CountScores(9, MakeScores(1, 0, 0), 1, counted);
  CountScores(9, MakeScores(1, 0, 0), -1, counted);
  EXPECT_EQ(DifferingDays(kept, counted), 0) << "a cell of 0 is the same as none";
}

}  // namespace
}  // namespace shopdesk::feedback::domain
