#include "services/feedback/domain/conversation/consultation.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

using M = v1::Message;

// Monday 2023-11-13, UTC.
int64_t Ms(int day, int hour, int minute = 0, int second = 0) {
  return ToMillis(
      absl::FromCivil(absl::CivilSecond(2023, 11, day, hour, minute, second), absl::UTCTimeZone()));
}
Day ConsultationDayAt(int day) { return DayOf(FromMillis(Ms(day, 0)), absl::UTCTimeZone()); }

class Chat {
 public:
  Chat& Buyer(int64_t ms, const std::string& agent = "a") { return Add(ms, M::BUYER, agent); }
  Chat& Agent(int64_t ms, const std::string& agent = "a") { return Add(ms, M::AGENT, agent); }
  Chat& Robot(int64_t ms) { return Add(ms, M::ROBOT, "a"); }
  Chat& Call(int64_t ms, M::Sender sender, int64_t seconds) {
    Add(ms, sender, "a");
    utterances_.back().channel = M::PHONE;
    utterances_.back().duration_seconds = seconds;
    return *this;
  }
  Chat& Transfer(int64_t ms, const std::string& to) {
    handovers_.push_back({ms, to});
    return *this;
  }
  Chat& NoAnswerNeeded(int64_t until_ms) {
    dismissed_ms_.push_back(until_ms);
    return *this;
  }
  std::vector<Turn> Turns() {
    absl::c_sort(utterances_);
    return TurnsOf(utterances_, handovers_, dismissed_ms_);
  }
  std::vector<ConsultationDay> Days(const v1::Agent& agent = {}) {
    return DaysOf(Turns(), {{"a", agent}}, absl::UTCTimeZone());
  }

 private:
  Chat& Add(int64_t ms, M::Sender sender, const std::string& agent) {
    const std::string id = absl::StrCat("m", utterances_.size());
    utterances_.push_back(
        {.send_ms = ms, .sender = sender, .message_id = id, .channel = M::IM, .agent = agent});
    return *this;
  }
  std::vector<Utterance> utterances_;
  std::vector<Handover> handovers_;
  std::vector<int64_t> dismissed_ms_;
};

v1::Agent DayShift(int start, int end) {
  v1::Agent agent;
  v1::Shift* shift = agent.add_shifts();
  for (int weekday = 1; weekday <= 7; ++weekday) shift->add_weekdays(weekday);
  shift->set_start_minute(start * 60);
  shift->set_end_minute(end * 60);
  return agent;
}

TEST(TurnsTest, TheWaitIsFromTheFirstUnansweredMessage) {
  const auto turns =
      Chat().Buyer(Ms(13, 10)).Buyer(Ms(13, 10, 0, 2)).Agent(Ms(13, 10, 0, 5)).Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].asked_ms.size(), 2u);
  EXPECT_EQ(turns[0].waiting_since_ms, Ms(13, 10));
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10, 0, 5));
}

TEST(TurnsTest, AgentsWordsThatNobodyWaitsForAreNoAnswers) {
  const auto turns = Chat()
                         .Agent(Ms(13, 9))
                         .Buyer(Ms(13, 10))
                         .Agent(Ms(13, 10, 1))
                         .Agent(Ms(13, 10, 2))
                         .Buyer(Ms(13, 11))
                         .Turns();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10, 1));
  EXPECT_FALSE(turns[1].answered_ms.has_value());
}

TEST(TurnsTest, RobotsAnswerNobody) {
  const auto turns = Chat().Buyer(Ms(13, 10)).Robot(Ms(13, 10, 0, 1)).Agent(Ms(13, 10, 1)).Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10, 1));
}

TEST(TurnsTest, NobodyAsked) {
  EXPECT_TRUE(Chat().Agent(1).Robot(2).Transfer(3, "b").Turns().empty());
}

TEST(TurnsTest, AtTheSameMomentTheBuyerComesFirst) {
  const auto turns = Chat().Agent(Ms(13, 10)).Buyer(Ms(13, 10)).Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10));
}

TEST(TurnsTest, ATurnBelongsToWhoAnswersIt) {
  const auto turns = Chat().Buyer(Ms(13, 10), "a").Agent(Ms(13, 10, 1), "lead").Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].agent, "lead");
  EXPECT_EQ(turns[0].waiting_since_ms, Ms(13, 10));
}

TEST(TurnsTest, AfterATransferTheNewAgentsWaitBeginsThen) {
  const auto turns =
      Chat().Buyer(Ms(13, 10), "a").Transfer(Ms(13, 10, 5), "b").Agent(Ms(13, 10, 6), "b").Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].agent, "b");
  EXPECT_EQ(turns[0].waiting_since_ms, Ms(13, 10, 5));
}

TEST(TurnsTest, WhoAnswersAfterHandingItOverHasWaitedFromTheStart) {
  const auto turns =
      Chat().Buyer(Ms(13, 10), "a").Transfer(Ms(13, 10, 5), "b").Agent(Ms(13, 10, 6), "a").Turns();
  EXPECT_EQ(turns[0].agent, "a");
  EXPECT_EQ(turns[0].waiting_since_ms, Ms(13, 10));
}

TEST(TurnsTest, AnUnansweredTurnGoesOverWithTheConversation) {
  const auto turns = Chat().Buyer(Ms(13, 10), "a").Transfer(Ms(13, 10, 5), "b").Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].agent, "b");
  EXPECT_FALSE(turns[0].answered_ms.has_value());
}

TEST(TurnsTest, ATransferBetweenTurnsChangesNothing) {
  const auto turns = Chat()
                         .Buyer(Ms(13, 10), "a")
                         .Agent(Ms(13, 10, 1), "a")
                         .Transfer(Ms(13, 10, 2), "b")
                         .Buyer(Ms(13, 10, 3), "b")
                         .Agent(Ms(13, 10, 4), "b")
                         .Turns();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].agent, "a");
  EXPECT_EQ(turns[1].waiting_since_ms, Ms(13, 10, 3));
}

TEST(TurnsTest, CallsThatSomebodyTookAreAnswers) {
  auto turns = Chat().Call(Ms(13, 10), M::BUYER, 60).Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_TRUE(turns[0].at_once);
  EXPECT_TRUE(turns[0].answered_ms.has_value());
  turns = Chat().Call(Ms(13, 10), M::BUYER, 0).Turns();
  EXPECT_FALSE(turns[0].answered_ms.has_value()) << "nobody picked up";
  turns = Chat().Buyer(Ms(13, 10)).Call(Ms(13, 10, 1), M::BUYER, 60).Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_FALSE(turns[0].at_once) << "he had written before";
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10, 1));
  turns = Chat().Buyer(Ms(13, 10)).Call(Ms(13, 10, 1), M::AGENT, 0).Turns();
  EXPECT_FALSE(turns[0].answered_ms.has_value()) << "not reached";
  turns = Chat().Buyer(Ms(13, 10)).Call(Ms(13, 10, 1), M::AGENT, 30).Turns();
  EXPECT_EQ(turns[0].answered_ms, Ms(13, 10, 1));
}

TEST(DaysTest, CountsAndSums) {
  const auto days = Chat()
                        .Buyer(Ms(13, 10))
                        .Agent(Ms(13, 10, 0, 3))
                        .Buyer(Ms(13, 11))
                        .Agent(Ms(13, 11, 0, 5))
                        .Buyer(Ms(13, 12))
                        .Days();
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].agent, "a");
  EXPECT_EQ(days[0].day, ConsultationDayAt(13));
  EXPECT_EQ(days[0].first_ms, Ms(13, 10));
  EXPECT_EQ(days[0].last_ms, Ms(13, 12));
  EXPECT_EQ(days[0].responses, 2);
  EXPECT_EQ(days[0].wait_ms, 8000);
  EXPECT_TRUE(days[0].answered);
}

TEST(DaysTest, ATurnOverMidnightIsAConsultationOfBothDaysAndAWaitOfTheFirst) {
  const auto days = Chat().Buyer(Ms(13, 23, 59)).Buyer(Ms(14, 0, 1)).Agent(Ms(14, 0, 2)).Days();
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].responses, 1);
  EXPECT_EQ(days[0].wait_ms, 180000);
  EXPECT_TRUE(days[0].answered);
  EXPECT_EQ(days[1].day, ConsultationDayAt(14));
  EXPECT_EQ(days[1].responses, 0);
  EXPECT_TRUE(days[1].answered);
}

TEST(TurnsTest, WhatNeedsNoAnswerWaitsNoLonger) {
  const auto turns = Chat()
                         .Buyer(Ms(13, 10))
                         .Buyer(Ms(13, 10, 1))
                         .NoAnswerNeeded(Ms(13, 10, 1))
                         .Buyer(Ms(13, 11))
                         .Turns();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_TRUE(turns[0].dismissed);
  EXPECT_FALSE(IsWaiting(turns[0]));
  EXPECT_EQ(turns[0].asked_ms.size(), 2u);
  EXPECT_TRUE(IsWaiting(turns[1])) << "what he wrote later";
  const auto answered =
      Chat().Buyer(Ms(13, 10)).Agent(Ms(13, 10, 1)).NoAnswerNeeded(Ms(13, 10)).Turns();
  ASSERT_EQ(answered.size(), 1u);
  EXPECT_TRUE(answered[0].dismissed);
  EXPECT_FALSE(answered[0].answered_ms.has_value());
}

TEST(DaysTest, WhatNeedsNoAnswerIsNoConsultation) {
  EXPECT_TRUE(Chat().Buyer(Ms(13, 10)).NoAnswerNeeded(Ms(13, 10)).Days().empty());
  const auto days = Chat()
                        .Buyer(Ms(13, 10))
                        .NoAnswerNeeded(Ms(13, 10))
                        .Buyer(Ms(13, 11))
                        .Agent(Ms(13, 11, 0, 2))
                        .Days();
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].first_ms, Ms(13, 11));
  EXPECT_EQ(days[0].responses, 1);
  EXPECT_EQ(days[0].wait_ms, 2000);
}

TEST(DaysTest, ThanksAfterMidnightIsNoConsultationOfTheNewDay) {
  Chat chat;
  chat.Buyer(Ms(13, 23, 50)).Agent(Ms(13, 23, 58)).Buyer(Ms(14, 0, 2));
  auto days = chat.Days();
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].day, ConsultationDayAt(13));
  EXPECT_TRUE(days[0].answered);
  // What he asks later is one, and so is what is answered.
  days = Chat(chat).Buyer(Ms(14, 0, 29)).Days();
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[1].first_ms, Ms(14, 0, 29));
  EXPECT_FALSE(days[1].answered);
  days = Chat(chat).Agent(Ms(14, 0, 3)).Days();
  ASSERT_EQ(days.size(), 2u);
  EXPECT_TRUE(days[1].answered);
}

TEST(DaysTest, ThanksFollowsAPersonsAnswerByHalfAnHour) {
  const auto count = [](Chat chat) { return chat.Days().size(); };
  Chat chat;
  chat.Buyer(Ms(13, 23)).Agent(Ms(13, 23, 50));
  EXPECT_EQ(count(Chat(chat).Buyer(Ms(14, 0, 20))), 1u);
  EXPECT_EQ(count(Chat(chat).Buyer(Ms(14, 0, 20) + 1)), 2u);
  EXPECT_EQ(count(Chat(chat).Robot(Ms(14, 0, 10)).Buyer(Ms(14, 0, 30))), 2u)
      << "a robot's answer is none";
  EXPECT_EQ(count(Chat(chat).Agent(Ms(14, 0, 10)).Buyer(Ms(14, 0, 30))), 1u)
      << "after the agent's last word";
  EXPECT_EQ(count(Chat(chat).Transfer(Ms(14, 0), "b").Buyer(Ms(14, 0, 1), "b")), 2u)
      << "another agent's";
}

TEST(DaysTest, OutOfShiftIsNoSampleButAConsultation) {
  const auto days = Chat().Buyer(Ms(13, 3)).Agent(Ms(13, 9, 0, 1)).Days(DayShift(9, 18));
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].responses, 0);
  EXPECT_TRUE(days[0].answered);
}

TEST(DaysTest, TimeOutOfShiftDoesNotCount) {
  const auto days = Chat().Buyer(Ms(13, 17, 59, 50)).Agent(Ms(14, 9, 0, 20)).Days(DayShift(9, 18));
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].responses, 1);
  EXPECT_EQ(days[0].wait_ms, 30000);
}

TEST(DaysTest, AShiftOverMidnight) {
  const auto days = Chat().Buyer(Ms(13, 23, 59)).Agent(Ms(14, 0, 1)).Days(DayShift(22, 6));
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].day, ConsultationDayAt(13));
  EXPECT_EQ(days[0].wait_ms, 120000);
}

TEST(DaysTest, TransferredInOutOfShiftForTheFirstAgentCountsFromTheTransfer) {
  const auto days = Chat()
                        .Buyer(Ms(13, 8), "night")
                        .Transfer(Ms(13, 9, 30), "a")
                        .Agent(Ms(13, 9, 31), "a")
                        .Days(DayShift(9, 18));
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].agent, "a");
  EXPECT_EQ(days[0].responses, 1);
  EXPECT_EQ(days[0].wait_ms, 60000);
}

TEST(DaysTest, ACallTakenAtOnceIsNoSampleOfAWait) {
  const auto days = Chat().Call(Ms(13, 10), M::BUYER, 60).Days();
  ASSERT_EQ(days.size(), 1u);
  EXPECT_TRUE(days[0].answered);
  EXPECT_EQ(days[0].responses, 0);
}

TEST(DaysTest, TwoAgentsInOneConversation) {
  const auto days =
      Chat().Buyer(Ms(13, 10), "a").Agent(Ms(13, 10, 0, 1), "a").Buyer(Ms(13, 11), "b").Days();
  ASSERT_EQ(days.size(), 2u);
  EXPECT_TRUE(days[0].answered);
  EXPECT_EQ(days[1].agent, "b");
  EXPECT_FALSE(days[1].answered);
}

TEST(UtteranceTest, WhoSpeaks) {
  v1::ConversationRecord::MessageRecord record;
  record.set_agent("server");
  record.mutable_message()->set_agent("speaker");
  record.mutable_message()->set_sender(M::AGENT);
  EXPECT_EQ(MakeUtterance(record).agent, "speaker");
  record.mutable_message()->set_sender(M::BUYER);
  EXPECT_EQ(MakeUtterance(record).agent, "server");
  record.mutable_message()->set_sender(M::AGENT);
  record.mutable_message()->clear_agent();
  EXPECT_EQ(MakeUtterance(record).agent, "server");
}

v1::ConversationRecord::MessageRecord RecordAt(int64_t ms, const std::string& agent) {
  v1::ConversationRecord::MessageRecord record;
  record.set_agent(agent);
  record.set_buyer("b");
  *record.mutable_message()->mutable_send_time() = ToProto(FromMillis(ms));
  return record;
}

TEST(ConversationTest, TheLatestSaysWhoServesWhateverComesFirst) {
  v1::Conversation conversation;
  NoteMessage(conversation, RecordAt(2000, "b"));
  NoteMessage(conversation, RecordAt(1000, "a"));
  EXPECT_EQ(conversation.agent(), "b");
  EXPECT_EQ(conversation.message_count(), 2);
  EXPECT_EQ(ToMillis(FromProto(conversation.start_time())), 1000);
  EXPECT_EQ(ToMillis(FromProto(conversation.last_time())), 2000);
  EXPECT_TRUE(NoteHandover(conversation, {3000, "c"}));
  EXPECT_EQ(conversation.agent(), "c");
  EXPECT_EQ(conversation.transfers(0).from_agent(), "b");
  EXPECT_FALSE(NoteHandover(conversation, {3000, "c"})) << "the same again";
  EXPECT_TRUE(NoteHandover(conversation, {2500, "x"}));
  EXPECT_EQ(conversation.agent(), "c");
  ASSERT_EQ(conversation.transfers_size(), 2);
  EXPECT_EQ(conversation.transfers(0).to_agent(), "x");
  EXPECT_EQ(conversation.transfers(1).from_agent(), "x");
  EXPECT_EQ(HandoversOf(conversation)[1].time_ms, 3000);
}

TEST(ConversationTest, WhatHappensInOneMomentIsTheSameWhateverComesFirst) {
  std::vector<v1::ConversationRecord::MessageRecord> records = {
      RecordAt(1000, "a"), RecordAt(1000, "b"), RecordAt(900, "c")};
  records[0].set_role(Role::GUIDE);
  records[1].set_role(Role::PRE_SALE);
  records[2].set_role(Role::PACKING);
  const std::vector<Handover> handovers = {{1000, "x"}, {1000, "w"}};
  std::vector<int> order = {0, 1, 2, 3, 4};
  do {
    v1::Conversation conversation;
    for (const int i : order) {
      if (i < 3) {
        NoteMessage(conversation, records[i]);
      } else {
        NoteHandover(conversation, handovers[i - 3]);
      }
    }
    EXPECT_EQ(conversation.agent(), "x");
    EXPECT_EQ(conversation.role(), Role::GUIDE);
    EXPECT_EQ(HandoversOf(conversation)[0].to_agent, "w");
    EXPECT_EQ(HandoversOf(conversation)[1].to_agent, "x");
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(ConversationTest, ATransferMayComeFirst) {
  v1::Conversation conversation;
  EXPECT_TRUE(NoteHandover(conversation, {3000, "c"}));
  EXPECT_EQ(conversation.agent(), "c");
  NoteMessage(conversation, RecordAt(1000, "a"));
  EXPECT_EQ(conversation.agent(), "c");
  EXPECT_EQ(conversation.buyer(), "b");
  EXPECT_EQ(ToMillis(FromProto(conversation.start_time())), 1000);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
