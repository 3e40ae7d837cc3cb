#include "services/feedback/handlers/shop/wording.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::StatusIs;

constexpr char kOffer[] = "亲，改成五星好*评 返现 10 元";

class WordingTest : public testing::ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    orders_.Put(FinishedOrder("o", "b", kTestTime));
    v1::SubmitReviewRequest bad = ReviewOf("o", 1);
    bad.set_grade(v1::Grade::BAD);
    bad.set_text("broken");
    ASSERT_OK(Submit(bad));
  }

  absl::StatusOr<v1::Review> Reply(const std::string& text, const std::string& id = "") {
    v1::ReplyToReviewRequest request;
    request.set_name("shops/1/reviews/o.1");
    request.set_text(text);
    return WorkflowWith<v1::Review>(Call(id), request, handlers::ReplyToReview, catalog_);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, WordingTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(WordingTest, AnOfferThatPaysForPraiseIsRefusedWithWhatStandsWhere) {
  const absl::Status refused = Reply(kOffer).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("PROHIBITED_WORDING"));
  EXPECT_EQ(ErrorMetadataOf(refused, "field"), "text");
  EXPECT_EQ(ErrorMetadataOf(refused, "begin"), "4");
  EXPECT_EQ(ErrorMetadataOf(refused, "text"), "五星好*评 返");
  EXPECT_EQ(GetReview("o.1")->reply(), "");
  // Praise of the goods is no offer.
  EXPECT_THAT(Reply("抱歉，这是我们最好的杯子，已为您换新"), IsOk());
}

TEST_P(WordingTest, SolutionsAnswersAndStatementsAreLookedAtToo) {
  v1::OfferCaseSolutionRequest solution;
  solution.set_name("shops/1/reviewCases/o.1");
  solution.set_text("Change your review and we refund it");
  EXPECT_THAT(WorkflowWith<v1::ReviewCase>(Call(), solution, handlers::OfferCaseSolution, catalog_),
              HasReason("PROHIBITED_WORDING"));
  v1::AnswerComplaintRequest answer;
  answer.set_name("shops/1/complaints/c");
  answer.set_text("A gift card for your review!");
  EXPECT_THAT(WorkflowWith<v1::Complaint>(Call(), answer, handlers::AnswerComplaint, catalog_),
              HasReason("PROHIBITED_WORDING"));
  v1::AddComplaintStatementRequest statement;
  statement.set_name("shops/1/complaints/c");
  statement.set_text(kOffer);
  const auto state = [&](v1::Complaint::Party party) {
    statement.set_party(party);
    return WorkflowWith<v1::Complaint>(Call(), statement, handlers::AddComplaintStatement,
                                       catalog_);
  };
  EXPECT_THAT(state(v1::Complaint::SHOP), HasReason("PROHIBITED_WORDING"));
  // What a buyer complains of may be such an offer.
  EXPECT_THAT(state(v1::Complaint::BUYER), HasReason("NOT_FOUND"));
}

TEST_P(WordingTest, TheShopsListCounts) {
  catalog_.Allow("五星好评返");
  EXPECT_THAT(Reply(kOffer), HasReason("PROHIBITED_WORDING"));
  for (const char* term : {"好评返", "好评返现"}) catalog_.Allow(term);
  EXPECT_THAT(Reply(kOffer), IsOk());
}

TEST_P(WordingTest, WithoutCatalogAReplyIsNotLost) {
  catalog_.Fail(UnavailableError("catalog is down"));
  EXPECT_THAT(Reply("谢谢您的评价"), IsOk());
  EXPECT_EQ(GetReview("o.1")->reply(), "谢谢您的评价");
}

TEST_P(WordingTest, WhatOnlyCatalogCanDecideWaitsForIt) {
  catalog_.Fail(absl::DeadlineExceededError("slow"));
  EXPECT_THAT(Reply(kOffer, "again"), HasReason("UNAVAILABLE"));
  catalog_.Fail(absl::OkStatus());
  EXPECT_THAT(Reply(kOffer, "again"), HasReason("PROHIBITED_WORDING"));
}

TEST_P(WordingTest, ARepeatedCallIsAnsweredAsBefore) {
  ASSERT_OK(Reply("谢谢", "once"));
  const int calls = catalog_.calls();
  ASSERT_OK(Reply("谢谢", "once"));
  EXPECT_EQ(catalog_.calls(), calls);
}

}  // namespace
}  // namespace shopdesk::feedback
