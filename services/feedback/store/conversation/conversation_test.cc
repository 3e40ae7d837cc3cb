#include "services/feedback/store/conversation/conversation.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ConversationStoreTest : public testing::StoreTest {
 protected:
  using M = v1::Message;

  absl::Status Say(int64_t send_ms, M::Sender sender, M::Channel channel = M::IM,
                   int64_t duration_seconds = 0) {
    v1::Message message;
    message.set_message_id(absl::StrCat("m", send_ms, ".", sender));
    *message.mutable_send_time() = ToProto(FromMillis(send_ms));
    const domain::Utterance utterance = {.send_ms = send_ms,
                                         .sender = sender,
                                         .message_id = message.message_id(),
                                         .channel = channel,
                                         .duration_seconds = duration_seconds,
                                         .agent = "a"};
    return Run(
        [&](sql::Transaction& txn) { return InsertMessage(txn, "1", "c", utterance, message); });
  }
  std::vector<std::string> Messages(const MessageKey& after, int limit) {
    const auto messages =
        Run([&](sql::Transaction& txn) { return ListMessages(txn, "1", "c", after, limit); });
    EXPECT_OK(messages.status());
    std::vector<std::string> ids;
    for (const v1::Message& message : *messages) ids.push_back(message.message_id());
    return ids;
  }
  absl::optional<int64_t> LastAnswer(int64_t before_ms) {
    return Run([&](sql::Transaction& txn) {
             return FindLastAnswerBefore(txn, "1", "c", before_ms);
           })
        .value();
  }
  absl::Status Save(const std::string& id, const std::string& agent, const std::string& buyer,
                    int64_t last_ms, bool waits) {
    return Run([&](sql::Transaction& txn) -> absl::Status {
      bool created = false;
      ASSIGN_OR_RETURN(v1::Conversation conversation, LockConversation(txn, "1", id, created));
      conversation.set_agent(agent);
      conversation.set_buyer(buyer);
      conversation.set_message_count(2);
      *conversation.mutable_last_time() = ToProto(FromMillis(last_ms));
      if (waits) *conversation.mutable_unanswered_since() = conversation.last_time();
      return SaveConversation(txn, conversation);
    });
  }
  std::vector<std::string> List(const ConversationFilter& filter) {
    const auto found = Run([&](sql::Transaction& txn) {
      return ListConversations(txn, "1", filter, ConversationKey(INT64_MAX, ""), 10);
    });
    EXPECT_OK(found.status());
    std::vector<std::string> ids;
    for (const v1::Conversation& one : *found) ids.emplace_back(LastSegment(one.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ConversationStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ConversationStoreTest, IsMadeByTheFirstWhoLocksIt) {
  bool created = false;
  const auto lock = [&](sql::Transaction& txn) { return LockConversation(txn, "1", "c", created); };
  ASSERT_OK_AND_ASSIGN(v1::Conversation conversation, Run(lock));
  EXPECT_TRUE(created);
  EXPECT_EQ(conversation.name(), "shops/1/conversations/c");
  EXPECT_EQ(conversation.etag(), "v1");
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveConversation(txn, conversation); }));
  EXPECT_EQ(Run(lock)->etag(), "v2");
  EXPECT_FALSE(created);
  const auto missing = Run([](sql::Transaction& txn) { return LoadConversation(txn, "1", "d"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/conversations/d");
}

TEST_P(ConversationStoreTest, ListsByAgentBuyerAndWhoWaits) {
  ASSERT_OK(Save("c1", "a", "x", 1, true));
  ASSERT_OK(Save("c2", "a", "y", 2, false));
  ASSERT_OK(Save("c3", "b", "x", 3, true));
  EXPECT_THAT(List({}), ElementsAre("c3", "c2", "c1"));
  EXPECT_THAT(List({.unanswered_only = true}), ElementsAre("c3", "c1"));
  EXPECT_THAT(List({.agent = "a"}), ElementsAre("c2", "c1"));
  EXPECT_THAT(List({.agent = "a", .unanswered_only = true}), ElementsAre("c1"));
  EXPECT_THAT(List({.buyer = "x"}), ElementsAre("c3", "c1"));
  EXPECT_THAT(List({.buyer = "y", .unanswered_only = true}), IsEmpty());
}

TEST_P(ConversationStoreTest, ABuyersConversationsFromAMomentOn) {
  ASSERT_OK(Save("c1", "a", "x", 1, true));
  ASSERT_OK(Save("c2", "a", "x", 2, false));
  ASSERT_OK(Save("c3", "b", "x", 3, true));
  ASSERT_OK(Save("c4", "b", "y", 3, true));
  const auto found =
      Run([](sql::Transaction& txn) { return ListConversationsOfBuyerSince(txn, "1", "x", 2); });
  ASSERT_OK(found.status());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].name(), "shops/1/conversations/c2");
  EXPECT_EQ((*found)[1].name(), "shops/1/conversations/c3");
}

TEST_P(ConversationStoreTest, MessagesStandByTimeThenSenderAndGoOnAfterAKey) {
  ASSERT_OK(Say(2, M::BUYER));
  ASSERT_OK(Say(1, M::AGENT));
  ASSERT_OK(Say(1, M::BUYER));
  const MessageKey first(INT64_MIN, 0, "");
  EXPECT_THAT(Messages(first, 10), ElementsAre("m1.1", "m1.2", "m2.1"));
  EXPECT_THAT(Messages(first, 1), ElementsAre("m1.1"));
  EXPECT_THAT(Messages(MessageKey(1, M::BUYER, "m1.1"), 10), ElementsAre("m1.2", "m2.1"));
  EXPECT_THAT(Messages(MessageKey(2, M::BUYER, "m2.1"), 10), IsEmpty());
  const auto text_of = [&](const char* conversation) -> absl::optional<std::string> {
    const auto found =
        Run([&](sql::Transaction& txn) { return FindMessage(txn, "1", conversation, "m2.1"); });
    EXPECT_OK(found.status());
    if (!found->has_value()) return absl::nullopt;
    return (*found)->text();
  };
  EXPECT_EQ(text_of("c"), "");
  EXPECT_EQ(text_of("d"), absl::nullopt);
  v1::Message edited;
  edited.set_message_id("m2.1");
  edited.set_text("edited");
  ASSERT_OK(Run([&](sql::Transaction& txn) { return UpdateMessage(txn, "1", "c", edited); }));
  EXPECT_EQ(text_of("c"), "edited");
  EXPECT_THAT(Messages(first, 10), ElementsAre("m1.1", "m1.2", "m2.1"));
  const auto missing =
      Run([](sql::Transaction& txn) { return LoadMessage(txn, "1", "c", "none"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/conversations/c/messages/none");
}

TEST_P(ConversationStoreTest, UtterancesFromAMomentOnAreWhatWasSaid) {
  ASSERT_OK(Say(1, M::BUYER));
  ASSERT_OK(Say(2, M::AGENT, M::PHONE, 30));
  ASSERT_OK_AND_ASSIGN(const std::vector<domain::Utterance> said, Run([](sql::Transaction& txn) {
                         return ListUtterancesSince(txn, "1", "c", 2);
                       }));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].sender, M::AGENT);
  EXPECT_EQ(said[0].channel, M::PHONE);
  EXPECT_EQ(said[0].duration_seconds, 30);
  EXPECT_EQ(said[0].agent, "a");
}

// The statement says again what domain::Answers says.
TEST_P(ConversationStoreTest, TheLastAnswerIsOneThatEndsTurns) {
  int64_t send_ms = 0;
  absl::optional<int64_t> last;
  for (const M::Sender sender : {M::BUYER, M::AGENT, M::ROBOT}) {
    for (const M::Channel channel : {M::IM, M::PHONE}) {
      for (const int64_t duration_seconds : {0, 5}) {
        ASSERT_OK(Say(++send_ms, sender, channel, duration_seconds));
        const domain::Utterance utterance = {
            .sender = sender, .channel = channel, .duration_seconds = duration_seconds};
        if (domain::Answers(utterance)) last = send_ms;
        EXPECT_EQ(LastAnswer(send_ms + 1), last) << sender << " " << channel;
      }
    }
  }
  ASSERT_TRUE(last.has_value());
  EXPECT_LT(LastAnswer(*last), last) << "before it, not at it";
}

}  // namespace
}  // namespace shopdesk::feedback::store
