#include "services/feedback/handlers/conversation/conversation.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/time_range.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/conversation/message.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/conversation/conversation.h"

namespace shopdesk::feedback::handlers {
namespace {

// Messages whose originals one call answers, each unsealed by itself.
constexpr int kMaxRevealed = 1000;

// Where a conversation begins: before all of its messages.
store::MessageKey Beginning() { return store::MessageKey(INT64_MIN, 0, ""); }

store::MessageKey MessageKeyOf(const v1::Message& message) {
  return store::MessageKey(ToMillis(FromProto(message.send_time())), message.sender(),
                           message.message_id());
}

}  // namespace

absl::Status OpenMessages(runtime::WriteContext& ctx, const std::string& conversation,
                          std::vector<v1::Message>& messages) {
  for (v1::Message& message : messages) {
    std::vector<v1::FormerText> texts = domain::TextsOf(message);
    for (v1::FormerText& text : texts) {
      if (text.text().empty()) continue;
      ASSIGN_OR_RETURN(std::string original,
                       ctx.vault().OpenText(ctx.txn(), conversation,
                                            domain::TextSlot(message.message_id(), text)));
      if (!original.empty()) text.set_text(std::move(original));
    }
    message.set_text(texts.back().text());
    texts.pop_back();
    *message.mutable_former_texts() = {texts.begin(), texts.end()};
  }
  return absl::OkStatus();
}

absl::Status GetConversation(runtime::ReadContext& ctx, const v1::GetConversationRequest& request,
                             v1::Conversation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadConversation(ctx.txn(), ShopOf(request.name()),
                                                      LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListConversations(runtime::ReadContext& ctx,
                               const v1::ListConversationsRequest& request,
                               v1::ListConversationsResponse* response) {
  if (!request.agent().empty() && !request.buyer().empty()) {
    return InvalidFieldError("buyer", "only one of agent, buyer may be given");
  }
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const MillisRange last = MillisOf(request.last_time());
  const store::ConversationFilter filter = {.agent = EscapeId(request.agent()),
                                            .buyer = request.buyer(),
                                            .unanswered_only = request.unanswered_only(),
                                            .since_ms = last.start};
  return ListPage(
      request, kResourcePage, store::ConversationKey(last.end, ""),
      [&](const store::ConversationKey& after, int limit) {
        return store::ListConversations(ctx.txn(), shop, filter, after, limit);
      },
      [](const v1::Conversation& conversation) {
        return store::ConversationKey(ToMillis(FromProto(conversation.last_time())),
                                      LastSegment(conversation.name()));
      },
      *response, *response->mutable_conversations());
}

absl::Status ListMessages(runtime::ReadContext& ctx, const v1::ListMessagesRequest& request,
                          v1::ListMessagesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  const absl::string_view id = LastSegment(request.parent());
  RETURN_IF_ERROR(store::LoadConversation(ctx.txn(), shop, id).status());
  return ListPage(
      request, kShortRowPage, Beginning(),
      [&](const store::MessageKey& after, int limit) {
        return store::ListMessages(ctx.txn(), shop, id, after, limit);
      },
      MessageKeyOf, *response, *response->mutable_messages());
}

absl::Status RevealMessages(runtime::WriteContext& ctx, const v1::RevealMessagesRequest& request,
                            v1::RevealMessagesResponse* response) {
  RETURN_IF_ERROR(LoadRevealRules(ctx, request.parent(), request.purpose()).status());
  const absl::string_view shop = ShopOf(request.parent());
  const absl::string_view id = LastSegment(request.parent());
  RETURN_IF_ERROR(store::LoadConversation(ctx.txn(), shop, id).status());
  store::MessageKey after = Beginning();
  if (!request.after_message_id().empty()) {
    ASSIGN_OR_RETURN(const v1::Message message,
                     store::LoadMessage(ctx.txn(), shop, id, request.after_message_id()));
    after = MessageKeyOf(message);
  }
  ASSIGN_OR_RETURN(std::vector<v1::Message> messages,
                   store::ListMessages(ctx.txn(), shop, id, after, kMaxRevealed));
  if (messages.empty()) return absl::OkStatus();
  // One row for all of them: which they were can be told from the first and the last.
  const std::string which = absl::StrCat("message/", messages.front().message_id(), "..message/",
                                         messages.back().message_id());
  RETURN_IF_ERROR(runtime::Audit(ctx, request.parent(), which, request.purpose()));
  RETURN_IF_ERROR(OpenMessages(ctx, request.parent(), messages));
  for (v1::Message& message : messages) *response->add_messages() = std::move(message);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
