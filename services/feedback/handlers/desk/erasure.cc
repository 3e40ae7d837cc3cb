#include "services/feedback/handlers/desk/erasure.h"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/erase.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/conversation/message.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/question.h"
#include "services/feedback/store/shop/erasure.h"

namespace shopdesk::feedback::handlers {
namespace {

// Conversations of a step.
constexpr int kConversationsInStep = 10;
// Messages that are read at once.
constexpr int kMessagesAtOnce = 500;

store::MessageKey KeyOf(const v1::Message& message) {
  return store::MessageKey(ToMillis(FromProto(message.send_time())), message.sender(),
                           message.message_id());
}

absl::Status EraseMessage(runtime::WriteContext& ctx, const v1::Conversation& conversation,
                          v1::Message& message) {
  for (const v1::FormerText& text : domain::TextsOf(message)) {
    // Nothing is sealed for a text that is empty.
    RETURN_IF_ERROR(runtime::SealText(ctx, conversation.name(),
                                      domain::TextSlot(message.message_id(), text), "")
                        .status());
  }
  privacy::EraseMessage(message);
  return store::UpdateMessage(ctx.txn(), ShopOf(conversation.name()),
                              LastSegment(conversation.name()), message);
}

// The messages that were sent before.
absl::Status EraseMessages(runtime::WriteContext& ctx, const v1::Conversation& conversation,
                           int64_t before_ms) {
  const absl::string_view shop = ShopOf(conversation.name());
  const absl::string_view id = LastSegment(conversation.name());
  store::MessageKey after(INT64_MIN, 0, "");
  while (true) {
    ASSIGN_OR_RETURN(std::vector<v1::Message> messages,
                     store::ListMessages(ctx.txn(), shop, id, after, kMessagesAtOnce));
    for (v1::Message& message : messages) {
      after = KeyOf(message);
      if (std::get<0>(after) > before_ms) return absl::OkStatus();
      RETURN_IF_ERROR(EraseMessage(ctx, conversation, message));
    }
    if (messages.size() < kMessagesAtOnce) return absl::OkStatus();
  }
}

// Where the round over a buyer's conversations goes on, the latest first: "<milliseconds> <id>".
store::ConversationKey KeyOf(const std::string& cursor) {
  store::ConversationKey key(INT64_MAX, "");
  const std::vector<std::string> parts = absl::StrSplit(cursor, absl::MaxSplits(' ', 1));
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &std::get<0>(key))) {
    std::get<1>(key) = parts[1];
  }
  return key;
}

absl::StatusOr<erasure::Step> TakeStep(runtime::WriteContext& ctx,
                                       const erasure::v1::Erasure& erasure,
                                       const std::string& cursor) {
  erasure::Step step;
  const absl::string_view shop = ShopOf(erasure.name());
  // Before the texts are gone: whoever counts meanwhile takes no other of his.
  const int64_t create_ms = ToMillis(FromProto(erasure.create_time()));
  RETURN_IF_ERROR(store::ForgetAskedBy(ctx.txn(), shop, erasure.buyer(), create_ms));
  if (cursor.empty()) {
    ASSIGN_OR_RETURN(step.erased, store::EraseExamples(ctx.txn(), ctx.vault(), shop,
                                                       erasure.buyer(), erasure::TellIn(ctx)));
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Conversation> conversations,
                   store::ListConversations(ctx.txn(), shop, {.buyer = erasure.buyer()},
                                            KeyOf(cursor), kConversationsInStep));
  for (const v1::Conversation& conversation : conversations) {
    RETURN_IF_ERROR(EraseMessages(ctx, conversation, create_ms));
    ++step.erased;
  }
  if (conversations.size() == kConversationsInStep) {
    step.cursor = absl::StrCat(ToMillis(FromProto(conversations.back().last_time())), " ",
                               LastSegment(conversations.back().name()));
  }
  return step;
}

}  // namespace

absl::Status EraseOrder(runtime::WriteContext& ctx, absl::string_view order_name) {
  return store::EraseOrder(ctx.txn(), ctx.vault(), ShopOf(order_name), LastSegment(order_name),
                           erasure::TellIn(ctx))
      .status();
}

absl::Status EraseBuyer(runtime::WriteContext& ctx, const erasure::v1::Erasure& erasure) {
  return erasure::Begin(ctx, erasure.name(), erasure.buyer(), FromProto(erasure.create_time()))
      .status();
}

absl::Status EraseSomeConversations(runtime::WriteContext& ctx, const timer::Due& due) {
  return erasure::TakeStep(ctx, due, TakeStep);
}

}  // namespace shopdesk::feedback::handlers
