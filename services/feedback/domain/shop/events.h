#pragma once

// What the feed of feedback carries (docs/events.md), but policy.updated, which libs/policy emits.
namespace shopdesk::feedback::events {

inline constexpr char kReviewSubmitted[] = "review.submitted";
inline constexpr char kReviewAppended[] = "review.appended";
inline constexpr char kReviewChanged[] = "review.changed";
inline constexpr char kReviewReplied[] = "review.replied";
inline constexpr char kReviewUncounted[] = "review.uncounted";
inline constexpr char kReviewRemoved[] = "review.removed";

inline constexpr char kBuyerReviewCreated[] = "buyer_review.created";

inline constexpr char kAgentCreated[] = "agent.created";
inline constexpr char kAgentUpdated[] = "agent.updated";

inline constexpr char kCannedReplyCreated[] = "canned_reply.created";
inline constexpr char kCannedReplyUpdated[] = "canned_reply.updated";
inline constexpr char kCannedReplyDeleted[] = "canned_reply.deleted";
inline constexpr char kCannedReplyUseCounted[] = "canned_reply_use.counted";
inline constexpr char kCannedReplyUseDeleted[] = "canned_reply_use.deleted";

inline constexpr char kConversationStarted[] = "conversation.started";
inline constexpr char kConversationUpdated[] = "conversation.updated";
inline constexpr char kConversationTransferred[] = "conversation.transferred";
inline constexpr char kConversationNoAnswerNeeded[] = "conversation.no_answer_needed";

inline constexpr char kReviewCaseOpened[] = "review_case.opened";
inline constexpr char kReviewCaseContactRecorded[] = "review_case.contact_recorded";
inline constexpr char kReviewCaseContactOverdue[] = "review_case.contact_overdue";
inline constexpr char kReviewCaseCauseFound[] = "review_case.cause_found";
inline constexpr char kReviewCaseSolutionOffered[] = "review_case.solution_offered";
inline constexpr char kReviewCaseCalledMalicious[] = "review_case.called_malicious";
inline constexpr char kReviewCaseClosed[] = "review_case.closed";
inline constexpr char kReviewCaseReviewChanged[] = "review_case.review_changed";
inline constexpr char kReviewCaseCompensated[] = "review_case.compensated";

inline constexpr char kDossierOpened[] = "dossier.opened";
inline constexpr char kDossierItemAdded[] = "dossier.item_added";
inline constexpr char kDossierConfirmed[] = "dossier.confirmed";
inline constexpr char kDossierLapsed[] = "dossier.lapsed";

inline constexpr char kAppealSubmitted[] = "appeal.submitted";
inline constexpr char kAppealUpheld[] = "appeal.upheld";
inline constexpr char kAppealRejected[] = "appeal.rejected";

inline constexpr char kComplaintOpened[] = "complaint.opened";
inline constexpr char kComplaintContactRecorded[] = "complaint.contact_recorded";
inline constexpr char kComplaintOverdue[] = "complaint.overdue";
inline constexpr char kComplaintAnswered[] = "complaint.answered";
inline constexpr char kComplaintStated[] = "complaint.stated";
inline constexpr char kComplaintMediatorAssigned[] = "complaint.mediator_assigned";
inline constexpr char kComplaintRemedyDone[] = "complaint.remedy_done";
inline constexpr char kComplaintRemedyRefused[] = "complaint.remedy_refused";
inline constexpr char kComplaintClosed[] = "complaint.closed";

inline constexpr char kTicketOpened[] = "ticket.opened";
inline constexpr char kTicketNoted[] = "ticket.noted";
inline constexpr char kTicketAssigned[] = "ticket.assigned";
inline constexpr char kTicketRefundOpened[] = "ticket.refund_opened";
inline constexpr char kTicketRefundLinked[] = "ticket.refund_linked";
inline constexpr char kTicketRefundChanged[] = "ticket.refund_changed";
inline constexpr char kTicketOverdue[] = "ticket.overdue";
inline constexpr char kTicketResolved[] = "ticket.resolved";
inline constexpr char kTicketClosed[] = "ticket.closed";

inline constexpr char kRepeatedQuestionFound[] = "repeated_question.found";
inline constexpr char kRepeatedQuestionOpened[] = "repeated_question.opened";
inline constexpr char kRepeatedQuestionCovered[] = "repeated_question.covered";
inline constexpr char kRepeatedQuestionCounted[] = "repeated_question.counted";
inline constexpr char kRepeatedQuestionAnswered[] = "repeated_question.answered";
inline constexpr char kRepeatedQuestionDismissed[] = "repeated_question.dismissed";
inline constexpr char kRepeatedQuestionLapsed[] = "repeated_question.lapsed";

inline constexpr char kReviewInvitationDue[] = "review_invitation.due";
inline constexpr char kReviewInvitationSent[] = "review_invitation.sent";
inline constexpr char kReviewInvitationReviewed[] = "review_invitation.reviewed";
inline constexpr char kReviewInvitationDropped[] = "review_invitation.dropped";

inline constexpr char kLateParcelFound[] = "late_parcel.found";
inline constexpr char kLateParcelContactRecorded[] = "late_parcel.contact_recorded";
inline constexpr char kLateParcelTold[] = "late_parcel.told";
inline constexpr char kLateParcelEnded[] = "late_parcel.ended";

inline constexpr char kCommissionStatementOpened[] = "commission_statement.opened";
inline constexpr char kCommissionStatementClosed[] = "commission_statement.closed";

// What is personal in it was erased.
inline constexpr char kReviewErased[] = "review.erased";
inline constexpr char kCaseErased[] = "review_case.erased";
inline constexpr char kDossierErased[] = "dossier.erased";
inline constexpr char kAppealErased[] = "appeal.erased";
inline constexpr char kBuyerReviewErased[] = "buyer_review.erased";
inline constexpr char kComplaintErased[] = "complaint.erased";
inline constexpr char kTicketErased[] = "ticket.erased";
inline constexpr char kRepeatedQuestionErased[] = "repeated_question.erased";
inline constexpr char kLateParcelErased[] = "late_parcel.erased";

}  // namespace shopdesk::feedback::events
