#pragma once

#include <memory>
#include <utility>

#include "libs/rpc/host.h"
#include "libs/rpc/validate.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/commission.grpc.pb.h"
#include "shopdesk/feedback/v1/complaint.grpc.pb.h"
#include "shopdesk/feedback/v1/conversation.grpc.pb.h"
#include "shopdesk/feedback/v1/follow_up.grpc.pb.h"
#include "shopdesk/feedback/v1/policy.grpc.pb.h"
#include "shopdesk/feedback/v1/review.grpc.pb.h"
#include "shopdesk/feedback/v1/review_case.grpc.pb.h"

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

class ReviewCaseService final : public v1::ReviewCaseService::CallbackService {
 public:
  explicit ReviewCaseService(rpc::Host& host) : host_(host) {}

  Reactor* GetReviewCase(Context* c, const v1::GetReviewCaseRequest* q, v1::ReviewCase* r) override;
  Reactor* ListReviewCases(Context* c, const v1::ListReviewCasesRequest* q,
                           v1::ListReviewCasesResponse* r) override;
  Reactor* RecordCaseContact(Context* c, const v1::RecordCaseContactRequest* q,
                             v1::ReviewCase* r) override;
  Reactor* FindCaseCause(Context* c, const v1::FindCaseCauseRequest* q, v1::ReviewCase* r) override;
  Reactor* OfferCaseSolution(Context* c, const v1::OfferCaseSolutionRequest* q,
                             v1::ReviewCase* r) override;
  Reactor* CloseReviewCase(Context* c, const v1::CloseReviewCaseRequest* q,
                           v1::ReviewCase* r) override;
  Reactor* MarkCaseMalicious(Context* c, const v1::MarkCaseMaliciousRequest* q,
                             v1::ReviewCase* r) override;
  Reactor* RevealReviewCase(Context* c, const v1::RevealReviewCaseRequest* q,
                            v1::RevealReviewCaseResponse* r) override;

 private:
  rpc::Host& host_;
};

class ComplaintService final : public v1::ComplaintService::CallbackService {
 public:
  ComplaintService(rpc::Host& host, std::unique_ptr<clients::OrdersClient> orders)
      : host_(host), orders_(std::move(orders)) {}

  Reactor* OpenComplaint(Context* c, const v1::OpenComplaintRequest* q, v1::Complaint* r) override;
  Reactor* GetComplaint(Context* c, const v1::GetComplaintRequest* q, v1::Complaint* r) override;
  Reactor* ListComplaints(Context* c, const v1::ListComplaintsRequest* q,
                          v1::ListComplaintsResponse* r) override;
  Reactor* RecordComplaintContact(Context* c, const v1::RecordComplaintContactRequest* q,
                                  v1::Complaint* r) override;
  Reactor* AnswerComplaint(Context* c, const v1::AnswerComplaintRequest* q,
                           v1::Complaint* r) override;
  Reactor* CloseComplaint(Context* c, const v1::CloseComplaintRequest* q,
                          v1::Complaint* r) override;
  Reactor* RevealComplaint(Context* c, const v1::RevealComplaintRequest* q,
                           v1::RevealComplaintResponse* r) override;

 private:
  rpc::Host& host_;
  const std::unique_ptr<clients::OrdersClient> orders_;
};

class FollowUpService final : public v1::FollowUpService::CallbackService {
 public:
  explicit FollowUpService(rpc::Host& host) : host_(host) {}

  Reactor* GetReviewInvitation(Context* c, const v1::GetReviewInvitationRequest* q,
                               v1::ReviewInvitation* r) override;
  Reactor* ListReviewInvitations(Context* c, const v1::ListReviewInvitationsRequest* q,
                                 v1::ListReviewInvitationsResponse* r) override;
  Reactor* SendReviewInvitation(Context* c, const v1::SendReviewInvitationRequest* q,
                                v1::ReviewInvitation* r) override;
  Reactor* GetLateParcel(Context* c, const v1::GetLateParcelRequest* q, v1::LateParcel* r) override;
  Reactor* ListLateParcels(Context* c, const v1::ListLateParcelsRequest* q,
                           v1::ListLateParcelsResponse* r) override;
  Reactor* RecordLateParcelContact(Context* c, const v1::RecordLateParcelContactRequest* q,
                                   v1::LateParcel* r) override;

 private:
  rpc::Host& host_;
};

class CommissionService final : public v1::CommissionService::CallbackService {
 public:
  explicit CommissionService(rpc::Host& host) : host_(host) {}

  Reactor* GetCommission(Context* c, const v1::GetCommissionRequest* q,
                         v1::CommissionStatement* r) override;
  Reactor* ListCommissionStatements(Context* c, const v1::ListCommissionStatementsRequest* q,
                                    v1::ListCommissionStatementsResponse* r) override;
  Reactor* ListCommissionLines(Context* c, const v1::ListCommissionLinesRequest* q,
                               v1::ListCommissionLinesResponse* r) override;

 private:
  rpc::Host& host_;
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
