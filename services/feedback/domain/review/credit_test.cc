#include "services/feedback/domain/review/credit.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"

namespace shopdesk::feedback::domain {
namespace {

using ::testing::ElementsAre;
using v1::Grade;
using v1::Review;

constexpr absl::Duration kCreditDay = absl::Hours(24);
const absl::Time kMarch =
    absl::FromCivil(absl::CivilSecond(2024, 3, 1), absl::FixedTimeZone(8 * 3600));

Review Written(int number, Grade::Value grade, absl::Duration after,
               const std::string& product = "p") {
  Review review;
  review.set_name(absl::StrCat("shops/1/reviews/", 1000 + number, ".1"));
  review.set_product(absl::StrCat("shops/1/products/", product));
  review.set_grade(grade);
  *review.mutable_create_time() = ToProto(kMarch + after);
  return review;
}

// What they come to, in the order of their names.
std::vector<CreditOf> Judged(const std::vector<Review>& reviews) {
  std::vector<CreditOf> judged;
  const absl::TimeZone shanghai = absl::FixedTimeZone(8 * 3600);
  for (const auto& [name, what] :
       JudgeCredit(reviews, [&](absl::Time time) { return absl::ToCivilMonth(time, shanghai); })) {
    judged.push_back(what);
  }
  return judged;
}

TEST(CreditTest, TheSameOfAProductCountsOnceInFourteenDays) {
  EXPECT_THAT(
      Judged({Written(1, Grade::GOOD, absl::ZeroDuration()),
              Written(2, Grade::GOOD, 14 * kCreditDay - absl::Seconds(1)),
              Written(3, Grade::GOOD, 14 * kCreditDay), Written(4, Grade::GOOD, kCreditDay, "q"),
              Written(5, Grade::BAD, 2 * kCreditDay), Written(6, Grade::BAD, 3 * kCreditDay),
              Written(7, Grade::NEUTRAL, 3 * kCreditDay)}),
      ElementsAre(CreditOf::kGood, CreditOf::kRepeated, CreditOf::kGood, CreditOf::kGood,
                  CreditOf::kBad, CreditOf::kRepeated, CreditOf::kNeutral));
}

TEST(CreditTest, ABuyerMovesItBySixAMonthOfTheShop) {
  std::vector<Review> reviews;
  for (int i = 0; i < 8; ++i) {
    reviews.push_back(Written(i, Grade::GOOD, absl::Hours(i), absl::StrCat(i)));
  }
  // In the shop's February, and in UTC's.
  reviews.push_back(Written(8, Grade::GOOD, -absl::Hours(1), "before"));
  reviews.push_back(Written(9, Grade::BAD, absl::Hours(9), "bad"));
  reviews.push_back(Written(10, Grade::GOOD, absl::Hours(10), "room again"));
  EXPECT_THAT(Judged(reviews),
              ElementsAre(CreditOf::kGood, CreditOf::kGood, CreditOf::kGood, CreditOf::kGood,
                          CreditOf::kGood, CreditOf::kGood, CreditOf::kAboveMonth,
                          CreditOf::kAboveMonth, CreditOf::kGood, CreditOf::kBad, CreditOf::kGood));
}

TEST(CreditTest, WhatWasRemovedMakesRoomForWhatCameAfterIt) {
  std::vector<Review> reviews = {Written(1, Grade::BAD, absl::ZeroDuration()),
                                 Written(2, Grade::BAD, kCreditDay)};
  EXPECT_THAT(Judged(reviews), ElementsAre(CreditOf::kBad, CreditOf::kRepeated));
  reviews[0].set_state(Review::REMOVED);
  EXPECT_THAT(Judged(reviews), ElementsAre(CreditOf::kBad));
}

TEST(CreditTest, NoOrderOfTheNewsChangesIt) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<Review> reviews;
    for (int i = 0; i < 30; ++i) {
      reviews.push_back(Written(i, static_cast<Grade::Value>(1 + random() % 3),
                                absl::Hours(random() % (70 * 24)), absl::StrCat(random() % 12)));
    }
    const std::vector<CreditOf> once = Judged(reviews);
    std::shuffle(reviews.begin(), reviews.end(), random);
    EXPECT_EQ(Judged(reviews), once);
    std::map<absl::CivilMonth, int64_t> months;
    for (const auto& [name, what] : JudgeCredit(reviews, [](absl::Time time) {
           return absl::ToCivilMonth(time, absl::UTCTimeZone());
         })) {
      const auto found = std::find_if(reviews.begin(), reviews.end(),
                                      [&](const Review& review) { return review.name() == name; });
      int64_t& points =
          months[absl::ToCivilMonth(FromProto(found->create_time()), absl::UTCTimeZone())];
      points += what == CreditOf::kGood ? 1 : what == CreditOf::kBad ? -1 : 0;
    }
    for (const auto& [month, points] : months) EXPECT_LE(std::abs(points), 6) << month;
  }
}

}  // namespace
}  // namespace shopdesk::feedback::domain
