#include <algorithm>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/testing/world.h"
#include "shopdesk/catalog/v1/quiz.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;
using testing::OnlineAt;
using testing::PlacedOrder;
using testing::StatusIs;
using testing::TransferAt;
using M = v1::Message;
using Request = v1::GetScorecardRequest;

constexpr absl::Duration kScorecardSecond = absl::Seconds(1);

class ScorecardTest : public testing::ChatTest {
 protected:
  absl::StatusOr<v1::Scorecard> Card(const std::string& agent, Request::Period period,
                                     const std::string& date = "2024-03-04") {
    Request request;
    request.set_name(absl::StrCat("shops/1/agents/", agent));
    request.set_period(period);
    request.set_date(date);
    return Read<v1::Scorecard>(request, handlers::GetScorecard);
  }
  void Order(const std::string& id, const std::string& buyer, absl::Time placed) {
    feed_.Add(PlacedOrder(id, buyer, placed), "order.placed");
    CatchUp();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ScorecardTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ScorecardTest, AllAgentsInPagesAreWhatEachIs) {
  ASSERT_OK(
      Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + kScorecardSecond, M::AGENT)}));
  v1::ListScorecardsRequest request;
  request.set_parent("shops/1");
  request.set_period(Request::DAY);
  request.set_date("2024-03-04");
  request.set_page_size(2);
  std::vector<v1::Scorecard> cards;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page,
                         Read<v1::ListScorecardsResponse>(request, handlers::ListScorecards));
    for (const v1::Scorecard& card : page.scorecards()) cards.push_back(card);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(cards.size(), 3u);
  for (const v1::Scorecard& card : cards) {
    ASSERT_OK_AND_ASSIGN(const v1::Scorecard alone,
                         Card(std::string(LastSegment(card.agent())), Request::DAY));
    EXPECT_THAT(card, EqualsProto(alone));
  }
  request.set_date("2024-02-30");
  EXPECT_THAT(Read<v1::ListScorecardsResponse>(request, handlers::ListScorecards),
              HasReason("INVALID_ARGUMENT"));
}

TEST_P(ScorecardTest, NoDataIsNoPass) {
  ASSERT_OK_AND_ASSIGN(const v1::Scorecard card, Card("a", Request::DAY));
  ASSERT_EQ(card.figures_size(), 6);
  for (const v1::Figure& figure : card.figures()) {
    EXPECT_EQ(figure.verdict(), v1::Figure::NO_DATA) << figure.key();
    EXPECT_EQ(figure.sample_size(), 0) << figure.key();
    EXPECT_FALSE(figure.has_value()) << figure.key();
  }
  EXPECT_EQ(card.agent(), "shops/1/agents/a");
  EXPECT_EQ(FromProto(card.start_time()),
            absl::FromCivil(absl::CivilDay(2024, 3, 4), absl::UTCTimeZone()));
  EXPECT_EQ(FromProto(card.end_time()) - FromProto(card.start_time()), absl::Hours(24));
}

TEST_P(ScorecardTest, PassesAndFailsWithItsSamples) {
  ASSERT_OK(
      Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + 3 * kScorecardSecond, M::AGENT),
              MessageAt(kTestTime + 60 * kScorecardSecond, M::BUYER),
              MessageAt(kTestTime + 66 * kScorecardSecond, M::AGENT),
              MessageAt(kTestTime, M::BUYER, "c2", "a", "other"),
              OnlineAt(kTestTime - absl::Hours(2), absl::Hours(9))}));
  v1::Figure figure = FigureOf("average_response");
  EXPECT_EQ(figure.value(), 4500);
  EXPECT_EQ(figure.sample_size(), 2);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("answer_ratio");
  EXPECT_EQ(figure.value(), 5000);
  EXPECT_EQ(figure.sample_size(), 2);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
  figure = FigureOf("online_time");
  EXPECT_EQ(figure.value(), 32400);
  EXPECT_EQ(figure.sample_size(), 1);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("conversion");
  EXPECT_EQ(figure.value(), 0);
  EXPECT_EQ(figure.sample_size(), 2);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
  EXPECT_EQ(FigureOf("order_errors").verdict(), v1::Figure::NO_DATA);
  EXPECT_EQ(FigureOf("knowledge_accuracy").verdict(), v1::Figure::NO_DATA);
}

TEST_P(ScorecardTest, OrdersWithinADayOfAConsultationConvert) {
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER, "c1", "a", "before"),
                    MessageAt(kTestTime, M::BUYER, "c2", "a", "within"),
                    MessageAt(kTestTime, M::BUYER, "c3", "a", "after"),
                    MessageAt(kTestTime, M::BUYER, "c4", "a", "within")}));
  Order("o1", "before", kTestTime - kScorecardSecond);
  Order("o2", "within", kTestTime + absl::Hours(24));
  Order("o3", "within", kTestTime + absl::Hours(3));
  Order("o4", "after", kTestTime + absl::Hours(24) + absl::Milliseconds(1));
  const v1::Figure figure = FigureOf("conversion");
  EXPECT_EQ(figure.sample_size(), 3) << "buyers, not conversations";
  EXPECT_EQ(figure.value(), 3333);
  EXPECT_EQ(FigureOf("conversion", "b2").verdict(), v1::Figure::NO_DATA);
}

TEST_P(ScorecardTest, ConversionDoesNotDependOnWhatBecomesKnownFirst) {
  Order("o1", "b", kTestTime + absl::Hours(1));
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER)}));
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
  // A conversation that is counted anew keeps its order.
  ASSERT_OK(Record({MessageAt(kTestTime + kScorecardSecond, M::BUYER)}));
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
}

TEST_P(ScorecardTest, ConversionHoldsWhenBothComeAtOnce) {
  std::thread orders([&] {
    for (int i = 0; i < 40; ++i) {
      feed_.Add(
          PlacedOrder(absl::StrCat("o", i), absl::StrCat("b", i), kTestTime + kScorecardSecond),
          "order.placed");
    }
  });
  for (int i = 0; i < 40; ++i) {
    ASSERT_OK(
        Record({MessageAt(kTestTime, M::BUYER, absl::StrCat("c", i), "a", absl::StrCat("b", i))}));
  }
  orders.join();
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").sample_size(), 40);
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
}

TEST_P(ScorecardTest, WeeksAndMonthsCountConversationsAndBuyersOnce) {
  for (int day = 0; day < 3; ++day) {
    const absl::Time time = kTestTime + absl::Hours(24) * day;
    ASSERT_OK(Record({MessageAt(time, M::BUYER), MessageAt(time + kScorecardSecond, M::AGENT)}));
  }
  EXPECT_EQ(FigureOf("answer_ratio", "a", Request::WEEK, "2024-03-10").sample_size(), 1);
  EXPECT_EQ(FigureOf("answer_ratio", "a", Request::MONTH, "2024-03-31").sample_size(), 1);
  EXPECT_EQ(FigureOf("average_response", "a", Request::WEEK).sample_size(), 3);
  EXPECT_EQ(FigureOf("average_response", "a", Request::WEEK, "2024-03-11").sample_size(), 0);
  EXPECT_EQ(FigureOf("average_response", "a", Request::DAY, "2024-03-05").sample_size(), 1);
  EXPECT_EQ(FigureOf("average_response", "a", Request::MONTH, "2024-04-01").sample_size(), 0);
}

TEST_P(ScorecardTest, AnUnansweredConsultationIsHisWhoGotItByTransfer) {
  ASSERT_OK(Record(
      {MessageAt(kTestTime, M::BUYER), TransferAt(kTestTime + 30 * kScorecardSecond, "b2")}));
  EXPECT_EQ(FigureOf("answer_ratio", "a").sample_size(), 0);
  EXPECT_EQ(FigureOf("answer_ratio", "b2").value(), 0);
  ASSERT_OK(Record({MessageAt(kTestTime + 34 * kScorecardSecond, M::AGENT, "c", "b2")}));
  EXPECT_EQ(FigureOf("answer_ratio", "b2").value(), 10000);
  EXPECT_EQ(FigureOf("average_response", "b2").value(), 4000);
}

TEST_P(ScorecardTest, ShiftsAndZonesOfTheShop) {
  v1::Policy policy;
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  ASSERT_OK(SetPolicy(policy));
  v1::Agent agent;
  v1::Shift* shift = agent.add_shifts();
  shift->add_weekdays(1);  // Monday 22:00 to Tuesday 06:00 in Shanghai
  shift->set_start_minute(22 * 60);
  shift->set_end_minute(6 * 60);
  shift->set_night(true);
  ASSERT_OK(CreateAgent("night", agent));
  // 22:00 in Shanghai is 14:00 UTC.
  const absl::Time start = absl::FromCivil(absl::CivilHour(2024, 3, 4, 14), absl::UTCTimeZone());
  ASSERT_OK(Record({MessageAt(start - 10 * kScorecardSecond, M::BUYER, "early", "night", "x"),
                    MessageAt(start + 5 * kScorecardSecond, M::AGENT, "early", "night", "x"),
                    MessageAt(start + absl::Minutes(119), M::BUYER, "c", "night"),
                    MessageAt(start + absl::Minutes(121), M::AGENT, "c", "night"),
                    OnlineAt(start, absl::Hours(7), "night")}));
  const v1::Figure response = FigureOf("average_response", "night");
  EXPECT_EQ(response.sample_size(), 1) << "the early one did not begin in shift";
  EXPECT_EQ(response.value(), 120000);
  EXPECT_EQ(FigureOf("answer_ratio", "night").sample_size(), 2);
  const v1::Figure online = FigureOf("online_time", "night");
  EXPECT_EQ(online.value(), 7 * 3600);
  EXPECT_EQ(online.target(), 6 * 3600);
  EXPECT_EQ(online.sample_size(), 1);
  EXPECT_EQ(FigureOf("online_time", "night", Request::DAY, "2024-03-05").sample_size(), 0);
}

// What a chat tool reports of one conversation and two agents.
std::vector<v1::ConversationRecord> RandomHistory(std::mt19937& random) {
  const auto agent = [&] { return random() % 2 == 0 ? "a" : "b2"; };
  std::vector<v1::ConversationRecord> records;
  absl::Time time = kTestTime;
  for (int i = 0; i < 60; ++i) {
    // Some things happen in one moment.
    if (random() % 6 != 0) time += absl::Seconds(1 + random() % 9000);
    const int kind = static_cast<int>(random() % 10);
    if (kind == 0) {
      records.push_back(TransferAt(time, agent()));
    } else if (kind == 1) {
      // Reported again while it goes on.
      const std::string online = agent();
      for (int hours = 1; hours <= 3; ++hours) {
        records.push_back(OnlineAt(time - absl::Hours(4), absl::Hours(hours), online));
      }
    } else {
      records.push_back(MessageAt(time, static_cast<M::Sender>(1 + random() % 3), "c", agent()));
      v1::ConversationRecord::MessageRecord& record = *records.back().mutable_message();
      record.set_role(static_cast<Role::Value>(random() % 4));
      record.mutable_message()->set_message_id(absl::StrCat("m", i));
      if (random() % 5 == 0) {
        record.mutable_message()->set_channel(M::PHONE);
        record.mutable_message()->set_duration_seconds(random() % 2 * 30);
      }
    }
  }
  return records;
}

// Whatever order the parts arrive in, and however they are cut into batches, the figures are those
// of one batch in order.
TEST_P(ScorecardTest, ArrivalDoesNotMatter) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  std::vector<v1::ConversationRecord> records = RandomHistory(random);
  const auto cards = [&] {
    std::vector<std::string> cards;
    for (const char* agent : {"a", "b2"}) {
      for (int day = 0; day < 12; ++day) {
        const std::string date = absl::FormatCivilTime(absl::CivilDay(2024, 3, 4) + day);
        cards.push_back(Card(agent, Request::DAY, date)->DebugString());
      }
      cards.push_back(Card(agent, Request::MONTH)->DebugString());
    }
    return cards;
  };
  const auto conversation = [&] {
    v1::Conversation conversation = GetConversation().value();
    conversation.clear_etag();
    // Who served before a transfer depends on what was known then.
    for (auto& transfer : *conversation.mutable_transfers()) transfer.clear_from_agent();
    return conversation;
  };
  ASSERT_OK(Record(records));
  const std::vector<std::string> expected = cards();
  const v1::Conversation expected_conversation = conversation();
  for (int round = 0; round < 3; ++round) {
    static constexpr sql::Statement kForget[] = {
        {"test.forget_messages", "DELETE FROM messages"},
        {"test.forget_conversations", "DELETE FROM conversations"},
        {"test.forget_consultations", "DELETE FROM consultations"},
        {"test.forget_sessions", "DELETE FROM online_sessions"}};
    ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
      for (const sql::Statement& statement : kForget) {
        const auto done = ctx.txn().Execute(statement, {});
        if (!done.ok()) return done.status();
      }
      return absl::OkStatus();
    }));
    std::shuffle(records.begin(), records.end(), random);
    for (size_t at = 0; at < records.size();) {
      const size_t end = std::min(records.size(), at + 1 + random() % 5);
      ASSERT_OK(Record({records.begin() + at, records.begin() + end}));
      at = end;
    }
    EXPECT_EQ(cards(), expected) << round;
    EXPECT_THAT(conversation(), EqualsProto(expected_conversation)) << round;
  }
}

TEST_P(ScorecardTest, ErrorsInTheOrdersThatHeHandled) {
  for (int i = 0; i < 4; ++i) {
    orders::v1::Order order = testing::PlacedOrder(absl::StrCat("o", i), "b", kTestTime);
    if (i < 3) order.set_agent("a");
    feed_.Add(order, "order.placed");
  }
  orders::v1::OrderError error;
  error.set_name("shops/1/orderErrors/e1");
  error.set_order("shops/1/orders/o1");
  error.set_agent("a");
  error.set_state(orders::v1::OrderError::OPEN);
  *error.mutable_create_time() = ToProto(kTestTime);
  feed_.Add(error, "order_error.recorded");
  error.set_name("shops/1/orderErrors/e2");
  feed_.Add(error, "order_error.recorded");
  CatchUp();
  v1::Figure figure = FigureOf("order_errors");
  EXPECT_EQ(figure.sample_size(), 3);
  EXPECT_EQ(figure.value(), 6667);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
  error.set_state(orders::v1::OrderError::CONTESTED);
  feed_.Add(error, "order_error.contested");
  CatchUp();
  EXPECT_EQ(FigureOf("order_errors").value(), 6667) << "until it is dismissed";
  error.set_state(orders::v1::OrderError::DISMISSED);
  feed_.Add(error, "order_error.dismissed");
  CatchUp();
  EXPECT_EQ(FigureOf("order_errors").value(), 3333);
  EXPECT_EQ(FigureOf("order_errors", "a", Request::DAY, "2024-03-05").verdict(),
            v1::Figure::NO_DATA);
  EXPECT_EQ(FigureOf("order_errors", "b2").verdict(), v1::Figure::NO_DATA);
}

TEST_P(ScorecardTest, WhatHeKnewOfTheGoods) {
  EXPECT_EQ(FigureOf("knowledge_accuracy").verdict(), v1::Figure::NO_DATA);
  catalog::v1::Quiz quiz;
  quiz.set_name("shops/1/quizzes/q1");
  quiz.set_agent("a");
  quiz.set_state(catalog::v1::Quiz::OPEN);
  for (int i = 0; i < 10; ++i) quiz.add_questions();
  catalog_feed_.Add(quiz, "quiz.started");
  CatchUp();
  EXPECT_EQ(FigureOf("knowledge_accuracy").verdict(), v1::Figure::NO_DATA) << "not answered yet";
  quiz.set_state(catalog::v1::Quiz::GRADED);
  quiz.set_right_count(7);
  *quiz.mutable_grade_time() = ToProto(kTestTime);
  catalog_feed_.Add(quiz, "quiz.graded");
  catalog_feed_.Add(quiz, "quiz.graded");
  CatchUp();
  EXPECT_EQ(FigureOf("knowledge_accuracy").sample_size(), 10) << "told twice, counted once";
  EXPECT_EQ(FigureOf("knowledge_accuracy").value(), 7000);
  EXPECT_EQ(FigureOf("knowledge_accuracy").verdict(), v1::Figure::FAIL);
  quiz.set_name("shops/1/quizzes/q2");
  quiz.set_right_count(9);
  catalog_feed_.Add(quiz, "quiz.graded");
  CatchUp();
  EXPECT_EQ(FigureOf("knowledge_accuracy").value(), 8000);
  EXPECT_EQ(FigureOf("knowledge_accuracy").verdict(), v1::Figure::PASS);
  EXPECT_EQ(FigureOf("knowledge_accuracy", "b2").verdict(), v1::Figure::NO_DATA);
  // One that he left unanswered.
  quiz.set_name("shops/1/quizzes/q3");
  quiz.set_state(catalog::v1::Quiz::EXPIRED);
  quiz.clear_right_count();
  quiz.clear_grade_time();
  *quiz.mutable_expire_time() = ToProto(kTestTime);
  catalog_feed_.Add(quiz, "quiz.expired");
  CatchUp();
  EXPECT_EQ(FigureOf("knowledge_accuracy").sample_size(), 30);
  EXPECT_EQ(FigureOf("knowledge_accuracy").value(), 5333);
}

TEST_P(ScorecardTest, AnOrderThatIsClosedUnpaidIsNoConversion) {
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER),
                    MessageAt(kTestTime + absl::Seconds(2), v1::Message::AGENT)}));
  orders::v1::Order order = testing::PlacedOrder("o", "b", kTestTime + absl::Hours(1));
  feed_.Add(order, "order.placed");
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
  order.set_state(orders::v1::OrderState::TRADE_CLOSED_UNPAID);
  feed_.Add(order, "order.closed");
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").value(), 0);
  feed_.Add(testing::PlacedOrder("o2", "b", kTestTime + absl::Hours(2)), "order.placed");
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
  // One of two: the other is an order all the same.
  orders::v1::Order third = testing::PlacedOrder("o3", "b", kTestTime + absl::Hours(3));
  third.set_state(orders::v1::OrderState::TRADE_CLOSED_UNPAID);
  feed_.Add(third, "order.closed");
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
  EXPECT_EQ(FigureOf("conversion").sample_size(), 1);
}

TEST_P(ScorecardTest, Errors) {
  EXPECT_THAT(Card("nobody", Request::DAY), HasReason("NOT_FOUND"));
  EXPECT_THAT(Card("a", Request::DAY, "2024-02-30"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::feedback
