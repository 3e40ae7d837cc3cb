#pragma once

#include "libs/base/state_machine.h"
#include "shopdesk/feedback/v1/appeal.pb.h"
#include "shopdesk/feedback/v1/complaint.pb.h"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"
#include "shopdesk/feedback/v1/ticket.pb.h"

// What may be done with feedback's resources. The buyer's and the shop's steps with a review don't
// hinder each other, so each has a table of its own.
namespace shopdesk::feedback::domain {

inline constexpr Transition<v1::Review::State> kReviewTable[] = {
    {v1::Review::SUBMITTED, "append", v1::Review::APPENDED},
    {v1::Review::SUBMITTED, "change", v1::Review::CHANGED, "within the reply time"},
    {v1::Review::APPENDED, "change", v1::Review::APPENDED_AND_CHANGED, "within the reply time"},
    {v1::Review::CHANGED, "append", v1::Review::APPENDED_AND_CHANGED},
    {v1::Review::SUBMITTED, "remove", v1::Review::REMOVED, "an appeal is upheld"},
    {v1::Review::APPENDED, "remove", v1::Review::REMOVED, "an appeal is upheld"},
    {v1::Review::CHANGED, "remove", v1::Review::REMOVED, "an appeal is upheld"},
    {v1::Review::APPENDED_AND_CHANGED, "remove", v1::Review::REMOVED, "an appeal is upheld"},
};
inline constexpr EventCall kReviewCalls[] = {
    {"append", "AppendReview"},
    {"change", "ChangeReview"},
};
inline constexpr StateMachine<v1::Review::State> kReviewStates("Review: the buyer", kReviewTable,
                                                               kReviewCalls);

inline constexpr Transition<v1::Review::ReplyState> kReplyTable[] = {
    {v1::Review::UNANSWERED, "reply", v1::Review::ANSWERED, "within the reply time"},
};
inline constexpr EventCall kReplyCalls[] = {
    {"reply", "ReplyToReview"},
};
inline constexpr StateMachine<v1::Review::ReplyState> kReplyStates("Review: the shop", kReplyTable,
                                                                   kReplyCalls);

inline constexpr Transition<v1::ReviewCase::State> kCaseTable[] = {
    {v1::ReviewCase::NEW, "contact", v1::ReviewCase::CONTACTED, "the buyer is reached; else NEW",
     "the next step"},
    {v1::ReviewCase::NEW, "unreachable", v1::ReviewCase::UNRESOLVED, "enough attempts failed"},
    {v1::ReviewCase::NEW, "confirm_malicious", v1::ReviewCase::MALICIOUS, "by a second person"},
    {v1::ReviewCase::CONTACTED, "contact", v1::ReviewCase::CONTACTED, "", "the next step"},
    {v1::ReviewCase::CONTACTED, "find_cause", v1::ReviewCase::CAUSE_FOUND, "", "the next step"},
    {v1::ReviewCase::CONTACTED, "give_up", v1::ReviewCase::UNRESOLVED},
    {v1::ReviewCase::CONTACTED, "confirm_malicious", v1::ReviewCase::MALICIOUS,
     "by a second person"},
    {v1::ReviewCase::CAUSE_FOUND, "contact", v1::ReviewCase::CAUSE_FOUND, "", "the next step"},
    {v1::ReviewCase::CAUSE_FOUND, "find_cause", v1::ReviewCase::CAUSE_FOUND, "", "the next step"},
    {v1::ReviewCase::CAUSE_FOUND, "offer", v1::ReviewCase::SOLUTION_OFFERED, "", "the next step"},
    {v1::ReviewCase::CAUSE_FOUND, "give_up", v1::ReviewCase::UNRESOLVED},
    {v1::ReviewCase::CAUSE_FOUND, "confirm_malicious", v1::ReviewCase::MALICIOUS,
     "by a second person"},
    {v1::ReviewCase::SOLUTION_OFFERED, "contact", v1::ReviewCase::SOLUTION_OFFERED, "",
     "the next step"},
    {v1::ReviewCase::SOLUTION_OFFERED, "offer", v1::ReviewCase::SOLUTION_OFFERED, "",
     "the next step"},
    {v1::ReviewCase::SOLUTION_OFFERED, "resolve", v1::ReviewCase::RESOLVED},
    {v1::ReviewCase::SOLUTION_OFFERED, "give_up", v1::ReviewCase::UNRESOLVED},
    {v1::ReviewCase::SOLUTION_OFFERED, "confirm_malicious", v1::ReviewCase::MALICIOUS,
     "by a second person"},
};
inline constexpr EventCall kCaseCalls[] = {
    {"contact", "RecordCaseContact"},
    {"unreachable", "RecordCaseContact"},
    {"find_cause", "FindCaseCause"},
    {"offer", "OfferCaseSolution"},
    {"resolve", "CloseReviewCase"},
    {"give_up", "CloseReviewCase"},
    {"confirm_malicious", "MarkCaseMalicious"},
};
inline constexpr StateMachine<v1::ReviewCase::State> kCaseStates("Case of a bad review", kCaseTable,
                                                                 kCaseCalls);

inline constexpr Transition<v1::Dossier::State> kDossierTable[] = {
    {v1::Dossier::COLLECTING, "add", v1::Dossier::COLLECTING, "not full"},
    {v1::Dossier::COLLECTING, "confirm", v1::Dossier::CONFIRMED, "by a second person"},
    {v1::Dossier::COLLECTING, "lapse", v1::Dossier::LAPSED,
     "the case is closed otherwise, or the deadline"},
    {v1::Dossier::CONFIRMED, "appeal", v1::Dossier::CONFIRMED, "once"},
};
inline constexpr EventCall kDossierCalls[] = {
    {"add", "AddDossierItem"},
    {"confirm", "MarkCaseMalicious"},
    {"appeal", "SubmitAppeal"},
};
inline constexpr StateMachine<v1::Dossier::State> kDossierStates("Dossier of evidence",
                                                                 kDossierTable, kDossierCalls);

inline constexpr Transition<v1::Appeal::State> kAppealTable[] = {
    {v1::Appeal::SUBMITTED, "uphold", v1::Appeal::UPHELD},
    {v1::Appeal::SUBMITTED, "reject", v1::Appeal::REJECTED},
    {v1::Appeal::SUBMITTED, "expire", v1::Appeal::REJECTED, "the deadline"},
};
inline constexpr EventCall kAppealCalls[] = {
    {"uphold", "DecideAppeal"},
    {"reject", "DecideAppeal"},
};
inline constexpr StateMachine<v1::Appeal::State> kAppealStates("Appeal against a review",
                                                               kAppealTable, kAppealCalls);

inline constexpr Transition<v1::Complaint::State> kComplaintTable[] = {
    {v1::Complaint::OPEN, "contact", v1::Complaint::OPEN},
    {v1::Complaint::OPEN, "state", v1::Complaint::OPEN},
    {v1::Complaint::OPEN, "assign", v1::Complaint::OPEN},
    {v1::Complaint::OPEN, "answer", v1::Complaint::ANSWERED, "", "the decision"},
    {v1::Complaint::OPEN, "withdraw", v1::Complaint::CLOSED},
    {v1::Complaint::OPEN, "settle", v1::Complaint::CLOSED},
    {v1::Complaint::OPEN, "expire", v1::Complaint::CLOSED, "the deadline of the decision"},
    {v1::Complaint::ANSWERED, "contact", v1::Complaint::ANSWERED},
    {v1::Complaint::ANSWERED, "state", v1::Complaint::ANSWERED},
    {v1::Complaint::ANSWERED, "assign", v1::Complaint::ANSWERED},
    {v1::Complaint::ANSWERED, "withdraw", v1::Complaint::CLOSED},
    {v1::Complaint::ANSWERED, "settle", v1::Complaint::CLOSED},
    {v1::Complaint::ANSWERED, "decide", v1::Complaint::CLOSED, "by the mediator, if one is named"},
    {v1::Complaint::ANSWERED, "expire", v1::Complaint::CLOSED, "the deadline of the decision"},
};
inline constexpr EventCall kComplaintCalls[] = {
    {"contact", "RecordComplaintContact"}, {"state", "AddComplaintStatement"},
    {"assign", "AssignComplaintMediator"}, {"answer", "AnswerComplaint"},
    {"withdraw", "CloseComplaint"},        {"settle", "CloseComplaint"},
    {"decide", "CloseComplaint"},
};
inline constexpr StateMachine<v1::Complaint::State> kComplaintStates("Complaint", kComplaintTable,
                                                                     kComplaintCalls);

inline constexpr Transition<v1::Ticket::State> kTicketTable[] = {
    {v1::Ticket::OPEN, "note", v1::Ticket::OPEN},
    {v1::Ticket::OPEN, "assign", v1::Ticket::OPEN},
    {v1::Ticket::OPEN, "refund", v1::Ticket::OPEN, "it has none"},
    {v1::Ticket::OPEN, "wait_buyer", v1::Ticket::WAITING_BUYER, "", "the buyer's step"},
    {v1::Ticket::OPEN, "wait_shop", v1::Ticket::WAITING_SHOP, "", "the shop's step"},
    {v1::Ticket::OPEN, "resolve", v1::Ticket::RESOLVED, "", "the closing"},
    {v1::Ticket::OPEN, "miss", v1::Ticket::OPEN, "the deadline: overdue"},
    {v1::Ticket::OPEN, "refund_changed", v1::Ticket::OPEN},
    {v1::Ticket::WAITING_BUYER, "note", v1::Ticket::WAITING_BUYER},
    {v1::Ticket::WAITING_BUYER, "assign", v1::Ticket::WAITING_BUYER},
    {v1::Ticket::WAITING_BUYER, "refund", v1::Ticket::WAITING_BUYER, "it has none"},
    {v1::Ticket::WAITING_BUYER, "wait_buyer", v1::Ticket::WAITING_BUYER},
    {v1::Ticket::WAITING_BUYER, "wait_shop", v1::Ticket::WAITING_SHOP, "", "the shop's step"},
    {v1::Ticket::WAITING_BUYER, "resolve", v1::Ticket::RESOLVED, "", "the closing"},
    {v1::Ticket::WAITING_BUYER, "lapse", v1::Ticket::RESOLVED, "the deadline", "the closing"},
    {v1::Ticket::WAITING_BUYER, "refund_changed", v1::Ticket::WAITING_BUYER},
    {v1::Ticket::WAITING_SHOP, "note", v1::Ticket::WAITING_SHOP},
    {v1::Ticket::WAITING_SHOP, "assign", v1::Ticket::WAITING_SHOP},
    {v1::Ticket::WAITING_SHOP, "refund", v1::Ticket::WAITING_SHOP, "it has none"},
    {v1::Ticket::WAITING_SHOP, "wait_buyer", v1::Ticket::WAITING_BUYER, "", "the buyer's step"},
    {v1::Ticket::WAITING_SHOP, "wait_shop", v1::Ticket::WAITING_SHOP},
    {v1::Ticket::WAITING_SHOP, "resolve", v1::Ticket::RESOLVED, "", "the closing"},
    {v1::Ticket::WAITING_SHOP, "miss", v1::Ticket::WAITING_SHOP, "the deadline: overdue"},
    {v1::Ticket::WAITING_SHOP, "refund_changed", v1::Ticket::WAITING_SHOP},
    {v1::Ticket::RESOLVED, "wait_buyer", v1::Ticket::WAITING_BUYER, "", "the buyer's step"},
    {v1::Ticket::RESOLVED, "wait_shop", v1::Ticket::WAITING_SHOP, "", "the shop's step"},
    {v1::Ticket::RESOLVED, "refund_changed", v1::Ticket::OPEN, "", "the shop's step"},
    {v1::Ticket::RESOLVED, "lapse", v1::Ticket::CLOSED, "the deadline"},
    {v1::Ticket::CLOSED, "refund_changed", v1::Ticket::OPEN, "", "the shop's step"},
};
inline constexpr EventCall kTicketCalls[] = {
    {"note", "AddTicketNote"},    {"wait_buyer", "AddTicketNote"}, {"wait_shop", "AddTicketNote"},
    {"assign", "AssignTicket"},   {"refund", "OpenTicketRefund"},  {"refund", "LinkTicketRefund"},
    {"resolve", "ResolveTicket"},
};
inline constexpr StateMachine<v1::Ticket::State> kTicketStates("After-sales ticket", kTicketTable,
                                                               kTicketCalls);

inline constexpr Transition<v1::RepeatedQuestion::State> kQuestionTable[] = {
    {v1::RepeatedQuestion::CHECKING, "lack", v1::RepeatedQuestion::OPEN,
     "a word of it stands neither in the card nor in an article", "nobody asks it any more"},
    {v1::RepeatedQuestion::CHECKING, "cover", v1::RepeatedQuestion::COVERED},
    {v1::RepeatedQuestion::CHECKING, "lose", v1::RepeatedQuestion::LAPSED,
     "catalog doesn't know the product"},
    {v1::RepeatedQuestion::OPEN, "answer", v1::RepeatedQuestion::ANSWERED},
    {v1::RepeatedQuestion::OPEN, "dismiss", v1::RepeatedQuestion::DISMISSED},
    {v1::RepeatedQuestion::OPEN, "lapse", v1::RepeatedQuestion::LAPSED,
     "nobody asked it within the window"},
    {v1::RepeatedQuestion::ANSWERED, "repeat", v1::RepeatedQuestion::OPEN,
     "enough buyers asked since", "nobody asks it any more"},
    {v1::RepeatedQuestion::COVERED, "repeat", v1::RepeatedQuestion::CHECKING,
     "enough buyers asked since"},
    {v1::RepeatedQuestion::LAPSED, "repeat", v1::RepeatedQuestion::CHECKING,
     "enough buyers asked since"},
};
inline constexpr EventCall kQuestionCalls[] = {
    {"answer", "AnswerRepeatedQuestion"},
    {"dismiss", "DismissRepeatedQuestion"},
};
inline constexpr StateMachine<v1::RepeatedQuestion::State> kQuestionStates("Repeated question",
                                                                           kQuestionTable,
                                                                           kQuestionCalls);

inline constexpr Transition<v1::ReviewInvitation::State> kInvitationTable[] = {
    {v1::ReviewInvitation::DUE, "send", v1::ReviewInvitation::SENT, "not in quiet hours",
     "the end of its effect"},
    {v1::ReviewInvitation::DUE, "drop", v1::ReviewInvitation::DROPPED,
     "reviewed, complained of, or too late for a review"},
    {v1::ReviewInvitation::SENT, "review", v1::ReviewInvitation::REVIEWED, "within its effect"},
};
inline constexpr EventCall kInvitationCalls[] = {
    {"send", "SendReviewInvitation"},
    {"review", "SubmitReview"},
};
inline constexpr StateMachine<v1::ReviewInvitation::State> kInvitationStates("Review invitation",
                                                                             kInvitationTable,
                                                                             kInvitationCalls);

inline constexpr Transition<v1::LateParcel::State> kLateParcelTable[] = {
    {v1::LateParcel::TO_TELL, "contact", v1::LateParcel::TOLD,
     "the buyer is reached; else TO_TELL"},
    {v1::LateParcel::TO_TELL, "unreachable", v1::LateParcel::UNREACHED, "enough attempts failed"},
    {v1::LateParcel::TO_TELL, "arrive", v1::LateParcel::OVERTAKEN},
    {v1::LateParcel::TO_TELL, "end_trade", v1::LateParcel::OVERTAKEN},
    {v1::LateParcel::TOLD, "arrive", v1::LateParcel::TOLD,
     "after he was told; else OVERTAKEN: the news of it was slow"},
    {v1::LateParcel::UNREACHED, "arrive", v1::LateParcel::UNREACHED},
    {v1::LateParcel::OVERTAKEN, "arrive", v1::LateParcel::OVERTAKEN, "after the trade ended"},
};
inline constexpr EventCall kLateParcelCalls[] = {
    {"contact", "RecordLateParcelContact"},
    {"unreachable", "RecordLateParcelContact"},
};
inline constexpr StateMachine<v1::LateParcel::State> kLateParcelStates("Late parcel",
                                                                       kLateParcelTable,
                                                                       kLateParcelCalls);

}  // namespace shopdesk::feedback::domain
