#include "services/feedback/handlers/conversation/ingest.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/conversation/agent.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;
using testing::OnlineAt;
using testing::TransferAt;

using M = v1::Message;

constexpr absl::Duration kIngestSecond = absl::Seconds(1);

class IngestTest : public testing::ChatTest {};

INSTANTIATE_TEST_SUITE_P(Databases, IngestTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(IngestTest, MessagesMakeAConversation) {
  ASSERT_OK_AND_ASSIGN(
      const v1::RecordConversationsResponse response,
      Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + 3 * kIngestSecond, M::AGENT),
              MessageAt(kTestTime + 9 * kIngestSecond, M::BUYER)}));
  EXPECT_EQ(response.new_count(), 3);
  ASSERT_OK_AND_ASSIGN(const v1::Conversation conversation, GetConversation());
  EXPECT_EQ(conversation.buyer(), "b");
  EXPECT_EQ(conversation.agent(), "a");
  EXPECT_EQ(conversation.message_count(), 3);
  EXPECT_EQ(FromProto(conversation.start_time()), kTestTime);
  EXPECT_EQ(FromProto(conversation.last_time()), kTestTime + 9 * kIngestSecond);
  EXPECT_EQ(FromProto(conversation.unanswered_since()), kTestTime + 9 * kIngestSecond);
  const std::vector<work::v1::WorkItem> waiting = Work();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].kind(), "unanswered_consultation");
  EXPECT_EQ(waiting[0].agent(), "a");
  EXPECT_EQ(FromProto(waiting[0].due_time()), kTestTime + 9 * kIngestSecond);
  ASSERT_OK(Record({MessageAt(kTestTime + 12 * kIngestSecond, M::AGENT)}));
  EXPECT_FALSE(GetConversation()->has_unanswered_since());
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(EventTypes().back(), "conversation.started") << "one event, not one a message";
}

TEST_P(IngestTest, NothingIsTakenThatAClosedAgentWouldHaveDoneSince) {
  AdvanceTo(kTestTime + absl::Minutes(1));
  v1::UpdateAgentRequest close;
  close.mutable_agent()->set_name("shops/1/agents/b2");
  close.mutable_agent()->set_closed(true);
  close.mutable_update_mask()->add_paths("closed");
  ASSERT_OK((Write<v1::Agent>(Call(), close, handlers::UpdateAgent)));
  ASSERT_OK_AND_ASSIGN(const v1::RecordConversationsResponse response,
                       Record({MessageAt(kTestTime, M::BUYER, "c", "b2"),
                               TransferAt(kTestTime + absl::Minutes(2), "b2", "c9")}));
  EXPECT_EQ(response.new_count(), 1);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 1);
  EXPECT_EQ(response.errors(0).reason(), "CLOSED");
  EXPECT_EQ(response.errors(0).metadata().at("resource"), "shops/1/agents/b2");
}

TEST_P(IngestTest, WhatIsKnownChangesNothing) {
  const auto first = MessageAt(kTestTime, M::BUYER);
  const auto transfer = TransferAt(kTestTime + kIngestSecond, "b2");
  const auto session = OnlineAt(kTestTime, absl::Hours(1));
  ASSERT_OK(Record({first, first, transfer, session}));
  ASSERT_OK_AND_ASSIGN(const v1::Conversation before, GetConversation());
  EXPECT_EQ(before.message_count(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::RecordConversationsResponse again,
                       Record({first, transfer, session}));
  EXPECT_EQ(again.new_count(), 0);
  EXPECT_EQ(again.known_count(), 3);
  EXPECT_THAT(GetConversation().value(), EqualsProto(before));
}

TEST_P(IngestTest, WhatComesFromTheFutureIsRefusedRowByRow) {
  const absl::Time future = kTestTime + absl::Minutes(5) + kIngestSecond;
  ASSERT_OK_AND_ASSIGN(
      const v1::RecordConversationsResponse response,
      Report({MessageAt(kTestTime + absl::Minutes(5), M::BUYER), MessageAt(future, M::AGENT),
              TransferAt(future, "b2"), OnlineAt(kTestTime, absl::Hours(1)),
              OnlineAt(kTestTime - absl::Hours(1), absl::Hours(1))}));
  EXPECT_EQ(response.new_count(), 2);
  ASSERT_EQ(response.errors_size(), 3);
  EXPECT_EQ(response.errors(0).index(), 1);
  EXPECT_NE(response.errors(0).message().find("send_time"), std::string::npos);
  EXPECT_EQ(response.errors(1).index(), 2);
  EXPECT_EQ(response.errors(2).index(), 3);
  EXPECT_EQ(GetConversation()->message_count(), 1);
}

TEST_P(IngestTest, ASessionGoesOn) {
  const absl::Time start = kTestTime - absl::Hours(9);
  ASSERT_OK(Report({OnlineAt(start, absl::Hours(2))}));
  ASSERT_OK_AND_ASSIGN(v1::RecordConversationsResponse response,
                       Report({OnlineAt(start, absl::Hours(5)), OnlineAt(start, absl::Hours(3))}));
  EXPECT_EQ(response.new_count(), 1);
  EXPECT_EQ(response.known_count(), 1) << "an older report of the same";
  EXPECT_EQ(FigureOf("online_time").value(), 5 * 3600);
  // Another session at the same time counts once.
  ASSERT_OK(Report({OnlineAt(start + absl::Hours(4), absl::Hours(2))}));
  EXPECT_EQ(FigureOf("online_time").value(), 6 * 3600);
  v1::ConversationRecord old = OnlineAt(start - absl::Hours(72), absl::Hours(1));
  old.mutable_online()->set_session_id(OnlineAt(start, absl::Hours(1)).online().session_id());
  ASSERT_OK_AND_ASSIGN(response, Report({old}));
  EXPECT_EQ(response.errors_size(), 1) << "no session lasts for days: the id was used before";
}

TEST_P(IngestTest, AnEditKeepsWhatWasSaidBefore) {
  const auto say = [](const char* text, absl::Duration edited = absl::ZeroDuration()) {
    v1::ConversationRecord record = MessageAt(kTestTime, M::BUYER);
    v1::Message& message = *record.mutable_message()->mutable_message();
    message.set_message_id("m");
    message.set_text(text);
    if (edited > absl::ZeroDuration()) {
      *message.mutable_edit_time() = ToProto(kTestTime + edited);
    }
    return record;
  };
  const auto message = [&] {
    v1::RevealMessagesRequest request;
    request.set_parent("shops/1/conversations/c");
    request.set_purpose("case");
    const auto revealed =
        Write<v1::RevealMessagesResponse>(Call(), request, handlers::RevealMessages);
    EXPECT_OK(revealed.status());
    EXPECT_EQ(revealed->messages_size(), 1);
    return revealed->messages(0);
  };
  // The second edit comes first, and the first text last.
  ASSERT_OK(Report({say("third 13800000003", 20 * kIngestSecond)}));
  ASSERT_OK(Report({say("second 13800000002", 10 * kIngestSecond)}));
  ASSERT_OK_AND_ASSIGN(v1::RecordConversationsResponse response, Report({say("13800000001")}));
  EXPECT_EQ(response.new_count(), 1);
  EXPECT_EQ(message().text(), "third 13800000003");
  ASSERT_EQ(message().former_texts_size(), 2);
  EXPECT_EQ(message().former_texts(0).text(), "13800000001");
  EXPECT_EQ(message().former_texts(1).text(), "second 13800000002");
  // What is known changes nothing.
  ASSERT_OK_AND_ASSIGN(response, Report({say("13800000001"), say("other", 10 * kIngestSecond),
                                         say("second 13800000002")}));
  EXPECT_EQ(response.known_count(), 3);
  // Without a time it was edited when it was reported.
  AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(response, Report({say("fourth"), say("fifth"), say("fourth")}));
  EXPECT_EQ(response.new_count(), 2);
  EXPECT_EQ(message().text(), "fifth");
  ASSERT_EQ(message().former_texts_size(), 4);
  EXPECT_EQ(GetConversation()->message_count(), 1);
  v1::ListMessagesRequest list;
  list.set_parent("shops/1/conversations/c");
  ASSERT_OK_AND_ASSIGN(const v1::ListMessagesResponse masked,
                       (Read<v1::ListMessagesResponse>(list, handlers::ListMessages)));
  EXPECT_EQ(masked.DebugString().find("1380000000"), std::string::npos);
}

TEST_P(IngestTest, EditsAreBounded) {
  v1::ConversationRecord record = MessageAt(kTestTime, M::BUYER);
  std::vector<v1::ConversationRecord> records = {record};
  for (int i = 0; i < 21; ++i) {
    record.mutable_message()->mutable_message()->set_text(absl::StrCat("edit ", i));
    records.push_back(record);
  }
  ASSERT_OK_AND_ASSIGN(const v1::RecordConversationsResponse response, Report(records));
  EXPECT_EQ(response.new_count(), 21);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 21);
}

TEST_P(IngestTest, TheSameMessageAtOnceIsTakenOnce) {
  std::atomic<int> taken{0};
  std::atomic<int> known{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto response = Record({MessageAt(kTestTime, M::BUYER)});
      ASSERT_OK(response);
      taken += response->new_count();
      known += response->known_count();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(known, 7);
  EXPECT_EQ(GetConversation()->message_count(), 1);
  EXPECT_EQ(FigureOf("answer_ratio").sample_size(), 1);
}

TEST_P(IngestTest, PartsOfSeveralConversationsAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      // Each batch names the conversations and buyers in another order.
      std::vector<v1::ConversationRecord> records;
      for (int j = 0; j < 5; ++j) {
        const int k = (i + (i % 2 == 0 ? j : 5 - j)) % 5;
        records.push_back(MessageAt(kTestTime + i * kIngestSecond, i % 2 == 0 ? M::BUYER : M::AGENT,
                                    absl::StrCat("c", k), "a", absl::StrCat("buyer", k)));
      }
      ASSERT_OK(Record(records));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int k = 0; k < 5; ++k) {
    EXPECT_EQ(GetConversation(absl::StrCat("c", k))->message_count(), 6) << k;
  }
  EXPECT_EQ(FigureOf("average_response").sample_size(), 15);
  EXPECT_EQ(FigureOf("average_response").value(), 1000);
}

TEST_P(IngestTest, BadRowsAreReportedAndStopNoOther) {
  v1::ConversationRecord nameless = MessageAt(kTestTime, M::BUYER);
  nameless.mutable_message()->mutable_message()->clear_message_id();
  v1::ConversationRecord control = MessageAt(kTestTime, M::BUYER);
  control.mutable_message()->mutable_message()->set_text("\x01");
  ASSERT_OK_AND_ASSIGN(
      const v1::RecordConversationsResponse response,
      Record({nameless, MessageAt(kTestTime, M::BUYER, "c", "nobody"),
              MessageAt(kTestTime, M::BUYER),
              MessageAt(kTestTime + kIngestSecond, M::BUYER, "c", "a", "someone else"),
              TransferAt(kTestTime, "nobody"), OnlineAt(kTestTime, absl::Hours(1), "nobody"),
              v1::ConversationRecord(), control}));
  EXPECT_EQ(response.new_count(), 1);
  EXPECT_EQ(response.known_count(), 0);
  ASSERT_EQ(response.errors_size(), 7);
  EXPECT_EQ(response.errors(0).index(), 0);
  EXPECT_EQ(response.errors(1).index(), 1);
  EXPECT_NE(response.errors(1).message().find("shops/1/agents/nobody"), std::string::npos);
  EXPECT_EQ(response.errors(2).index(), 3);
  EXPECT_NE(response.errors(2).message().find("another buyer"), std::string::npos);
  EXPECT_EQ(GetConversation()->message_count(), 1);
}

TEST_P(IngestTest, AShopWithoutPolicyHasNone) {
  v1::RecordConversationsRequest request;
  request.set_parent("shops/2");
  *request.add_records() = MessageAt(kTestTime, M::BUYER);
  EXPECT_THAT((Write<v1::RecordConversationsResponse>(Call(), request,
                                                      handlers::RecordConversations, rows_)),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(IngestTest, TransfersAreKeptInOrderAndTold) {
  ASSERT_OK(
      Record({TransferAt(kTestTime + 60 * kIngestSecond, "b2"), MessageAt(kTestTime, M::BUYER)}));
  ASSERT_OK_AND_ASSIGN(v1::Conversation conversation, GetConversation());
  EXPECT_EQ(conversation.agent(), "b2");
  EXPECT_EQ(conversation.buyer(), "b");
  ASSERT_OK(Record({TransferAt(kTestTime + 30 * kIngestSecond, "lead")}));
  conversation = GetConversation().value();
  EXPECT_EQ(conversation.agent(), "b2");
  ASSERT_EQ(conversation.transfers_size(), 2);
  EXPECT_EQ(conversation.transfers(0).to_agent(), "lead");
  EXPECT_EQ(conversation.transfers(1).from_agent(), "lead");
  const std::vector<std::string> types = EventTypes();
  EXPECT_EQ(std::count(types.begin(), types.end(), "conversation.transferred"), 2);
  EXPECT_EQ(std::count(types.begin(), types.end(), "conversation.started"), 1);
}

TEST_P(IngestTest, TextsAreStoredMasked) {
  v1::ConversationRecord record = MessageAt(kTestTime, M::BUYER);
  record.mutable_message()->mutable_message()->set_text("call 13812341234");
  ASSERT_OK(Record({record}));
  static constexpr sql::Statement kMessages = {"test.list_messages", "SELECT data FROM messages"};
  std::string stored;
  ASSERT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(kMessages, {}, [&](const sql::Row& row) {
      stored = std::string(row.Bytes(0));
      return absl::OkStatus();
    });
  }));
  EXPECT_NE(stored.find("call "), std::string::npos);
  EXPECT_EQ(stored.find("13812341234"), std::string::npos);
}

}  // namespace
}  // namespace shopdesk::feedback
