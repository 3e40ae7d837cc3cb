#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::PlacedOrder;
using testing::StatusIs;

class SubmitReviewTest : public testing::ServiceTest {
 protected:
  void PutFinished(const std::string& id, absl::Time finished = kTestTime - absl::Hours(1)) {
    orders_.Put(FinishedOrder(id, "b", finished));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, SubmitReviewTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(SubmitReviewTest, IsSubmittedOnceAndCounted) {
  PutFinished("o");
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Submit(ReviewOf("o"), "r1"));
  EXPECT_EQ(review.name(), "shops/1/reviews/o.1");
  EXPECT_TRUE(review.counted());
  EXPECT_EQ(review.etag(), "v1");
  EXPECT_THAT(GetReview("o.1").value(), EqualsProto(review));
  ASSERT_OK_AND_ASSIGN(const v1::Review again, Submit(ReviewOf("o"), "r1"));
  EXPECT_THAT(again, EqualsProto(review));
  EXPECT_THAT(Submit(ReviewOf("o"), "r2"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK_AND_ASSIGN(const v1::Ratings ratings, Ratings());
  EXPECT_EQ(ratings.description().count(), 1);
  EXPECT_EQ(ratings.good_count(), 1);
  EXPECT_EQ(EventTypes(), (std::vector<std::string>{"policy.updated", "review.submitted"}));
}

TEST_P(SubmitReviewTest, TwoAtOnceMakeOne) {
  PutFinished("o");
  std::atomic<int> made{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto review = Submit(ReviewOf("o"));
      made += review.ok();
      refused += ReasonOf(review.status()) == "ALREADY_EXISTS";
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, 7);
  ASSERT_OK_AND_ASSIGN(const v1::Ratings ratings, Ratings());
  EXPECT_EQ(ratings.service().count(), 1);
}

TEST_P(SubmitReviewTest, TradesReviewedAtOnceCountThree) {
  for (int i = 0; i < 6; ++i) PutFinished(absl::StrCat("o", i), kTestTime - absl::Hours(10 - i));
  std::vector<std::thread> threads;
  for (int i = 5; i >= 0; --i) {
    threads.emplace_back([&, i] { EXPECT_THAT(Submit(ReviewOf(absl::StrCat("o", i))), IsOk()); });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_OK_AND_ASSIGN(const v1::Ratings ratings, Ratings());
  EXPECT_EQ(ratings.service().count(), 3);
  EXPECT_EQ(ratings.good_count(), 6);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(GetReview(absl::StrCat("o", i, ".1"))->counted(), i < 3) << i;
  }
  EXPECT_EQ(Rebuild()->differing_days(), 0);
}

TEST_P(SubmitReviewTest, Refusals) {
  EXPECT_THAT(Submit(ReviewOf("unknown")), HasReason("NOT_FOUND"));
  orders_.Put(PlacedOrder("placed", "b", kTestTime));
  EXPECT_THAT(Submit(ReviewOf("placed")), HasReason("NOT_FINISHED"));
  PutFinished("late", kTestTime - absl::Hours(15 * 24) - absl::Milliseconds(1));
  EXPECT_THAT(Submit(ReviewOf("late")), HasReason("WINDOW_OVER"));
  PutFinished("o");
  v1::SubmitReviewRequest request = ReviewOf("o");
  request.set_grade(v1::Grade::BAD);
  EXPECT_THAT(Submit(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request = ReviewOf("o");
  request.set_buyer("other");
  EXPECT_THAT(Submit(request), HasReason("NOT_FOUND"));
  request = ReviewOf("o");
  request.set_line(9);
  EXPECT_THAT(Submit(request), HasReason("NOT_FOUND"));
  request = ReviewOf("o");
  request.set_order("shops/2/orders/o");
  const int calls = orders_.calls();
  EXPECT_THAT(Submit(request), HasReason("UNKNOWN_SHOP"));
  EXPECT_EQ(orders_.calls(), calls) << "a shop that isn't here is nobody's business";
  orders_.Fail(UnavailableError("orders is down"));
  EXPECT_THAT(Submit(ReviewOf("o")), HasReason("UNAVAILABLE"));
  EXPECT_EQ(Ratings()->good_count(), 0);
}

TEST_P(SubmitReviewTest, TheShopReviewsBuyersOnce) {
  PutFinished("o");
  v1::ReviewBuyerRequest request;
  request.set_order("shops/1/orders/o");
  request.set_grade(v1::Grade::GOOD);
  request.set_text("prompt payer");
  ASSERT_OK_AND_ASSIGN(const v1::BuyerReview review,
                       (Workflow<v1::BuyerReview>(Call(), request, handlers::ReviewBuyer)));
  EXPECT_EQ(review.name(), "shops/1/buyerReviews/o");
  EXPECT_EQ(review.actor().id(), "agent-1");
  EXPECT_THAT((Workflow<v1::BuyerReview>(Call(), request, handlers::ReviewBuyer)),
              HasReason("ALREADY_EXISTS"));
  orders_.Put(PlacedOrder("placed", "b", kTestTime));
  request.set_order("shops/1/orders/placed");
  EXPECT_THAT((Workflow<v1::BuyerReview>(Call(), request, handlers::ReviewBuyer)),
              HasReason("NOT_FINISHED"));
}

TEST_P(SubmitReviewTest, TheShopReviewsBuyersByItselfIfThePolicySaysSo) {
  v1::Policy policy;
  policy.set_auto_review_buyer(true);
  ASSERT_OK(SetPolicy(policy));
  PutFinished("o");
  ASSERT_OK(Submit(ReviewOf("o")));
  v1::SubmitReviewRequest second = ReviewOf("o");
  second.set_line(2);
  ASSERT_OK(Submit(second)) << "it has reviewed him already";
  v1::ReviewBuyerRequest request;
  request.set_order("shops/1/orders/o");
  request.set_grade(v1::Grade::GOOD);
  EXPECT_THAT((Workflow<v1::BuyerReview>(Call(), request, handlers::ReviewBuyer)),
              HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(EventTypes(),
            (std::vector<std::string>{"policy.updated", "policy.updated", "review.submitted",
                                      "buyer_review.created", "review.submitted"}));
}

}  // namespace
}  // namespace shopdesk::feedback
