#include "services/feedback/store/conversations.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kConversationSnapshot = {
    "feedback.conversation_snapshot",
    "SELECT 'shops/' || shop || '/conversations/' || id, data FROM conversations WHERE shop = $1 "
    "AND id > SUBSTR($2, LENGTH('shops/' || $1 || '/conversations/') + 1) ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/conversations/' || id, data FROM conversations WHERE shop = $1 "
    "AND id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/conversations/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFind = {"feedback.find_conversation",
                                  "SELECT data FROM conversations WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindForUpdate = {
    "feedback.find_conversation_for_update",
    "SELECT data FROM conversations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "feedback.insert_conversation",
    "INSERT INTO conversations (shop, id, buyer, agent, last_ms, unanswered_ms, message_count, "
    "version, data) VALUES ($1, $2, '', '', 0, 0, 0, 1, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "feedback.update_conversation",
    "UPDATE conversations SET buyer = $3, agent = $4, last_ms = $5, unanswered_ms = $6, "
    "message_count = $7, version = $8, data = $9 WHERE shop = $1 AND id = $2 AND version = $10"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (last_ms, id) < ($2, $3) ORDER BY last_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kList = {"feedback.list_conversations",
                                  "SELECT data FROM conversations WHERE shop = $1 " PAGE};
constexpr sql::Statement kListWaiting = {
    "feedback.list_waiting_conversations",
    "SELECT data FROM conversations WHERE shop = $1 AND unanswered_ms > 0 " PAGE};
constexpr sql::Statement kListByAgent = {
    "feedback.list_conversations_by_agent",
    "SELECT data FROM conversations WHERE shop = $1 AND agent = $5 " PAGE};
constexpr sql::Statement kListWaitingByAgent = {
    "feedback.list_waiting_conversations_by_agent",
    "SELECT data FROM conversations WHERE shop = $1 AND agent = $5 AND unanswered_ms > 0 " PAGE};
constexpr sql::Statement kListByBuyer = {
    "feedback.list_conversations_by_buyer",
    "SELECT data FROM conversations WHERE shop = $1 AND buyer = $5 " PAGE};
constexpr sql::Statement kListWaitingByBuyer = {
    "feedback.list_waiting_conversations_by_buyer",
    "SELECT data FROM conversations WHERE shop = $1 AND buyer = $5 AND unanswered_ms > 0 " PAGE};
#undef PAGE

constexpr sql::Statement kCount = {
    "feedback.count_conversations",
    "SELECT COUNT(id), CAST(COALESCE(SUM(message_count), 0) AS BIGINT) FROM conversations "
    "WHERE shop = $1"};

#define OF_CONVERSATION "FROM messages WHERE shop = $1 AND conversation = $2 "
constexpr sql::Statement kHasMessage = {"feedback.has_message",
                                        "SELECT send_ms " OF_CONVERSATION "AND message_id = $3"};
constexpr sql::Statement kInsertMessage = {
    "feedback.insert_message",
    "INSERT INTO messages (shop, conversation, message_id, send_ms, sender, channel, "
    "duration_seconds, agent, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr sql::Statement kFindMessage = {"feedback.find_message",
                                         "SELECT data " OF_CONVERSATION "AND message_id = $3"};
constexpr sql::Statement kListMessages = {"feedback.list_messages",
                                          "SELECT data " OF_CONVERSATION
                                          "AND (send_ms, sender, message_id) > ($3, $4, $5) "
                                          "ORDER BY send_ms, sender, message_id LIMIT $6"};
constexpr sql::Statement kUtterances = {
    "feedback.utterances_since",
    "SELECT send_ms, sender, message_id, channel, duration_seconds, agent " OF_CONVERSATION
    "AND send_ms >= $3 ORDER BY send_ms, sender, message_id"};
// What domain::Answers says: an agent's message, or a call (channel 2) that somebody took.
constexpr sql::Statement kLastAnswer = {
    "feedback.last_answer_before",
    "SELECT send_ms " OF_CONVERSATION
    "AND send_ms < $3 AND ((sender = 2 AND channel <> 2) OR "
    "(sender < 3 AND channel = 2 AND duration_seconds > 0)) ORDER BY send_ms DESC LIMIT 1"};
#undef OF_CONVERSATION

const sql::Statement& ListStatement(const ConversationFilter& filter) {
  if (!filter.agent.empty()) return filter.unanswered_only ? kListWaitingByAgent : kListByAgent;
  if (!filter.buyer.empty()) return filter.unanswered_only ? kListWaitingByBuyer : kListByBuyer;
  return filter.unanswered_only ? kListWaiting : kList;
}

}  // namespace

absl::StatusOr<v1::Conversation> LoadConversation(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Conversation>(txn, kFind, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Conversation> LockConversation(sql::Transaction& txn, absl::string_view name,
                                                  bool& created) {
  const absl::string_view shop = ShopOf(name);
  const absl::string_view id = LastSegment(name);
  created = false;
  ASSIGN_OR_RETURN(absl::optional<v1::Conversation> found,
                   sql::FindMessage<v1::Conversation>(txn, kFindForUpdate, {shop, id}));
  if (found.has_value()) return *std::move(found);
  v1::Conversation conversation;
  conversation.set_name(std::string(name));
  conversation.set_etag(MakeEtag(1));
  const std::string data = conversation.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted, txn.Execute(kInsert, {shop, id, sql::Blob{data}}));
  created = inserted == 1;
  if (created) return conversation;
  return sql::LoadMessage<v1::Conversation>(txn, kFindForUpdate, {shop, id}, name);
}

absl::Status SaveConversation(sql::Transaction& txn, v1::Conversation& conversation) {
  const int64_t before = VersionOf(conversation.etag());
  conversation.set_etag(MakeEtag(before + 1));
  const std::string data = conversation.SerializeAsString();
  const std::string agent = EscapeId(conversation.agent());
  const int64_t last_ms = ToMillis(FromProto(conversation.last_time()));
  const int64_t unanswered_ms = conversation.has_unanswered_since()
                                    ? ToMillis(FromProto(conversation.unanswered_since()))
                                    : 0;
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kUpdate, {ShopOf(conversation.name()), LastSegment(conversation.name()),
                            conversation.buyer(), agent, last_ms, unanswered_ms,
                            conversation.message_count(), before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, conversation.name());
}

absl::StatusOr<std::vector<v1::Conversation>> ListConversations(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const ConversationFilter& filter,
                                                                const ConversationKey& after,
                                                                int limit) {
  std::vector<v1::Conversation> conversations;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, conversations.emplace_back());
  };
  const sql::Statement& statement = ListStatement(filter);
  if (filter.agent.empty() && filter.buyer.empty()) {
    RETURN_IF_ERROR(txn.Query(statement, {shop, after.last_ms, after.id, limit}, add));
  } else {
    const std::string& whose = filter.agent.empty() ? filter.buyer : filter.agent;
    RETURN_IF_ERROR(txn.Query(statement, {shop, after.last_ms, after.id, limit, whose}, add));
  }
  return conversations;
}

absl::StatusOr<ConversationFigures> CountConversations(sql::Transaction& txn,
                                                       absl::string_view shop) {
  ConversationFigures figures;
  RETURN_IF_ERROR(txn.QueryOne(kCount, {shop},
                               [&](const sql::Row& row) {
                                 figures = {row.Int(0), row.Int(1)};
                                 return absl::OkStatus();
                               })
                      .status());
  return figures;
}

absl::StatusOr<bool> HasMessage(sql::Transaction& txn, absl::string_view conversation_name,
                                absl::string_view message_id) {
  return txn.QueryOne(kHasMessage,
                      {ShopOf(conversation_name), LastSegment(conversation_name), message_id},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::Status InsertMessage(sql::Transaction& txn, absl::string_view conversation_name,
                           const domain::Utterance& utterance, const v1::Message& message) {
  const std::string data = message.SerializeAsString();
  const std::string agent = EscapeId(utterance.agent);
  return txn
      .Execute(kInsertMessage,
               {ShopOf(conversation_name), LastSegment(conversation_name), utterance.message_id,
                utterance.send_ms, static_cast<int64_t>(utterance.sender),
                static_cast<int64_t>(utterance.channel), utterance.duration_seconds, agent,
                sql::Blob{data}})
      .status();
}

absl::StatusOr<v1::Message> LoadMessage(sql::Transaction& txn, absl::string_view conversation_name,
                                        absl::string_view message_id) {
  return sql::LoadMessage<v1::Message>(
      txn, kFindMessage, {ShopOf(conversation_name), LastSegment(conversation_name), message_id},
      std::string(conversation_name) + "/messages/" + EscapeId(message_id));
}

absl::StatusOr<std::vector<v1::Message>> ListMessages(sql::Transaction& txn,
                                                      absl::string_view conversation_name,
                                                      const domain::Utterance* after, int limit) {
  const domain::Utterance first = {.send_ms = INT64_MIN};
  const domain::Utterance& from = after == nullptr ? first : *after;
  std::vector<v1::Message> messages;
  RETURN_IF_ERROR(txn.Query(
      kListMessages,
      {ShopOf(conversation_name), LastSegment(conversation_name), from.send_ms,
       static_cast<int64_t>(from.sender), from.message_id, limit},
      [&](const sql::Row& row) { return sql::ParseColumn(row, 0, messages.emplace_back()); }));
  return messages;
}

absl::StatusOr<std::vector<domain::Utterance>> UtterancesSince(sql::Transaction& txn,
                                                               absl::string_view conversation_name,
                                                               int64_t since_ms) {
  std::vector<domain::Utterance> utterances;
  RETURN_IF_ERROR(
      txn.Query(kUtterances, {ShopOf(conversation_name), LastSegment(conversation_name), since_ms},
                [&](const sql::Row& row) {
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

absl::StatusOr<absl::optional<int64_t>> LastAnswerBefore(sql::Transaction& txn,
                                                         absl::string_view conversation_name,
                                                         int64_t before_ms) {
  absl::optional<int64_t> send_ms;
  RETURN_IF_ERROR(
      txn.QueryOne(kLastAnswer,
                   {ShopOf(conversation_name), LastSegment(conversation_name), before_ms},
                   [&](const sql::Row& row) {
                     send_ms = row.Int(0);
                     return absl::OkStatus();
                   })
          .status());
  return send_ms;
}

}  // namespace shopdesk::feedback::store
