#include "services/feedback/handlers/conversation.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/chat.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;
using testing::OnlineAt;
using testing::StatusIs;
using testing::TransferAt;
using M = v1::Message;

constexpr absl::Duration kSecond = absl::Seconds(1);

class ConversationTest : public testing::ChatTest {
 protected:
  absl::StatusOr<v1::ListMessagesResponse> Messages(int page_size = 0,
                                                    const std::string& token = "") {
    v1::ListMessagesRequest request;
    request.set_parent("shops/1/conversations/c");
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Read<v1::ListMessagesResponse>(request, handlers::ListMessages);
  }
  absl::StatusOr<v1::RevealMessagesResponse> Reveal(absl::string_view role,
                                                    const std::string& purpose,
                                                    const std::string& after = "") {
    v1::RevealMessagesRequest request;
    request.set_parent("shops/1/conversations/c");
    request.set_purpose(purpose);
    request.set_after_message_id(after);
    return Write<v1::RevealMessagesResponse>(Call("", role), request, handlers::RevealMessages);
  }
  std::vector<std::string> List(const v1::ListConversationsRequest& filter) {
    v1::ListConversationsRequest request = filter;
    request.set_parent("shops/1");
    request.set_page_size(2);
    std::vector<std::string> ids;
    for (bool more = true; more;) {
      const auto page =
          Read<v1::ListConversationsResponse>(request, handlers::ListConversations).value();
      for (const v1::Conversation& conversation : page.conversations()) {
        ids.emplace_back(LastSegment(conversation.name()));
      }
      request.set_page_token(page.next_page_token());
      more = !page.next_page_token().empty();
    }
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ConversationTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ConversationTest, MessagesMakeAConversation) {
  ASSERT_OK_AND_ASSIGN(
      const v1::RecordConversationsResponse response,
      Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + 3 * kSecond, M::AGENT),
              MessageAt(kTestTime + 9 * kSecond, M::BUYER)}));
  EXPECT_EQ(response.new_count(), 3);
  ASSERT_OK_AND_ASSIGN(const v1::Conversation conversation, GetConversation());
  EXPECT_EQ(conversation.buyer(), "b");
  EXPECT_EQ(conversation.agent(), "a");
  EXPECT_EQ(conversation.message_count(), 3);
  EXPECT_EQ(FromProto(conversation.start_time()), kTestTime);
  EXPECT_EQ(FromProto(conversation.last_time()), kTestTime + 9 * kSecond);
  EXPECT_EQ(FromProto(conversation.unanswered_since()), kTestTime + 9 * kSecond);
  const std::vector<work::v1::WorkItem> waiting = Work();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].kind(), "unanswered_consultation");
  EXPECT_EQ(waiting[0].agent(), "a");
  EXPECT_EQ(FromProto(waiting[0].due_time()), kTestTime + 9 * kSecond);
  ASSERT_OK(Record({MessageAt(kTestTime + 12 * kSecond, M::AGENT)}));
  EXPECT_FALSE(GetConversation()->has_unanswered_since());
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(EventTypes().back(), "conversation.started") << "one event, not one a message";
}

TEST_P(ConversationTest, WhatIsKnownChangesNothing) {
  const auto first = MessageAt(kTestTime, M::BUYER);
  const auto transfer = TransferAt(kTestTime + kSecond, "b2");
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

TEST_P(ConversationTest, TheSameMessageAtOnceIsTakenOnce) {
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

TEST_P(ConversationTest, PartsOfSeveralConversationsAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      // Each batch names the conversations and buyers in another order.
      std::vector<v1::ConversationRecord> records;
      for (int j = 0; j < 5; ++j) {
        const int k = (i + (i % 2 == 0 ? j : 5 - j)) % 5;
        records.push_back(MessageAt(kTestTime + i * kSecond, i % 2 == 0 ? M::BUYER : M::AGENT,
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

TEST_P(ConversationTest, BadRowsAreReportedAndStopNoOther) {
  v1::ConversationRecord nameless = MessageAt(kTestTime, M::BUYER);
  nameless.mutable_message()->mutable_message()->clear_message_id();
  v1::ConversationRecord control = MessageAt(kTestTime, M::BUYER);
  control.mutable_message()->mutable_message()->set_text("\x01");
  ASSERT_OK_AND_ASSIGN(
      const v1::RecordConversationsResponse response,
      Record({nameless, MessageAt(kTestTime, M::BUYER, "c", "nobody"),
              MessageAt(kTestTime, M::BUYER),
              MessageAt(kTestTime + kSecond, M::BUYER, "c", "a", "someone else"),
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

TEST_P(ConversationTest, AShopWithoutPolicyHasNone) {
  v1::RecordConversationsRequest request;
  request.set_parent("shops/2");
  *request.add_records() = MessageAt(kTestTime, M::BUYER);
  EXPECT_THAT((Write<v1::RecordConversationsResponse>(Call(), request,
                                                      handlers::RecordConversations, rows_)),
              HasReason("NOT_FOUND"));
}

TEST_P(ConversationTest, TransfersAreKeptInOrderAndTold) {
  ASSERT_OK(Record({TransferAt(kTestTime + 60 * kSecond, "b2"), MessageAt(kTestTime, M::BUYER)}));
  ASSERT_OK_AND_ASSIGN(v1::Conversation conversation, GetConversation());
  EXPECT_EQ(conversation.agent(), "b2");
  EXPECT_EQ(conversation.buyer(), "b");
  ASSERT_OK(Record({TransferAt(kTestTime + 30 * kSecond, "lead")}));
  conversation = GetConversation().value();
  EXPECT_EQ(conversation.agent(), "b2");
  ASSERT_EQ(conversation.transfers_size(), 2);
  EXPECT_EQ(conversation.transfers(0).to_agent(), "lead");
  EXPECT_EQ(conversation.transfers(1).from_agent(), "lead");
  const std::vector<std::string> types = EventTypes();
  EXPECT_EQ(std::count(types.begin(), types.end(), "conversation.transferred"), 2);
  EXPECT_EQ(std::count(types.begin(), types.end(), "conversation.started"), 1);
}

TEST_P(ConversationTest, MessagesAreListedInTheOrderOfTime) {
  ASSERT_OK(Record({MessageAt(kTestTime + 2 * kSecond, M::BUYER),
                    MessageAt(kTestTime + 1 * kSecond, M::AGENT)}));
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime, M::ROBOT),
                    MessageAt(kTestTime, M::AGENT)}));
  std::vector<std::string> ids;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListMessagesResponse page, Messages(2, token));
    for (const v1::Message& message : page.messages()) ids.push_back(message.message_id());
    token = page.next_page_token();
  } while (!token.empty());
  const int64_t ms = ToMillis(kTestTime);
  EXPECT_EQ(ids, (std::vector<std::string>{
                     absl::StrCat("c-1-", ms), absl::StrCat("c-2-", ms), absl::StrCat("c-3-", ms),
                     absl::StrCat("c-2-", ms + 1000), absl::StrCat("c-1-", ms + 2000)}));
}

TEST_P(ConversationTest, TextsAreMaskedAndRevealedByRule) {
  v1::ConversationRecord record = MessageAt(kTestTime, M::BUYER);
  record.mutable_message()->mutable_message()->set_text("我的电话 13812341234");
  v1::ConversationRecord empty = MessageAt(kTestTime + kSecond, M::BUYER);
  empty.mutable_message()->mutable_message()->clear_text();
  ASSERT_OK(Record({record, empty}));
  ASSERT_OK_AND_ASSIGN(const v1::ListMessagesResponse masked, Messages());
  EXPECT_EQ(masked.messages(0).text().find("13812341234"), std::string::npos);
  EXPECT_NE(masked.messages(0).text().find("我的电话"), std::string::npos);

  EXPECT_THAT(Reveal("packing", "case"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal("complaint", "quality"), HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealMessagesResponse clear, Reveal("lead", "quality"));
  ASSERT_EQ(clear.messages_size(), 2);
  EXPECT_EQ(clear.messages(0).text(), "我的电话 13812341234");
  EXPECT_EQ(clear.messages(1).text(), "");
  const std::string first = record.message().message().message_id();
  EXPECT_EQ(Reveal("owner", "audit", first)->messages_size(), 1);
  EXPECT_THAT(Reveal("owner", "audit", "unknown"), HasReason("NOT_FOUND"));

  static constexpr sql::Statement kAudit = {
      "test.audit", "SELECT slot, purpose FROM reveals WHERE resource_name = $1 ORDER BY id"};
  std::vector<std::string> purposes;
  ASSERT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(kAudit, {"shops/1/conversations/c"}, [&](const sql::Row& row) {
      EXPECT_NE(std::string(row.Text(0)).find("message/"), std::string::npos);
      purposes.emplace_back(row.Text(1));
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(purposes, (std::vector<std::string>{"quality", "audit"}));
}

TEST_P(ConversationTest, AreListedByAgentBuyerAndWaiting) {
  for (int i = 0; i < 5; ++i) {
    const std::string id = absl::StrCat("c", i);
    const absl::Time time = kTestTime + i * kSecond;
    ASSERT_OK(
        Record({MessageAt(time, M::BUYER, id, i < 3 ? "a" : "b2", absl::StrCat("buyer", i % 2))}));
    if (i == 1) {
      ASSERT_OK(Record({MessageAt(time + absl::Milliseconds(1), M::AGENT, id, "a", "buyer1")}));
    }
  }
  using Ids = std::vector<std::string>;
  v1::ListConversationsRequest filter;
  EXPECT_EQ(List(filter), (Ids{"c4", "c3", "c2", "c1", "c0"}));
  filter.set_unanswered_only(true);
  EXPECT_EQ(List(filter), (Ids{"c4", "c3", "c2", "c0"}));
  filter.set_agent("a");
  EXPECT_EQ(List(filter), (Ids{"c2", "c0"}));
  filter.set_unanswered_only(false);
  EXPECT_EQ(List(filter), (Ids{"c2", "c1", "c0"}));
  filter.clear_agent();
  filter.set_buyer("buyer1");
  EXPECT_EQ(List(filter), (Ids{"c3", "c1"}));
  filter.set_unanswered_only(true);
  EXPECT_EQ(List(filter), (Ids{"c3"}));
  filter.set_agent("a");
  filter.set_parent("shops/1");
  EXPECT_THAT((Read<v1::ListConversationsResponse>(filter, handlers::ListConversations)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ConversationTest, Figures) {
  ASSERT_OK(Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + kSecond, M::AGENT),
                    MessageAt(kTestTime, M::BUYER, "c2")}));
  v1::GetFeedbackFiguresRequest request;
  request.set_parent("shops/1");
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures,
                       (Read<v1::FeedbackFigures>(request, handlers::GetFeedbackFigures)));
  EXPECT_EQ(figures.conversations(), 2);
  EXPECT_EQ(figures.messages(), 3);
  EXPECT_EQ(figures.agents(), 3);
  EXPECT_EQ(figures.reviews(), 0);
  EXPECT_EQ(figures.reviews_by_grade().at("GOOD"), 0);
}

}  // namespace
}  // namespace shopdesk::feedback
