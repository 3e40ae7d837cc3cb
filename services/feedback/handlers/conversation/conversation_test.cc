#include "services/feedback/handlers/conversation/conversation.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::HasReason;
using testing::kTestTime;
using testing::MessageAt;
using testing::StatusIs;
using M = v1::Message;

constexpr absl::Duration kConversationSecond = absl::Seconds(1);

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
  absl::StatusOr<v1::RevealMessagesResponse> Reveal(Role::Value role, const std::string& purpose,
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

TEST_P(ConversationTest, MessagesAreListedInTheOrderOfTime) {
  ASSERT_OK(Record({MessageAt(kTestTime + 2 * kConversationSecond, M::BUYER),
                    MessageAt(kTestTime + 1 * kConversationSecond, M::AGENT)}));
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
  v1::ConversationRecord empty = MessageAt(kTestTime + kConversationSecond, M::BUYER);
  empty.mutable_message()->mutable_message()->clear_text();
  ASSERT_OK(Record({record, empty}));
  ASSERT_OK_AND_ASSIGN(const v1::ListMessagesResponse masked, Messages());
  EXPECT_EQ(masked.messages(0).text().find("13812341234"), std::string::npos);
  EXPECT_NE(masked.messages(0).text().find("我的电话"), std::string::npos);

  EXPECT_THAT(Reveal(Role::PACKING, "case"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal(Role::COMPLAINT, "quality"), HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealMessagesResponse clear, Reveal(Role::LEAD, "quality"));
  ASSERT_EQ(clear.messages_size(), 2);
  EXPECT_EQ(clear.messages(0).text(), "我的电话 13812341234");
  EXPECT_EQ(clear.messages(1).text(), "");
  const std::string first = record.message().message().message_id();
  EXPECT_EQ(Reveal(Role::OWNER, "audit", first)->messages_size(), 1);
  EXPECT_THAT(Reveal(Role::OWNER, "audit", "unknown"), HasReason("NOT_FOUND"));

  const std::string second = empty.message().message().message_id();
  const std::string all = absl::StrCat("shops/1/conversations/c message/", first, "..message/",
                                       second, " agent-1 lead quality");
  const std::string rest = absl::StrCat("shops/1/conversations/c message/", second, "..message/",
                                        second, " agent-1 owner audit");
  EXPECT_EQ(Reveals(), (std::vector<std::string>{all, rest}));
}

TEST_P(ConversationTest, AreListedByAgentBuyerAndWaiting) {
  for (int i = 0; i < 5; ++i) {
    const std::string id = absl::StrCat("c", i);
    const absl::Time time = kTestTime + i * kConversationSecond;
    ASSERT_OK(
        Record({MessageAt(time, M::BUYER, id, i < 3 ? "a" : "b2", absl::StrCat("buyer", i % 2))}));
    if (i == 1) {
      ASSERT_OK(Record({MessageAt(time + absl::Milliseconds(1), M::AGENT, id, "a", "buyer1")}));
    }
  }
  using Ids = std::vector<std::string>;
  v1::ListConversationsRequest filter;
  EXPECT_EQ(List(filter), (Ids{"c4", "c3", "c2", "c1", "c0"}));
  *filter.mutable_last_time()->mutable_start_time() = ToProto(kTestTime + kConversationSecond);
  *filter.mutable_last_time()->mutable_end_time() = ToProto(kTestTime + 3 * kConversationSecond);
  EXPECT_EQ(List(filter), (Ids{"c2", "c1"}));
  filter.set_agent("a");
  filter.set_unanswered_only(true);
  EXPECT_EQ(List(filter), (Ids{"c2"}));
  filter.Clear();
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

}  // namespace
}  // namespace shopdesk::feedback
