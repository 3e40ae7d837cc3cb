#pragma once

#include <memory>
#include <utility>

#include "libs/rpc/host.h"
#include "libs/rpc/validate.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/conversation.grpc.pb.h"
#include "shopdesk/feedback/v1/policy.grpc.pb.h"
#include "shopdesk/feedback/v1/review.grpc.pb.h"

// The routing tables: one line an RPC.
namespace shopdesk::feedback {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class PolicyService final : public v1::PolicyService::CallbackService {
 public:
  explicit PolicyService(rpc::Host& host) : host_(host) {}

  Reactor* GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) override;
  Reactor* UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) override;
  Reactor* ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                               v1::ListPolicyRevisionsResponse* r) override;

 private:
  rpc::Host& host_;
};

class ReviewService final : public v1::ReviewService::CallbackService {
 public:
  ReviewService(rpc::Host& host, std::unique_ptr<clients::OrdersClient> orders)
      : host_(host), orders_(std::move(orders)) {}

  Reactor* SubmitReview(Context* c, const v1::SubmitReviewRequest* q, v1::Review* r) override;
  Reactor* AppendReview(Context* c, const v1::AppendReviewRequest* q, v1::Review* r) override;
  Reactor* ChangeReview(Context* c, const v1::ChangeReviewRequest* q, v1::Review* r) override;
  Reactor* ReplyToReview(Context* c, const v1::ReplyToReviewRequest* q, v1::Review* r) override;
  Reactor* ReviewBuyer(Context* c, const v1::ReviewBuyerRequest* q, v1::BuyerReview* r) override;
  Reactor* GetReview(Context* c, const v1::GetReviewRequest* q, v1::Review* r) override;
  Reactor* ListReviews(Context* c, const v1::ListReviewsRequest* q,
                       v1::ListReviewsResponse* r) override;
  Reactor* GetRatings(Context* c, const v1::GetRatingsRequest* q, v1::Ratings* r) override;
  Reactor* RebuildRatings(Context* c, const v1::RebuildRatingsRequest* q,
                          v1::RebuildRatingsResponse* r) override;
  Reactor* RevealReview(Context* c, const v1::RevealReviewRequest* q,
                        v1::RevealReviewResponse* r) override;

 private:
  rpc::Host& host_;
  const std::unique_ptr<clients::OrdersClient> orders_;
};

class ConversationService final : public v1::ConversationService::CallbackService {
 public:
  explicit ConversationService(rpc::Host& host)
      : host_(host), rows_(*v1::ConversationRecord::descriptor()) {}

  Reactor* CreateAgent(Context* c, const v1::CreateAgentRequest* q, v1::Agent* r) override;
  Reactor* GetAgent(Context* c, const v1::GetAgentRequest* q, v1::Agent* r) override;
  Reactor* ListAgents(Context* c, const v1::ListAgentsRequest* q,
                      v1::ListAgentsResponse* r) override;
  Reactor* UpdateAgent(Context* c, const v1::UpdateAgentRequest* q, v1::Agent* r) override;
  grpc::ServerBidiReactor<v1::IngestConversationsRequest, v1::IngestConversationsResponse>*
  IngestConversations(Context* c) override;
  Reactor* RecordConversations(Context* c, const v1::RecordConversationsRequest* q,
                               v1::RecordConversationsResponse* r) override;
  Reactor* GetConversation(Context* c, const v1::GetConversationRequest* q,
                           v1::Conversation* r) override;
  Reactor* ListConversations(Context* c, const v1::ListConversationsRequest* q,
                             v1::ListConversationsResponse* r) override;
  Reactor* ListMessages(Context* c, const v1::ListMessagesRequest* q,
                        v1::ListMessagesResponse* r) override;
  Reactor* RevealMessages(Context* c, const v1::RevealMessagesRequest* q,
                          v1::RevealMessagesResponse* r) override;
  Reactor* GetScorecard(Context* c, const v1::GetScorecardRequest* q, v1::Scorecard* r) override;
  Reactor* GetFeedbackFigures(Context* c, const v1::GetFeedbackFiguresRequest* q,
                              v1::FeedbackFigures* r) override;

 private:
  rpc::Host& host_;
  const rpc::Validator rows_;
};

}  // namespace shopdesk::feedback
