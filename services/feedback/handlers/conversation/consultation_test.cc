#include "services/feedback/handlers/conversation/consultation.h"

#include "gtest/gtest.h"
#include "libs/work/service.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::kTestTime;
using testing::MessageAt;
using M = v1::Message;
using Request = v1::GetScorecardRequest;

constexpr absl::Duration kConsultationSecond = absl::Seconds(1);

class ConsultationTest : public testing::ChatTest {};

INSTANTIATE_TEST_SUITE_P(Databases, ConsultationTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ConsultationTest, WhatNeedsNoAnswerIsNotUnanswered) {
  ASSERT_OK(
      Record({MessageAt(kTestTime, M::BUYER, "c1", "a", "asks"),
              MessageAt(kTestTime + 2 * kConsultationSecond, M::AGENT, "c1", "a", "asks"),
              MessageAt(kTestTime, M::BUYER, "c2", "a", "greets"),
              MessageAt(kTestTime + 9 * kConsultationSecond, M::BUYER, "c2", "a", "greets")}));
  EXPECT_EQ(FigureOf("answer_ratio").value(), 5000);
  ASSERT_EQ(Work().size(), 1u);
  work::v1::FinishWorkItemRequest request;
  request.set_name(Work()[0].name());
  ASSERT_OK((Write<work::v1::WorkItem>(Call(), request, work::FinishWorkItem)).status());
  CatchUp();
  const v1::Figure figure = FigureOf("answer_ratio");
  EXPECT_EQ(figure.value(), 10000);
  EXPECT_EQ(figure.sample_size(), 1);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  ASSERT_OK_AND_ASSIGN(const v1::Conversation conversation, GetConversation("c2"));
  EXPECT_FALSE(conversation.has_unanswered_since());
  ASSERT_EQ(conversation.no_answers_needed_size(), 1);
  EXPECT_EQ(conversation.no_answers_needed(0).actor().id(), Call().actor.id());
  EXPECT_EQ(EventTypes().back(), "conversation.no_answer_needed");
  // A robot's word, or news of the same, don't bring it back; what he writes later does.
  ASSERT_OK(
      Record({MessageAt(kTestTime + 5 * kConsultationSecond, M::ROBOT, "c2", "a", "greets")}));
  EXPECT_TRUE(Work().empty());
  ASSERT_OK(
      Record({MessageAt(kTestTime + 20 * kConsultationSecond, M::BUYER, "c2", "a", "greets")}));
  EXPECT_EQ(Work().size(), 1u);
  EXPECT_EQ(FigureOf("answer_ratio").value(), 5000);
}

TEST_P(ConsultationTest, ThanksAfterMidnightLeavesTheNewDayAlone) {
  const absl::Time midnight = absl::FromCivil(absl::CivilDay(2024, 3, 5), absl::UTCTimeZone());
  ASSERT_OK(Record({MessageAt(midnight - absl::Minutes(5), M::BUYER),
                    MessageAt(midnight - absl::Minutes(4), M::AGENT),
                    MessageAt(midnight + absl::Minutes(1), M::BUYER)}));
  EXPECT_EQ(FigureOf("answer_ratio").value(), 10000);
  EXPECT_EQ(FigureOf("answer_ratio", "a", Request::DAY, "2024-03-05").verdict(),
            v1::Figure::NO_DATA);
  ASSERT_OK(Record({MessageAt(midnight + absl::Hours(9), M::BUYER)}));
  EXPECT_EQ(FigureOf("answer_ratio", "a", Request::DAY, "2024-03-05").value(), 0);
}

}  // namespace
}  // namespace shopdesk::feedback
