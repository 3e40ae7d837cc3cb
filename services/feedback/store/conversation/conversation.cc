#include "services/feedback/store/conversation/conversation.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/store/shop/list_key.h"

namespace shopdesk::feedback::store {

using domain::ConversationName;
using v1::Conversation;

const sql::Statement kConversationSnapshot = {
    "feedback.snapshot_conversation",
    "SELECT 'shops/' || shop || '/conversations/' || id, data FROM conversations WHERE shop = $1 "
    "AND id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/conversations/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindConversation = {
    "feedback.find_conversation", "SELECT data FROM conversations WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindConversationForUpdate = {
    "feedback.find_conversation_for_update",
    "SELECT data FROM conversations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertConversation = {
    "feedback.insert_conversation",
    "INSERT INTO conversations (shop, id, buyer, agent, last_ms, unanswered_ms, message_count, "
    "version, data) VALUES ($1, $2, '', '', 0, 0, 0, $3, $4) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveConversation = {
    "feedback.save_conversation",
    "UPDATE conversations SET buyer = $3, agent = $4, last_ms = $5, unanswered_ms = $6, "
    "message_count = $7, version = $8, data = $9 WHERE shop = $1 AND id = $2 AND version = $10"};

// Pages, newest first: one statement for each index.
#define PAGE                                        \
  "AND (last_ms, id) < ($2, $3) AND last_ms >= $5 " \
  "ORDER BY last_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListConversations = {
    "feedback.list_conversations", "SELECT data FROM conversations WHERE shop = $1 " PAGE};
constexpr sql::Statement kListWaitingConversations = {
    "feedback.list_waiting_conversations",
    "SELECT data FROM conversations WHERE shop = $1 AND unanswered_ms > 0 " PAGE};
constexpr sql::Statement kListConversationsByAgent = {
    "feedback.list_conversations_by_agent",
    "SELECT data FROM conversations WHERE shop = $1 AND agent = $6 " PAGE};
constexpr sql::Statement kListWaitingConversationsByAgent = {
    "feedback.list_waiting_conversations_by_agent",
    "SELECT data FROM conversations WHERE shop = $1 AND agent = $6 AND unanswered_ms > 0 " PAGE};
constexpr sql::Statement kListConversationsByBuyer = {
    "feedback.list_conversations_by_buyer",
    "SELECT data FROM conversations WHERE shop = $1 AND buyer = $6 " PAGE};
constexpr sql::Statement kListWaitingConversationsByBuyer = {
    "feedback.list_waiting_conversations_by_buyer",
    "SELECT data FROM conversations WHERE shop = $1 AND buyer = $6 AND unanswered_ms > 0 " PAGE};
#undef PAGE

constexpr sql::Statement kListConversationsOfBuyerSince = {
    "feedback.list_conversations_of_buyer_since",
    "SELECT data FROM conversations WHERE shop = $1 AND buyer = $2 AND last_ms >= $3 ORDER BY id"};

#define OF_CONVERSATION "FROM messages WHERE shop = $1 AND conversation = $2 "
constexpr sql::Statement kInsertMessage = {
    "feedback.insert_message",
    "INSERT INTO messages (shop, conversation, message_id, send_ms, sender, channel, "
    "duration_seconds, agent, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr sql::Statement kUpdateMessage = {
    "feedback.update_message",
    "UPDATE messages SET data = $4 WHERE shop = $1 AND conversation = $2 AND message_id = $3"};
constexpr sql::Statement kFindMessage = {"feedback.find_message",
                                         "SELECT data " OF_CONVERSATION "AND message_id = $3"};
constexpr sql::Statement kListMessages = {"feedback.list_messages",
                                          "SELECT data " OF_CONVERSATION
                                          "AND (send_ms, sender, message_id) > ($3, $4, $5) "
                                          "ORDER BY send_ms, sender, message_id LIMIT $6"};
constexpr sql::Statement kListUtterancesSince = {
    "feedback.list_utterances_since",
    "SELECT send_ms, sender, message_id, channel, duration_seconds, agent " OF_CONVERSATION
    "AND send_ms >= $3 ORDER BY send_ms, sender, message_id"};
// What domain::Answers says: an agent's message, or a call (channel 2) that somebody took.
constexpr sql::Statement kFindLastAnswerBefore = {
    "feedback.find_last_answer_before",
    "SELECT send_ms " OF_CONVERSATION
    "AND send_ms < $3 AND ((sender = 2 AND channel <> 2) OR "
    "(sender < 3 AND channel = 2 AND duration_seconds > 0)) ORDER BY send_ms DESC LIMIT 1"};
#undef OF_CONVERSATION

const sql::Statement& ListStatement(const ConversationFilter& filter) {
  if (!filter.agent.empty())
    return filter.unanswered_only ? kListWaitingConversationsByAgent : kListConversationsByAgent;
  if (!filter.buyer.empty())
    return filter.unanswered_only ? kListWaitingConversationsByBuyer : kListConversationsByBuyer;
  return filter.unanswered_only ? kListWaitingConversations : kListConversations;
}

}  // namespace

absl::StatusOr<Conversation> LoadConversation(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view id) {
  return sql::LoadMessage<Conversation>(txn, kFindConversation, {shop, id},
                                        ConversationName(shop, id));
}

absl::StatusOr<Conversation> LockConversation(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view id, bool& created) {
  ASSIGN_OR_RETURN(absl::optional<Conversation> found,
                   sql::FindMessage<Conversation>(txn, kFindConversationForUpdate, {shop, id}));
  created = false;
  if (found.has_value()) return *std::move(found);
  Conversation conversation;
  conversation.set_name(ConversationName(shop, id));
  const absl::Status inserted =
      sql::InsertVersioned(txn, kInsertConversation, conversation, shop, id);
  created = inserted.ok();
  if (created) return conversation;
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return sql::LoadMessage<Conversation>(txn, kFindConversationForUpdate, {shop, id},
                                        conversation.name());
}

absl::Status SaveConversation(sql::Transaction& txn, Conversation& conversation) {
  const std::string agent = EscapeId(conversation.agent());
  const int64_t unanswered_ms = conversation.has_unanswered_since()
                                    ? ToMillis(FromProto(conversation.unanswered_since()))
                                    : 0;
  return sql::SaveVersioned(txn, kSaveConversation, conversation, ShopOf(conversation.name()),
                            LastSegment(conversation.name()), conversation.buyer(), agent,
                            ToMillis(FromProto(conversation.last_time())), unanswered_ms,
                            conversation.message_count());
}

absl::StatusOr<std::vector<Conversation>> ListConversations(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const ConversationFilter& filter,
                                                            const ConversationKey& after,
                                                            int limit) {
  const sql::Statement& statement = ListStatement(filter);
  if (filter.agent.empty() && filter.buyer.empty()) {
    return ListAfter<Conversation>(txn, statement, shop, after, limit, filter.since_ms);
  }
  return ListAfter<Conversation>(txn, statement, shop, after, limit, filter.since_ms,
                                 filter.agent.empty() ? filter.buyer : filter.agent);
}

absl::StatusOr<std::vector<Conversation>> ListConversationsOfBuyerSince(sql::Transaction& txn,
                                                                        absl::string_view shop,
                                                                        absl::string_view buyer,
                                                                        int64_t since_ms) {
  return sql::ListMessages<Conversation>(txn, kListConversationsOfBuyerSince,
                                         {shop, buyer, since_ms});
}

absl::StatusOr<absl::optional<v1::Message>> FindMessage(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view conversation,
                                                        absl::string_view message_id) {
  return sql::FindMessage<v1::Message>(txn, kFindMessage, {shop, conversation, message_id});
}

absl::Status InsertMessage(sql::Transaction& txn, absl::string_view shop,
                           absl::string_view conversation, const domain::Utterance& utterance,
                           const v1::Message& message) {
  const std::string data = message.SerializeAsString();
  const std::string agent = EscapeId(utterance.agent);
  return txn
      .Execute(kInsertMessage, {shop, conversation, utterance.message_id, utterance.send_ms,
                                int64_t{utterance.sender}, int64_t{utterance.channel},
                                utterance.duration_seconds, agent, sql::Blob{data}})
      .status();
}

absl::Status UpdateMessage(sql::Transaction& txn, absl::string_view shop,
                           absl::string_view conversation, const v1::Message& message) {
  const std::string data = message.SerializeAsString();
  return txn.Execute(kUpdateMessage, {shop, conversation, message.message_id(), sql::Blob{data}})
      .status();
}

absl::StatusOr<v1::Message> LoadMessage(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view conversation,
                                        absl::string_view message_id) {
  return sql::LoadMessage<v1::Message>(
      txn, kFindMessage, {shop, conversation, message_id},
      absl::StrCat(ConversationName(shop, conversation), "/messages/", EscapeId(message_id)));
}

absl::StatusOr<std::vector<v1::Message>> ListMessages(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view conversation,
                                                      const MessageKey& after, int limit) {
  const auto& [send_ms, sender, id] = after;
  return sql::ListMessages<v1::Message>(txn, kListMessages,
                                        {shop, conversation, send_ms, sender, id, limit});
}

absl::StatusOr<std::vector<domain::Utterance>> ListUtterancesSince(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view conversation,
                                                                   int64_t since_ms) {
  std::vector<domain::Utterance> utterances;
  RETURN_IF_ERROR(
      txn.Query(kListUtterancesSince, {shop, conversation, since_ms}, [&](const sql::Row& row) {
        utterances.push_back({.send_ms = row.Int(0),
                              .sender = static_cast<v1::Message::Sender>(row.Int(1)),
                              .message_id = std::string(row.Text(2)),
                              .channel = static_cast<v1::Message::Channel>(row.Int(3)),
                              .duration_seconds = row.Int(4),
                              .agent = std::string(row.Text(5))});
        return absl::OkStatus();
      }));
  return utterances;
}

absl::StatusOr<absl::optional<int64_t>> FindLastAnswerBefore(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view conversation,
                                                             int64_t before_ms) {
  absl::optional<int64_t> send_ms;
  RETURN_IF_ERROR(txn.QueryOne(kFindLastAnswerBefore, {shop, conversation, before_ms},
                               [&](const sql::Row& row) {
                                 send_ms = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return send_ms;
}

}  // namespace shopdesk::feedback::store
