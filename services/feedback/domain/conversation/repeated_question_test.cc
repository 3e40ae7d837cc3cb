#include "services/feedback/domain/conversation/repeated_question.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::domain {
namespace {

using ::shopdesk::testing::HasReason;
using Question = v1::RepeatedQuestion;

const absl::Time kAskedAt = absl::FromUnixSeconds(1700000000);

QuestionTally AskedBy(int64_t buyers) {
  return {.id = QuestionId("shops/1/products/p", "size"),
          .key = "size",
          .buyers = buyers,
          .asked = buyers + 1,
          .first_ms = 1000,
          .last_ms = 2000};
}

TEST(RepeatedQuestionTest, IsOfItsProductAndKey) {
  const Question question = MakeRepeatedQuestion("shops/1/products/p", AskedBy(3), kAskedAt);
  EXPECT_EQ(question.name(), "shops/1/repeatedQuestions/" + QuestionId(question.product(), "size"));
  EXPECT_EQ(question.state(), Question::CHECKING);
  EXPECT_EQ(question.ask_count(), 4);
  EXPECT_NE(QuestionId("shops/1/products/q", "size"), QuestionId("shops/1/products/p", "size"));
  EXPECT_NE(QuestionId("shops/2/products/p", "size"), QuestionId("shops/1/products/p", "size"));
}

TEST(RepeatedQuestionTest, CountsOnlyWhatIsNew) {
  Question question = MakeRepeatedQuestion("shops/1/products/p", AskedBy(3), kAskedAt);
  EXPECT_FALSE(CountQuestion(question, AskedBy(3), kAskedAt + absl::Hours(1)));
  EXPECT_EQ(FromProto(question.update_time()), kAskedAt);
  EXPECT_TRUE(CountQuestion(question, AskedBy(4), kAskedAt + absl::Hours(1)));
  EXPECT_EQ(question.buyer_count(), 4);
}

TEST(RepeatedQuestionTest, ReopensOnlyWhatWasAnswered) {
  Question question = MakeRepeatedQuestion("shops/1/products/p", AskedBy(3), kAskedAt);
  EXPECT_FALSE(MayRepeat(question));
  EXPECT_TRUE(SettleQuestion(question, Coverage::kCovered, kAskedAt));
  EXPECT_EQ(FromProto(question.end_time()), kAskedAt);
  RepeatQuestion(question, kAskedAt);
  EXPECT_EQ(question.state(), Question::CHECKING);
  EXPECT_FALSE(question.has_end_time());
  EXPECT_EQ(question.reopen_count(), 0);
  EXPECT_TRUE(SettleQuestion(question, Coverage::kNone, kAskedAt));
  EXPECT_FALSE(SettleQuestion(question, Coverage::kCovered, kAskedAt)) << "late news";
  v1::AnswerRepeatedQuestionRequest request;
  request.set_attribute("size");
  EXPECT_OK(AnswerQuestion(question, request, {}, kAskedAt));
  RepeatQuestion(question, kAskedAt);
  EXPECT_EQ(question.state(), Question::OPEN);
  EXPECT_EQ(question.reopen_count(), 1);
  EXPECT_OK(DismissQuestion(question, {}, kAskedAt));
  EXPECT_FALSE(MayRepeat(question));
  EXPECT_FALSE(LapseQuestion(question, kAskedAt));
}

TEST(RepeatedQuestionTest, AnAnswerNamesOneThingOfTheShop) {
  v1::AnswerRepeatedQuestionRequest request;
  request.set_name("shops/1/repeatedQuestions/q");
  EXPECT_THAT(CheckQuestionAnswer(request), HasReason("INVALID_ARGUMENT"));
  request.set_article("shops/2/articles/a");
  EXPECT_THAT(CheckQuestionAnswer(request), HasReason("INVALID_ARGUMENT"));
  request.set_article("shops/1/articles/a");
  EXPECT_OK(CheckQuestionAnswer(request));
  request.set_attribute("size");
  EXPECT_THAT(CheckQuestionAnswer(request), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
