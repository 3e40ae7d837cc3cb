#include "services/feedback/handlers/conversation.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/consultation.h"
#include "services/feedback/domain/limits.h"
#include "services/feedback/domain/policy.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/store/conversations.h"

namespace shopdesk::feedback::handlers {
namespace {

// Messages whose originals one call answers, each unsealed by itself.
constexpr int kMaxRevealed = 1000;

// The place of a message in its conversation.
domain::Utterance PlaceOf(const v1::Message& message) {
  return {.send_ms = ToMillis(FromProto(message.send_time())),
          .sender = message.sender(),
          .message_id = message.message_id()};
}

absl::StatusOr<absl::optional<domain::Utterance>> PlaceIn(const v1::ListMessagesRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  absl::optional<domain::Utterance> place;
  if (key.empty()) return place;
  int sender = 0;
  place.emplace();
  if (key.size() != 3 || !absl::SimpleAtoi(key[0], &place->send_ms) ||
      !absl::SimpleAtoi(key[1], &sender)) {
    return InvalidFieldError("page_token", "is damaged");
  }
  place->sender = static_cast<v1::Message::Sender>(sender);
  place->message_id = key[2];
  return place;
}

// Puts the originals in the place of the masked texts.
absl::Status OpenMessages(runtime::WriteContext& ctx, const std::string& conversation,
                          std::vector<v1::Message>& messages) {
  for (v1::Message& message : messages) {
    if (message.text().empty()) continue;
    v1::Message original;
    const absl::Status opened = ctx.vault().Open(
        ctx.txn(), conversation, absl::StrCat("message/", message.message_id()), original);
    if (absl::IsNotFound(opened)) continue;
    RETURN_IF_ERROR(opened);
    message.set_text(original.text());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status GetConversation(runtime::ReadContext& ctx, const v1::GetConversationRequest& request,
                             v1::Conversation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadConversation(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListConversations(runtime::ReadContext& ctx,
                               const v1::ListConversationsRequest& request,
                               v1::ListConversationsResponse* response) {
  if (!request.agent().empty() && !request.buyer().empty()) {
    return InvalidFieldError("buyer", "only one of agent, buyer may be given");
  }
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  store::ConversationKey after;
  if (!key.empty() && (key.size() != 2 || !absl::SimpleAtoi(key[0], &after.last_ms))) {
    return InvalidFieldError("page_token", "is damaged");
  }
  if (!key.empty()) after.id = key[1];
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ConversationFilter filter = {.agent = EscapeId(request.agent()),
                                            .buyer = request.buyer(),
                                            .unanswered_only = request.unanswered_only()};
  ASSIGN_OR_RETURN(std::vector<v1::Conversation> conversations,
                   store::ListConversations(ctx.txn(), shop, filter, after, size + 1));
  if (conversations.size() > static_cast<size_t>(size)) {
    conversations.resize(size);
    const v1::Conversation& last = conversations.back();
    response->set_next_page_token(
        MakePageToken(request, {absl::StrCat(ToMillis(FromProto(last.last_time()))),
                                std::string(LastSegment(last.name()))}));
  }
  for (v1::Conversation& conversation : conversations) {
    *response->add_conversations() = std::move(conversation);
  }
  return absl::OkStatus();
}

absl::Status ListMessages(runtime::ReadContext& ctx, const v1::ListMessagesRequest& request,
                          v1::ListMessagesResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), domain::kDefaultRowPageSize,
                                            domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const absl::optional<domain::Utterance> after, PlaceIn(request));
  RETURN_IF_ERROR(store::LoadConversation(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(std::vector<v1::Message> messages,
                   store::ListMessages(ctx.txn(), request.parent(),
                                       after.has_value() ? &*after : nullptr, size + 1));
  if (messages.size() > static_cast<size_t>(size)) {
    messages.resize(size);
    const domain::Utterance last = PlaceOf(messages.back());
    response->set_next_page_token(
        MakePageToken(request, {absl::StrCat(last.send_ms),
                                absl::StrCat(static_cast<int>(last.sender)), last.message_id}));
  }
  for (v1::Message& message : messages) *response->add_messages() = std::move(message);
  return absl::OkStatus();
}

absl::Status RevealMessages(runtime::WriteContext& ctx, const v1::RevealMessagesRequest& request,
                            v1::RevealMessagesResponse* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  RETURN_IF_ERROR(
      domain::CheckReveal(policy, ctx.actor().role(), request.purpose(), request.parent()));
  RETURN_IF_ERROR(store::LoadConversation(ctx.txn(), request.parent()).status());
  absl::optional<domain::Utterance> after;
  if (!request.after_message_id().empty()) {
    ASSIGN_OR_RETURN(const v1::Message message,
                     store::LoadMessage(ctx.txn(), request.parent(), request.after_message_id()));
    after = PlaceOf(message);
  }
  ASSIGN_OR_RETURN(std::vector<v1::Message> messages,
                   store::ListMessages(ctx.txn(), request.parent(),
                                       after.has_value() ? &*after : nullptr, kMaxRevealed));
  if (messages.empty()) return absl::OkStatus();
  // One row for all of them: which they were can be told from the first and the last.
  const std::string which = absl::StrCat("message/", messages.front().message_id(), "..message/",
                                         messages.back().message_id());
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    request.parent(), which, request.purpose()));
  RETURN_IF_ERROR(OpenMessages(ctx, request.parent(), messages));
  for (v1::Message& message : messages) *response->add_messages() = std::move(message);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
