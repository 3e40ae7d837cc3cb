#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

// Conversations and their messages. Ids of shop, conversation and agent are escaped in keys.
namespace shopdesk::feedback::store {

extern const sql::Statement kConversationSnapshot;

absl::StatusOr<v1::Conversation> LoadConversation(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view id);
// The conversation, locked; a new one, saved as version 1 with nothing but its name, if there is
// none: `created` says so.
absl::StatusOr<v1::Conversation> LockConversation(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view id, bool& created);
// Sets the etag of what was locked.
absl::Status SaveConversation(sql::Transaction& txn, v1::Conversation& conversation);

// The time of the last message or transfer, in milliseconds, and the escaped id.
using ConversationKey = PageKey<int64_t, std::string>;
struct ConversationFilter {
  // Escaped; empty: any.
  std::string agent;
  // Empty: any. Not together with `agent`.
  std::string buyer;
  bool unanswered_only = false;
  // Those with nothing since then are left out.
  int64_t since_ms = INT64_MIN;
};
// Newest first.
absl::StatusOr<std::vector<v1::Conversation>> ListConversations(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const ConversationFilter& filter,
                                                                const ConversationKey& after,
                                                                int limit);

// Those of a buyer with a message or transfer at or after a moment, by id.
absl::StatusOr<std::vector<v1::Conversation>> ListConversationsOfBuyerSince(sql::Transaction& txn,
                                                                            absl::string_view shop,
                                                                            absl::string_view buyer,
                                                                            int64_t since_ms);

absl::StatusOr<absl::optional<v1::Message>> FindMessage(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view conversation,
                                                        absl::string_view message_id);
// `message` is in its masked form; `utterance.agent` is stored escaped. The conversation is locked.
absl::Status InsertMessage(sql::Transaction& txn, absl::string_view shop,
                           absl::string_view conversation, const domain::Utterance& utterance,
                           const v1::Message& message);
// Replaces what is said of a message whose conversation is locked.
absl::Status UpdateMessage(sql::Transaction& txn, absl::string_view shop,
                           absl::string_view conversation, const v1::Message& message);
absl::StatusOr<v1::Message> LoadMessage(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view conversation,
                                        absl::string_view message_id);
// The place of a message in its conversation: when it was sent, in milliseconds, by whom, its id.
using MessageKey = PageKey<int64_t, int64_t, std::string>;
absl::StatusOr<std::vector<v1::Message>> ListMessages(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view conversation,
                                                      const MessageKey& after, int limit);
// All utterances sent at or after a moment, in order.
absl::StatusOr<std::vector<domain::Utterance>> ListUtterancesSince(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view conversation,
                                                                   int64_t since_ms);
// When the last utterance that ends turns was sent before a moment; nullopt: never.
absl::StatusOr<absl::optional<int64_t>> FindLastAnswerBefore(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view conversation,
                                                             int64_t before_ms);

}  // namespace shopdesk::feedback::store
