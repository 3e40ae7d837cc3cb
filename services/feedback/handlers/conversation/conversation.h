#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

absl::Status GetConversation(runtime::ReadContext& ctx, const v1::GetConversationRequest& request,
                             v1::Conversation* response);
absl::Status ListConversations(runtime::ReadContext& ctx,
                               const v1::ListConversationsRequest& request,
                               v1::ListConversationsResponse* response);
absl::Status ListMessages(runtime::ReadContext& ctx, const v1::ListMessagesRequest& request,
                          v1::ListMessagesResponse* response);
absl::Status RevealMessages(runtime::WriteContext& ctx, const v1::RevealMessagesRequest& request,
                            v1::RevealMessagesResponse* response);

// Puts the originals of a conversation's messages in the place of their masked texts. The caller
// has written down that he reads them, or keeps them sealed.
absl::Status OpenMessages(runtime::WriteContext& ctx, const std::string& conversation,
                          std::vector<v1::Message>& messages);

absl::Status GetScorecard(runtime::ReadContext& ctx, const v1::GetScorecardRequest& request,
                          v1::Scorecard* response);
absl::Status ListScorecards(runtime::ReadContext& ctx, const v1::ListScorecardsRequest& request,
                            v1::ListScorecardsResponse* response);
absl::Status GetFeedbackFigures(runtime::ReadContext& ctx,
                                const v1::GetFeedbackFiguresRequest& request,
                                v1::FeedbackFigures* response);

}  // namespace shopdesk::feedback::handlers
