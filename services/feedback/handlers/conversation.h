#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

absl::Status GetConversation(rpc::ReadContext& ctx, const v1::GetConversationRequest& req,
                             v1::Conversation* resp);
absl::Status ListConversations(rpc::ReadContext& ctx, const v1::ListConversationsRequest& req,
                               v1::ListConversationsResponse* resp);
absl::Status ListMessages(rpc::ReadContext& ctx, const v1::ListMessagesRequest& req,
                          v1::ListMessagesResponse* resp);
absl::Status RevealMessages(rpc::WriteContext& ctx, const v1::RevealMessagesRequest& req,
                            v1::RevealMessagesResponse* resp);

absl::Status GetScorecard(rpc::ReadContext& ctx, const v1::GetScorecardRequest& req,
                          v1::Scorecard* resp);
absl::Status GetFeedbackFigures(rpc::ReadContext& ctx, const v1::GetFeedbackFiguresRequest& req,
                                v1::FeedbackFigures* resp);

}  // namespace shopdesk::feedback::handlers
