#include "services/feedback/service.h"

#include <memory>

#include "libs/runtime/validate.h"
#include "services/feedback/handlers/case/compensation_effect.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/commission/commission.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/conversation/agent.h"
#include "services/feedback/handlers/conversation/conversation.h"
#include "services/feedback/handlers/conversation/ingest.h"
#include "services/feedback/handlers/conversation/repeated_question.h"
#include "services/feedback/handlers/evidence/appeal.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/handlers/follow_up/announcement_effect.h"
#include "services/feedback/handlers/follow_up/late_parcel.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/reply/canned_reply.h"
#include "services/feedback/handlers/review/credit.h"
#include "services/feedback/handlers/review/review.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/ticket/ticket.h"

namespace shopdesk::feedback {

void AddServices(rpc::Host& host, const std::shared_ptr<clients::Orders>& orders,
                 const std::shared_ptr<clients::Catalog>& catalog,
                 const std::shared_ptr<clients::Logistics>& logistics) {
  rpc::Routes policies = host.Service("shopdesk.feedback.v1.PolicyService");
  policies.Read("GetPolicy", handlers::GetPolicy);
  policies.Write("UpdatePolicy", handlers::UpdatePolicy);
  policies.Query("ListPolicyRevisions", handlers::ListPolicyRevisions);

  rpc::Routes reviews = host.Service("shopdesk.feedback.v1.ReviewService");
  reviews.Workflow("SubmitReview", handlers::SubmitReview, orders);
  reviews.Write("AppendReview", handlers::AppendReview);
  reviews.Write("ChangeReview", handlers::ChangeReview);
  reviews.Workflow("ReplyToReview", handlers::ReplyToReview, catalog);
  reviews.Workflow("ReviewBuyer", handlers::ReviewBuyer, orders);
  reviews.Read("GetReview", handlers::GetReview);
  reviews.Query("ListReviews", handlers::ListReviews);
  reviews.Query("GetRatings", handlers::GetRatings);
  reviews.Write("RebuildRatings", handlers::RebuildRatings);
  reviews.Write("RevealReview", handlers::RevealReview);

  rpc::Routes credits = host.Service("shopdesk.feedback.v1.CreditService");
  credits.Query("GetCredit", handlers::GetCredit);

  rpc::Routes cases = host.Service("shopdesk.feedback.v1.ReviewCaseService");
  cases.Read("GetReviewCase", handlers::GetReviewCase);
  cases.Query("ListReviewCases", handlers::ListReviewCases);
  cases.Write("RecordCaseContact", handlers::RecordCaseContact);
  cases.Write("FindCaseCause", handlers::FindCaseCause);
  cases.Workflow("OfferCaseSolution", handlers::OfferCaseSolution, catalog);
  cases.Write("CloseReviewCase", handlers::CloseReviewCase);
  cases.Write("MarkCaseMalicious", handlers::MarkCaseMalicious);
  cases.Write("RevealReviewCase", handlers::RevealReviewCase);

  rpc::Routes dossiers = host.Service("shopdesk.feedback.v1.DossierService");
  dossiers.Write("OpenDossier", handlers::OpenDossier);
  dossiers.Write("AddDossierItem", handlers::AddDossierItem);
  dossiers.Read("GetDossier", handlers::GetDossier);
  dossiers.Query("ListDossiers", handlers::ListDossiers);
  dossiers.Write("ExportDossier", handlers::ExportDossier);
  dossiers.Write("RevealDossierItem", handlers::RevealDossierItem);

  rpc::Routes appeals = host.Service("shopdesk.feedback.v1.AppealService");
  appeals.Write("SubmitAppeal", handlers::SubmitAppeal);
  appeals.Write("DecideAppeal", handlers::DecideAppeal);
  appeals.Read("GetAppeal", handlers::GetAppeal);
  appeals.Query("ListAppeals", handlers::ListAppeals);
  appeals.Write("RevealAppeal", handlers::RevealAppeal);

  rpc::Routes complaints = host.Service("shopdesk.feedback.v1.ComplaintService");
  complaints.Workflow("OpenComplaint", handlers::OpenComplaint, orders);
  complaints.Read("GetComplaint", handlers::GetComplaint);
  complaints.Query("ListComplaints", handlers::ListComplaints);
  complaints.Write("RecordComplaintContact", handlers::RecordComplaintContact);
  complaints.Workflow("AnswerComplaint", handlers::AnswerComplaint, catalog);
  complaints.Workflow("AddComplaintStatement", handlers::AddComplaintStatement, catalog);
  complaints.Write("AssignComplaintMediator", handlers::AssignComplaintMediator);
  complaints.Write("CloseComplaint", handlers::CloseComplaint);
  complaints.Write("RevealComplaint", handlers::RevealComplaint);

  rpc::Routes tickets = host.Service("shopdesk.feedback.v1.TicketService");
  tickets.Workflow("OpenTicket", handlers::OpenTicket, orders);
  tickets.Read("GetTicket", handlers::GetTicket);
  tickets.Query("ListTickets", handlers::ListTickets);
  tickets.Write("AddTicketNote", handlers::AddTicketNote);
  tickets.Write("AssignTicket", handlers::AssignTicket);
  tickets.Workflow("OpenTicketRefund", handlers::OpenTicketRefund, orders);
  tickets.Workflow("LinkTicketRefund", handlers::LinkTicketRefund, orders);
  tickets.Write("ResolveTicket", handlers::ResolveTicket);
  tickets.Write("RevealTicket", handlers::RevealTicket);

  rpc::Routes follow_ups = host.Service("shopdesk.feedback.v1.FollowUpService");
  follow_ups.Read("GetReviewInvitation", handlers::GetReviewInvitation);
  follow_ups.Query("ListReviewInvitations", handlers::ListReviewInvitations);
  follow_ups.Write("SendReviewInvitation", handlers::SendReviewInvitation);
  follow_ups.Read("GetLateParcel", handlers::GetLateParcel);
  follow_ups.Query("ListLateParcels", handlers::ListLateParcels);
  follow_ups.Write("RecordLateParcelContact", handlers::RecordLateParcelContact);

  rpc::Routes effects = host.Service("shopdesk.feedback.v1.AnnouncementEffectService");
  effects.Query("GetAnnouncementEffect", handlers::GetAnnouncementEffect);

  rpc::Routes compensations = host.Service("shopdesk.feedback.v1.CompensationEffectService");
  compensations.Query("GetCompensationEffect", handlers::GetCompensationEffect);

  rpc::Routes replies = host.Service("shopdesk.feedback.v1.CannedReplyService");
  replies.Workflow("CreateCannedReply", handlers::CreateCannedReply, catalog);
  replies.Read("GetCannedReply", handlers::GetCannedReply);
  replies.Query("ListCannedReplies", handlers::ListCannedReplies);
  replies.Workflow("UpdateCannedReply", handlers::UpdateCannedReply, catalog);
  replies.Write("DeleteCannedReply", handlers::DeleteCannedReply);
  replies.Workflow("RenderReply", handlers::RenderReply, catalog, orders, logistics);
  replies.Query("ListCannedReplyUses", handlers::ListCannedReplyUses);

  rpc::Routes questions = host.Service("shopdesk.feedback.v1.RepeatedQuestionService");
  questions.Read("GetRepeatedQuestion", handlers::GetRepeatedQuestion);
  questions.Query("ListRepeatedQuestions", handlers::ListRepeatedQuestions);
  questions.Workflow("AnswerRepeatedQuestion", handlers::AnswerRepeatedQuestion, catalog);
  questions.Write("DismissRepeatedQuestion", handlers::DismissRepeatedQuestion);

  rpc::Routes commissions = host.Service("shopdesk.feedback.v1.CommissionService");
  commissions.Query("GetCommission", handlers::GetCommission);
  commissions.Query("ListCommissionStatements", handlers::ListCommissionStatements);
  commissions.Query("ListCommissionLines", handlers::ListCommissionLines);

  const auto rows = std::make_shared<runtime::Validator>(*v1::ConversationRecord::descriptor());
  rpc::Routes conversations = host.Service("shopdesk.feedback.v1.ConversationService");
  conversations.Write("CreateAgent", handlers::CreateAgent);
  conversations.Read("GetAgent", handlers::GetAgent);
  conversations.Query("ListAgents", handlers::ListAgents);
  conversations.Write("UpdateAgent", handlers::UpdateAgent);
  conversations.WriteStream("IngestConversations", handlers::IngestConversations, rows);
  conversations.WriteRows("RecordConversations", handlers::RecordConversations, rows);
  conversations.Read("GetConversation", handlers::GetConversation);
  conversations.Query("ListConversations", handlers::ListConversations);
  conversations.Query("ListMessages", handlers::ListMessages);
  conversations.Write("RevealMessages", handlers::RevealMessages);
  conversations.Query("GetScorecard", handlers::GetScorecard);
  conversations.Query("ListScorecards", handlers::ListScorecards);
  conversations.Query("GetFeedbackFigures", handlers::GetFeedbackFigures);
}

}  // namespace shopdesk::feedback
