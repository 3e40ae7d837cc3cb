#include "services/feedback/verify/review.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/feedback/definition.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FinishedOrder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kTestTime;

constexpr sql::Statement kPutReview = {"feedback.put_review",
                                       "UPDATE reviews SET data = $2 WHERE id = $1"};
constexpr sql::Statement kDropReviews = {"feedback.drop_reviews", "DELETE FROM reviews"};
constexpr sql::Statement kDropCases = {"feedback.drop_cases", "DELETE FROM review_cases"};
constexpr sql::Statement kDropTrades = {"feedback.drop_trades", "DELETE FROM trades"};

class ReviewChecksTest : public testing::ServiceTest {
 protected:
  // As if it had been stored so.
  void Put(const v1::Review& review) { SpoilResource(*runtime_, kPutReview, review); }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*runtime_, AllChecks(), check);
  }
  // A review of an order that finished so many hours ago.
  v1::Review Say(const std::string& order, int hours, int score = 5) {
    orders_.Put(FinishedOrder(order, "b", kTestTime - absl::Hours(hours)));
    v1::SubmitReviewRequest request = ReviewOf(order, score);
    if (score == 1) {
      request.set_grade(v1::Grade::BAD);
      request.set_text("bad");
    }
    const auto review = Submit(request);
    EXPECT_OK(review);
    return review.value_or(v1::Review());
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewChecksTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewChecksTest, NothingIsFoundHoweverTradesBecomeKnown) {
  // The fourth of the month counts until the others are known.
  Say("o4", 1);
  for (int i = 1; i <= 3; ++i) Say(absl::StrCat("o", i), 10 - i);
  Say("o5", 1, 1);
  CatchUp();
  EXPECT_FALSE(GetReview("o4.1")->counted());
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(ReviewChecksTest, FindsScoresThatCountAgainstTheMonth) {
  for (int i = 1; i <= 4; ++i) Say(absl::StrCat("o", i), 10 - i);
  v1::Review review = *GetReview("o4.1");
  review.set_counted(true);
  Put(review);
  EXPECT_THAT(Findings("feedback.reviews"),
              ElementsAre("shops/1/reviews/o4.1: its scores count, and its trade is not among the "
                          "first 3 of its buyer's month"));
  review.set_counted(false);
  Put(review);
  review = *GetReview("o1.1");
  review.set_counted(false);
  Put(review);
  EXPECT_THAT(Findings("feedback.reviews"),
              ElementsAre("shops/1/reviews/o1.1: its scores don't count, and its trade is among "
                          "the first 3 of its buyer's month"));
  Spoil(*runtime_, kDropTrades);
  EXPECT_THAT(Findings("feedback.reviews"),
              Contains("shops/1/reviews/o1.1: nothing is known of shops/1/orders/o1"));
}

// The months of another zone begin at other times.
TEST_P(ReviewChecksTest, WhatWasCountedInAnotherZoneStays) {
  v1::Policy policy;
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  ASSERT_OK(SetPolicy(policy));
  // Four trades of 1 March there, the first of them of 29 February in UTC.
  const int since_month = 24 * 3 + 20;
  for (int i = 0; i < 4; ++i) Say(absl::StrCat("o", i), since_month - 12 * i);
  const bool counted = GetReview("o3.1")->counted();
  policy.mutable_calendar()->set_time_zone("UTC");
  ASSERT_OK(SetPolicy(policy));
  EXPECT_EQ(GetReview("o3.1")->counted(), counted);
  EXPECT_THAT(Findings("feedback.reviews"), IsEmpty());
}

TEST_P(ReviewChecksTest, FindsBadReviewsWithoutACaseAndCasesWithoutAReview) {
  Say("o", 1, 1);
  EXPECT_THAT(Findings("feedback.reviews"), IsEmpty());
  v1::ChangeReviewRequest change;
  change.set_name("shops/1/reviews/o.1");
  change.set_buyer("b");
  change.set_grade(v1::Grade::GOOD);
  ASSERT_OK(Write<v1::Review>(Call(), change, handlers::ChangeReview));
  EXPECT_THAT(Findings("feedback.reviews"), IsEmpty());
  Spoil(*runtime_, kDropCases);
  EXPECT_THAT(Findings("feedback.reviews"),
              ElementsAre("shops/1/reviews/o.1: it was bad when it was written, and has no case"));
  Say("p", 1, 1);
  Spoil(*runtime_, kDropReviews);
  EXPECT_THAT(Findings("feedback.cases"),
              ElementsAre(HasSubstr("shops/1/reviewCases/p.1: its review isn't there")));
}

}  // namespace
}  // namespace shopdesk::feedback
