#include "services/feedback/domain/review/review.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

const absl::Time kFinished = absl::FromUnixSeconds(1700000000);
const absl::Time kDeadline = kFinished + absl::Hours(15 * 24);

orders::v1::Order FinishedOrder() {
  orders::v1::Order order;
  order.set_name("shops/1/orders/o.1");
  order.set_buyer("b");
  order.set_state(orders::v1::OrderState::TRADE_FINISHED);
  auto* paid = order.add_history();
  paid->set_state(orders::v1::OrderState::WAIT_SELLER_SEND_GOODS);
  *paid->mutable_time() = ToProto(kFinished - absl::Hours(48));
  auto* finished = order.add_history();
  finished->set_state(orders::v1::OrderState::TRADE_FINISHED);
  *finished->mutable_time() = ToProto(kFinished);
  for (int line = 1; line <= 2; ++line) {
    auto* added = order.add_lines();
    added->set_line(line);
    added->set_quantity(3);
    added->set_delivered(3);
    added->mutable_snapshot()->set_product("shops/1/products/p");
  }
  return order;
}

v1::SubmitReviewRequest ReviewRequest(int line = 1) {
  v1::SubmitReviewRequest request;
  request.set_order("shops/1/orders/o.1");
  request.set_line(line);
  request.set_buyer("b");
  request.set_grade(v1::Grade::GOOD);
  request.mutable_scores()->set_service(5);
  request.set_anonymous(true);
  return request;
}

std::string ReasonAt(const orders::v1::Order& order, const v1::SubmitReviewRequest& request,
                     absl::Time now = kFinished) {
  const absl::Status status = CheckReviewable(order, request, kDeadline, now);
  return status.ok() ? "OK" : ReasonOf(status);
}

v1::Review Submitted() {
  return MakeReview(ReviewRequest(), FinishedOrder(), "text", kFinished + absl::Hours(30 * 24),
                    kFinished);
}

TEST(ReviewTest, WhatTheBuyerKeeps) {
  orders::v1::Order order;
  EXPECT_FALSE(KeepsGoods(order));
  orders::v1::OrderLine* line = order.add_lines();
  line->set_quantity(3);
  EXPECT_TRUE(KeepsGoods(order));
  line->set_returned(1);
  line->set_refunded(1);
  line->set_short_(1);
  EXPECT_FALSE(KeepsGoods(order));
  order.add_lines()->set_quantity(1);
  EXPECT_TRUE(KeepsGoods(order));
}

TEST(ReviewTest, ATextIsRequiredForNeutralAndBad) {
  EXPECT_TRUE(CheckText(v1::Grade::GOOD, "").ok());
  EXPECT_EQ(CheckText(v1::Grade::NEUTRAL, "").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckText(v1::Grade::BAD, "").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(CheckText(v1::Grade::BAD, "差").ok());
}

TEST(ReviewTest, WhatMayBeReviewed) {
  EXPECT_EQ(ReasonAt(FinishedOrder(), ReviewRequest()), "OK");
  v1::SubmitReviewRequest other = ReviewRequest();
  other.set_buyer("someone");
  EXPECT_EQ(ReasonAt(FinishedOrder(), other), "NOT_FOUND");
  EXPECT_EQ(ReasonAt(FinishedOrder(), ReviewRequest(3)), "NOT_FOUND");
  EXPECT_EQ(ReasonAt(FinishedOrder(), ReviewRequest(), kDeadline), "OK");
  EXPECT_EQ(ReasonAt(FinishedOrder(), ReviewRequest(), kDeadline + absl::Milliseconds(1)),
            "WINDOW_OVER");
}

TEST(ReviewTest, EveryOtherStateIsNotFinished) {
  for (int state = 0; state <= orders::v1::OrderState::Value_MAX; ++state) {
    if (state == orders::v1::OrderState::TRADE_FINISHED) continue;
    orders::v1::Order order = FinishedOrder();
    order.mutable_history()->RemoveLast();
    order.set_state(static_cast<orders::v1::OrderState::Value>(state));
    EXPECT_EQ(ReasonAt(order, ReviewRequest()), "NOT_FINISHED") << state;
    EXPECT_EQ(ErrorMetadataOf(FinishTimeOf(order).status(), "state"),
              orders::v1::OrderState::Value_Name(order.state()));
  }
}

TEST(ReviewTest, OnlyWhatTheBuyerKept) {
  orders::v1::Order order = FinishedOrder();
  auto& line = *order.mutable_lines(0);
  line.set_returned(2);
  EXPECT_EQ(ReasonAt(order, ReviewRequest()), "OK");
  line.set_refunded(1);
  EXPECT_EQ(ReasonAt(order, ReviewRequest()), "FULLY_REFUNDED");
  line.set_refunded(0);
  line.set_short_(1);
  EXPECT_EQ(ReasonAt(order, ReviewRequest()), "FULLY_REFUNDED");
  EXPECT_EQ(ReasonAt(order, ReviewRequest(2)), "OK");
}

TEST(ReviewTest, MakesOne) {
  const v1::Review review = Submitted();
  EXPECT_EQ(review.name(), "shops/1/reviews/o.1.1");
  EXPECT_EQ(review.product(), "shops/1/products/p");
  EXPECT_EQ(review.buyer(), "b");
  EXPECT_TRUE(review.anonymous());
  EXPECT_EQ(review.scores().service(), 5);
  EXPECT_EQ(review.state(), v1::Review::SUBMITTED);
  EXPECT_EQ(review.reply_state(), v1::Review::UNANSWERED);
}

TEST(ReviewTest, AppendedOnceByItsBuyer) {
  v1::Review review = Submitted();
  EXPECT_EQ(ReasonOf(Append(review, "x", "more", kFinished)), "NOT_FOUND");
  ASSERT_TRUE(Append(review, "b", "more", kFinished + absl::Hours(24 * 100)).ok());
  EXPECT_EQ(review.appended_text(), "more");
  EXPECT_EQ(review.text(), "text");
  const absl::Status again = Append(review, "b", "again", kFinished);
  EXPECT_EQ(ReasonOf(again), "WRONG_STATE");
  EXPECT_EQ(ErrorMetadataOf(again, "allowed"), "ChangeReview");
  EXPECT_EQ(review.appended_text(), "more");
}

TEST(ReviewTest, ChangedOnceAndTheScoresStay) {
  v1::Review review = Submitted();
  review.set_grade(v1::Grade::BAD);
  const std::string scores = review.scores().SerializeAsString();
  EXPECT_EQ(Change(review, "b", v1::Grade::NEUTRAL, "", kFinished).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(Change(review, "x", v1::Grade::GOOD, "fine", kFinished)), "NOT_FOUND");
  ASSERT_TRUE(Change(review, "b", v1::Grade::GOOD, "fine", kFinished + absl::Hours(24)).ok());
  EXPECT_EQ(review.grade(), v1::Grade::GOOD);
  EXPECT_EQ(review.first_grade(), v1::Grade::BAD);
  EXPECT_EQ(review.text(), "fine");
  EXPECT_EQ(review.scores().SerializeAsString(), scores);
  EXPECT_EQ(ReasonOf(Change(review, "b", v1::Grade::BAD, "no", kFinished)), "WRONG_STATE");
  ASSERT_TRUE(Append(review, "b", "more", kFinished).ok());
  EXPECT_EQ(review.state(), v1::Review::APPENDED_AND_CHANGED);
}

TEST(ReviewTest, ChangesAndRepliesEndWithTheReplyTime) {
  v1::Review review = Submitted();
  const absl::Time deadline = FromProto(review.deadline_time());
  const absl::Time late = deadline + absl::Milliseconds(1);
  EXPECT_EQ(ReasonOf(Change(review, "b", v1::Grade::GOOD, "fine", late)), "WINDOW_OVER");
  EXPECT_EQ(ReasonOf(Reply(review, "thanks", late)), "WINDOW_OVER");
  EXPECT_TRUE(Reply(review, "thanks", deadline).ok());
  EXPECT_TRUE(Change(review, "b", v1::Grade::GOOD, "fine", deadline).ok());
}

TEST(ReviewTest, RepliedOnce) {
  v1::Review review = Submitted();
  ASSERT_TRUE(Reply(review, "thanks", kFinished).ok());
  EXPECT_EQ(ReasonOf(Reply(review, "again", kFinished)), "WRONG_STATE");
  EXPECT_EQ(review.reply(), "thanks");
  EXPECT_TRUE(Append(review, "b", "more", kFinished).ok()) << "the buyer's steps are his own";
}

TEST(ReviewTest, BuyerReview) {
  type::v1::Actor actor;
  actor.set_id("7");
  const v1::BuyerReview review =
      MakeBuyerReview(FinishedOrder(), v1::Grade::GOOD, "prompt", actor, kFinished);
  EXPECT_EQ(review.name(), "shops/1/buyerReviews/o.1");
  EXPECT_EQ(review.buyer(), "b");
  EXPECT_EQ(review.actor().id(), "7");
}

}  // namespace
}  // namespace shopdesk::feedback::domain
