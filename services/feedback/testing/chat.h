#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "services/feedback/testing/service_test.h"

namespace shopdesk::feedback::testing {

// The records of a chat tool.
inline v1::ConversationRecord MessageAt(absl::Time time, v1::Message::Sender sender,
                                        const std::string& conversation = "c",
                                        const std::string& agent = "a",
                                        const std::string& buyer = "b") {
  v1::ConversationRecord record;
  v1::ConversationRecord::MessageRecord* message = record.mutable_message();
  message->set_conversation_id(conversation);
  message->set_buyer(buyer);
  message->set_agent(agent);
  message->mutable_message()->set_message_id(
      absl::StrCat(conversation, "-", sender, "-", ToMillis(time)));
  message->mutable_message()->set_sender(sender);
  message->mutable_message()->set_channel(v1::Message::IM);
  message->mutable_message()->set_text("hello");
  *message->mutable_message()->mutable_send_time() = ToProto(time);
  return record;
}

inline v1::ConversationRecord TransferAt(absl::Time time, const std::string& to,
                                         const std::string& conversation = "c") {
  v1::ConversationRecord record;
  record.mutable_transfer()->set_conversation_id(conversation);
  record.mutable_transfer()->set_to_agent(to);
  *record.mutable_transfer()->mutable_time() = ToProto(time);
  return record;
}

inline v1::ConversationRecord OnlineAt(absl::Time start, absl::Duration length,
                                       const std::string& agent = "a") {
  v1::ConversationRecord record;
  record.mutable_online()->set_agent(agent);
  record.mutable_online()->set_session_id(absl::StrCat("s", ToMillis(start)));
  *record.mutable_online()->mutable_start_time() = ToProto(start);
  *record.mutable_online()->mutable_end_time() = ToProto(start + length);
  return record;
}

class ChatTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    for (const char* id : {"a", "b2", "lead"}) ASSERT_OK(CreateAgent(id).status());
  }

  absl::StatusOr<v1::Agent> CreateAgent(const std::string& id, const v1::Agent& agent = {}) {
    v1::CreateAgentRequest request;
    request.set_parent("shops/1");
    request.set_agent_id(id);
    *request.mutable_agent() = agent;
    return Write<v1::Agent>(Call(), request, handlers::CreateAgent);
  }

  absl::StatusOr<v1::RecordConversationsResponse> Record(
      const std::vector<v1::ConversationRecord>& records) {
    v1::RecordConversationsRequest request;
    request.set_parent("shops/1");
    for (const v1::ConversationRecord& record : records) *request.add_records() = record;
    return Write<v1::RecordConversationsResponse>(Call(), request, handlers::RecordConversations,
                                                  rows_);
  }

  absl::StatusOr<v1::Conversation> GetConversation(const std::string& id = "c") {
    v1::GetConversationRequest request;
    request.set_name(absl::StrCat("shops/1/conversations/", id));
    return Read<v1::Conversation>(request, handlers::GetConversation);
  }

  // A figure of the agent's scorecard at a day, "2024-03-04" by default.
  v1::Figure FigureOf(const std::string& key, const std::string& agent = "a",
                      v1::GetScorecardRequest::Period period = v1::GetScorecardRequest::DAY,
                      const std::string& date = "2024-03-04") {
    v1::GetScorecardRequest request;
    request.set_name(absl::StrCat("shops/1/agents/", agent));
    request.set_period(period);
    request.set_date(date);
    const auto card = Read<v1::Scorecard>(request, handlers::GetScorecard);
    EXPECT_THAT(card, IsOk());
    if (!card.ok()) return {};
    for (const v1::Figure& figure : card->figures()) {
      if (figure.key() == key) return figure;
    }
    ADD_FAILURE() << "no figure " << key;
    return {};
  }
};

}  // namespace shopdesk::feedback::testing
