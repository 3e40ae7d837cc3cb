#include "services/feedback/service.h"

#include "services/feedback/handlers/agent.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/handlers/ingest.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review.h"

namespace shopdesk::feedback {

Reactor* PolicyService::GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) {
  return host_.Read(c, q, r, handlers::GetPolicy);
}
Reactor* PolicyService::UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) {
  return host_.Write(c, q, r, handlers::UpdatePolicy);
}
Reactor* PolicyService::ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                                            v1::ListPolicyRevisionsResponse* r) {
  return host_.Query(c, q, r, handlers::ListPolicyRevisions);
}

Reactor* ReviewService::SubmitReview(Context* c, const v1::SubmitReviewRequest* q, v1::Review* r) {
  return host_.Workflow(c, q, r, handlers::SubmitReview, *orders_);
}
Reactor* ReviewService::AppendReview(Context* c, const v1::AppendReviewRequest* q, v1::Review* r) {
  return host_.Write(c, q, r, handlers::AppendReview);
}
Reactor* ReviewService::ChangeReview(Context* c, const v1::ChangeReviewRequest* q, v1::Review* r) {
  return host_.Write(c, q, r, handlers::ChangeReview);
}
Reactor* ReviewService::ReplyToReview(Context* c, const v1::ReplyToReviewRequest* q,
                                      v1::Review* r) {
  return host_.Write(c, q, r, handlers::ReplyToReview);
}
Reactor* ReviewService::ReviewBuyer(Context* c, const v1::ReviewBuyerRequest* q,
                                    v1::BuyerReview* r) {
  return host_.Workflow(c, q, r, handlers::ReviewBuyer, *orders_);
}
Reactor* ReviewService::GetReview(Context* c, const v1::GetReviewRequest* q, v1::Review* r) {
  return host_.Read(c, q, r, handlers::GetReview);
}
Reactor* ReviewService::ListReviews(Context* c, const v1::ListReviewsRequest* q,
                                    v1::ListReviewsResponse* r) {
  return host_.Query(c, q, r, handlers::ListReviews);
}
Reactor* ReviewService::GetRatings(Context* c, const v1::GetRatingsRequest* q, v1::Ratings* r) {
  return host_.Query(c, q, r, handlers::GetRatings);
}
Reactor* ReviewService::RebuildRatings(Context* c, const v1::RebuildRatingsRequest* q,
                                       v1::RebuildRatingsResponse* r) {
  return host_.Write(c, q, r, handlers::RebuildRatings);
}
Reactor* ReviewService::RevealReview(Context* c, const v1::RevealReviewRequest* q,
                                     v1::RevealReviewResponse* r) {
  return host_.Write(c, q, r, handlers::RevealReview);
}

Reactor* ConversationService::CreateAgent(Context* c, const v1::CreateAgentRequest* q,
                                          v1::Agent* r) {
  return host_.Write(c, q, r, handlers::CreateAgent);
}
Reactor* ConversationService::GetAgent(Context* c, const v1::GetAgentRequest* q, v1::Agent* r) {
  return host_.Read(c, q, r, handlers::GetAgent);
}
Reactor* ConversationService::ListAgents(Context* c, const v1::ListAgentsRequest* q,
                                         v1::ListAgentsResponse* r) {
  return host_.Query(c, q, r, handlers::ListAgents);
}
Reactor* ConversationService::UpdateAgent(Context* c, const v1::UpdateAgentRequest* q,
                                          v1::Agent* r) {
  return host_.Write(c, q, r, handlers::UpdateAgent);
}
grpc::ServerBidiReactor<v1::IngestConversationsRequest, v1::IngestConversationsResponse>*
ConversationService::IngestConversations(Context* c) {
  return host_.WriteStream<v1::IngestConversationsRequest, v1::IngestConversationsResponse>(
      c, handlers::IngestConversations, rows_);
}
Reactor* ConversationService::RecordConversations(Context* c,
                                                  const v1::RecordConversationsRequest* q,
                                                  v1::RecordConversationsResponse* r) {
  return host_.Write(c, q, r, handlers::RecordConversations, rows_);
}
Reactor* ConversationService::GetConversation(Context* c, const v1::GetConversationRequest* q,
                                              v1::Conversation* r) {
  return host_.Read(c, q, r, handlers::GetConversation);
}
Reactor* ConversationService::ListConversations(Context* c, const v1::ListConversationsRequest* q,
                                                v1::ListConversationsResponse* r) {
  return host_.Query(c, q, r, handlers::ListConversations);
}
Reactor* ConversationService::ListMessages(Context* c, const v1::ListMessagesRequest* q,
                                           v1::ListMessagesResponse* r) {
  return host_.Query(c, q, r, handlers::ListMessages);
}
Reactor* ConversationService::RevealMessages(Context* c, const v1::RevealMessagesRequest* q,
                                             v1::RevealMessagesResponse* r) {
  return host_.Write(c, q, r, handlers::RevealMessages);
}
Reactor* ConversationService::GetScorecard(Context* c, const v1::GetScorecardRequest* q,
                                           v1::Scorecard* r) {
  return host_.Query(c, q, r, handlers::GetScorecard);
}
Reactor* ConversationService::GetFeedbackFigures(Context* c, const v1::GetFeedbackFiguresRequest* q,
                                                 v1::FeedbackFigures* r) {
  return host_.Query(c, q, r, handlers::GetFeedbackFigures);
}

}  // namespace shopdesk::feedback
