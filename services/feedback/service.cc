#include "services/feedback/service.h"

#include "services/feedback/handlers/agent.h"
#include "services/feedback/handlers/commission.h"
#include "services/feedback/handlers/complaint.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/handlers/follow_up.h"
#include "services/feedback/handlers/ingest.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review.h"
#include "services/feedback/handlers/review_case.h"

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

Reactor* ReviewCaseService::GetReviewCase(Context* c, const v1::GetReviewCaseRequest* q,
                                          v1::ReviewCase* r) {
  return host_.Read(c, q, r, handlers::GetReviewCase);
}
Reactor* ReviewCaseService::ListReviewCases(Context* c, const v1::ListReviewCasesRequest* q,
                                            v1::ListReviewCasesResponse* r) {
  return host_.Query(c, q, r, handlers::ListReviewCases);
}
Reactor* ReviewCaseService::RecordCaseContact(Context* c, const v1::RecordCaseContactRequest* q,
                                              v1::ReviewCase* r) {
  return host_.Write(c, q, r, handlers::RecordCaseContact);
}
Reactor* ReviewCaseService::FindCaseCause(Context* c, const v1::FindCaseCauseRequest* q,
                                          v1::ReviewCase* r) {
  return host_.Write(c, q, r, handlers::FindCaseCause);
}
Reactor* ReviewCaseService::OfferCaseSolution(Context* c, const v1::OfferCaseSolutionRequest* q,
                                              v1::ReviewCase* r) {
  return host_.Write(c, q, r, handlers::OfferCaseSolution);
}
Reactor* ReviewCaseService::CloseReviewCase(Context* c, const v1::CloseReviewCaseRequest* q,
                                            v1::ReviewCase* r) {
  return host_.Write(c, q, r, handlers::CloseReviewCase);
}
Reactor* ReviewCaseService::MarkCaseMalicious(Context* c, const v1::MarkCaseMaliciousRequest* q,
                                              v1::ReviewCase* r) {
  return host_.Write(c, q, r, handlers::MarkCaseMalicious);
}
Reactor* ReviewCaseService::RevealReviewCase(Context* c, const v1::RevealReviewCaseRequest* q,
                                             v1::RevealReviewCaseResponse* r) {
  return host_.Write(c, q, r, handlers::RevealReviewCase);
}

Reactor* ComplaintService::OpenComplaint(Context* c, const v1::OpenComplaintRequest* q,
                                         v1::Complaint* r) {
  return host_.Workflow(c, q, r, handlers::OpenComplaint, *orders_);
}
Reactor* ComplaintService::GetComplaint(Context* c, const v1::GetComplaintRequest* q,
                                        v1::Complaint* r) {
  return host_.Read(c, q, r, handlers::GetComplaint);
}
Reactor* ComplaintService::ListComplaints(Context* c, const v1::ListComplaintsRequest* q,
                                          v1::ListComplaintsResponse* r) {
  return host_.Query(c, q, r, handlers::ListComplaints);
}
Reactor* ComplaintService::RecordComplaintContact(Context* c,
                                                  const v1::RecordComplaintContactRequest* q,
                                                  v1::Complaint* r) {
  return host_.Write(c, q, r, handlers::RecordComplaintContact);
}
Reactor* ComplaintService::AnswerComplaint(Context* c, const v1::AnswerComplaintRequest* q,
                                           v1::Complaint* r) {
  return host_.Write(c, q, r, handlers::AnswerComplaint);
}
Reactor* ComplaintService::CloseComplaint(Context* c, const v1::CloseComplaintRequest* q,
                                          v1::Complaint* r) {
  return host_.Write(c, q, r, handlers::CloseComplaint);
}
Reactor* ComplaintService::RevealComplaint(Context* c, const v1::RevealComplaintRequest* q,
                                           v1::RevealComplaintResponse* r) {
  return host_.Write(c, q, r, handlers::RevealComplaint);
}

Reactor* FollowUpService::GetReviewInvitation(Context* c, const v1::GetReviewInvitationRequest* q,
                                              v1::ReviewInvitation* r) {
  return host_.Read(c, q, r, handlers::GetReviewInvitation);
}
Reactor* FollowUpService::ListReviewInvitations(Context* c,
                                                const v1::ListReviewInvitationsRequest* q,
                                                v1::ListReviewInvitationsResponse* r) {
  return host_.Query(c, q, r, handlers::ListReviewInvitations);
}
Reactor* FollowUpService::SendReviewInvitation(Context* c, const v1::SendReviewInvitationRequest* q,
                                               v1::ReviewInvitation* r) {
  return host_.Write(c, q, r, handlers::SendReviewInvitation);
}
Reactor* FollowUpService::GetLateParcel(Context* c, const v1::GetLateParcelRequest* q,
                                        v1::LateParcel* r) {
  return host_.Read(c, q, r, handlers::GetLateParcel);
}
Reactor* FollowUpService::ListLateParcels(Context* c, const v1::ListLateParcelsRequest* q,
                                          v1::ListLateParcelsResponse* r) {
  return host_.Query(c, q, r, handlers::ListLateParcels);
}
Reactor* FollowUpService::RecordLateParcelContact(Context* c,
                                                  const v1::RecordLateParcelContactRequest* q,
                                                  v1::LateParcel* r) {
  return host_.Write(c, q, r, handlers::RecordLateParcelContact);
}

Reactor* CommissionService::GetCommission(Context* c, const v1::GetCommissionRequest* q,
                                          v1::CommissionStatement* r) {
  return host_.Query(c, q, r, handlers::GetCommission);
}
Reactor* CommissionService::ListCommissionStatements(Context* c,
                                                     const v1::ListCommissionStatementsRequest* q,
                                                     v1::ListCommissionStatementsResponse* r) {
  return host_.Query(c, q, r, handlers::ListCommissionStatements);
}
Reactor* CommissionService::ListCommissionLines(Context* c, const v1::ListCommissionLinesRequest* q,
                                                v1::ListCommissionLinesResponse* r) {
  return host_.Query(c, q, r, handlers::ListCommissionLines);
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
