#include "services/feedback/domain/desk/figures.h"

#include <map>

#include "absl/algorithm/container.h"
#include "libs/base/clock.h"
#include "services/feedback/domain/case/review_case.h"
#include "services/feedback/domain/follow_up/late_parcel.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::FeedbackFigures;

// Stored numbers: never change one.
constexpr FigureName kReviews = 1;  // by grade
constexpr FigureName kConversations = 2;
constexpr FigureName kMessages = 3;
constexpr FigureName kCases = 4;          // by state
constexpr FigureName kFirstContacts = 5;  // by FirstContactTiming
constexpr FigureName kReviewsChanged = 6;
constexpr FigureName kContacts = 7;           // by outcome
constexpr FigureName kComplaints = 8;         // by state
constexpr FigureName kComplaintOutcomes = 9;  // by outcome
constexpr FigureName kComplaintsOverdue = 10;
constexpr FigureName kInvitations = 11;       // by state
constexpr FigureName kLateParcels = 12;       // by state
constexpr FigureName kDeliveryScores = 13;    // by whether the buyer was told first, 0 or 1
constexpr FigureName kDeliveryScoreSum = 14;  // the same
constexpr FigureName kCommissionClosed = 15;
constexpr FigureName kReviewsRemoved = 16;
constexpr FigureName kAppeals = 17;            // by state
constexpr FigureName kTickets = 18;            // by state
constexpr FigureName kRepeatedQuestions = 19;  // by state

constexpr int kNotTold = 0;
constexpr int kTold = 1;

template <class Attempts>
void CountContacts(const Attempts& attempts, Counts& counts) {
  for (const type::v1::ContactAttempt& attempt : attempts) {
    counts.Add(FromProto(attempt.attempt_time()), kContacts,
               DimensionOf(static_cast<int>(attempt.outcome())), 1);
  }
}

// In the order of the numbers that are the dimensions.
std::map<int, int64_t> ByNumber(const Sums& sums, FigureName name) {
  std::map<int, int64_t> counts;
  for (const auto& [dimension, count] : sums.By(name)) counts[NumberOf(dimension)] = count;
  return counts;
}

v1::DeliveryScore ScoreOf(const Sums& sums, int told) {
  const std::string dimension = DimensionOf(told);
  return MakeDeliveryScore(sums.Of(kDeliveryScores, dimension),
                           sums.Of(kDeliveryScoreSum, dimension));
}

void SetReviews(const Sums& sums, FeedbackFigures& figures) {
  figures.set_reviews(sums.Total(kReviews));
  for (const auto& [grade, count] : ByNumber(sums, kReviews)) {
    FeedbackFigures::GradeCount& reviews = *figures.add_reviews_by_grade();
    reviews.set_grade(static_cast<v1::Grade::Value>(grade));
    reviews.set_reviews(count);
  }
  for (const auto& [state, count] : ByNumber(sums, kInvitations)) {
    FeedbackFigures::InvitationCount& invitations = *figures.add_invitations_by_state();
    invitations.set_state(static_cast<v1::ReviewInvitation::State>(state));
    invitations.set_invitations(count);
  }
  figures.set_reviews_removed(sums.Of(kReviewsRemoved));
  for (const auto& [state, count] : ByNumber(sums, kAppeals)) {
    FeedbackFigures::AppealCount& appeals = *figures.add_appeals_by_state();
    appeals.set_state(static_cast<v1::Appeal::State>(state));
    appeals.set_appeals(count);
  }
  *figures.mutable_late_told_first() = ScoreOf(sums, kTold);
  *figures.mutable_late_not_told() = ScoreOf(sums, kNotTold);
}

void SetCases(const Sums& sums, FeedbackFigures& figures) {
  for (const auto& [state, count] : ByNumber(sums, kCases)) {
    FeedbackFigures::CaseCount& cases = *figures.add_cases_by_state();
    cases.set_state(static_cast<v1::ReviewCase::State>(state));
    cases.set_cases(count);
  }
  const auto first_contacts = [&](FirstContactTiming timing) {
    return sums.Of(kFirstContacts, DimensionOf(static_cast<int>(timing)));
  };
  figures.set_first_contacts_in_time(first_contacts(FirstContactTiming::kInTime));
  figures.set_first_contacts_late(first_contacts(FirstContactTiming::kLate));
  figures.set_reviews_changed(sums.Of(kReviewsChanged));
  for (const auto& [outcome, count] : ByNumber(sums, kContacts)) {
    FeedbackFigures::ContactCount& contacts = *figures.add_contacts_by_outcome();
    contacts.set_outcome(static_cast<type::v1::ContactOutcome::Value>(outcome));
    contacts.set_contacts(count);
  }
}

void SetComplaints(const Sums& sums, FeedbackFigures& figures) {
  for (const auto& [state, count] : ByNumber(sums, kComplaints)) {
    FeedbackFigures::ComplaintCount& complaints = *figures.add_complaints_by_state();
    complaints.set_state(static_cast<v1::Complaint::State>(state));
    complaints.set_complaints(count);
  }
  for (const auto& [outcome, count] : ByNumber(sums, kComplaintOutcomes)) {
    FeedbackFigures::ComplaintOutcomeCount& complaints = *figures.add_complaints_by_outcome();
    complaints.set_outcome(static_cast<v1::Complaint::Outcome>(outcome));
    complaints.set_complaints(count);
  }
  figures.set_complaints_overdue(sums.Of(kComplaintsOverdue));
  for (const auto& [state, count] : ByNumber(sums, kTickets)) {
    FeedbackFigures::TicketCount& tickets = *figures.add_tickets_by_state();
    tickets.set_state(static_cast<v1::Ticket::State>(state));
    tickets.set_tickets(count);
  }
  for (const auto& [state, count] : ByNumber(sums, kRepeatedQuestions)) {
    FeedbackFigures::RepeatedQuestionCount& questions = *figures.add_repeated_questions_by_state();
    questions.set_state(static_cast<v1::RepeatedQuestion::State>(state));
    questions.set_questions(count);
  }
  for (const auto& [state, count] : ByNumber(sums, kLateParcels)) {
    FeedbackFigures::LateParcelCount& parcels = *figures.add_late_parcels_by_state();
    parcels.set_state(static_cast<v1::LateParcel::State>(state));
    parcels.set_late_parcels(count);
  }
}

}  // namespace

void CountReview(const v1::Review& review, Counts& counts) {
  if (review.state() == v1::Review::REMOVED) {
    return counts.Add(FromProto(review.create_time()), kReviewsRemoved, "", 1);
  }
  counts.Add(FromProto(review.create_time()), kReviews,
             DimensionOf(static_cast<int>(review.grade())), 1);
}

void CountConversation(const v1::Conversation& conversation, Counts& counts) {
  const absl::Time time = FromProto(conversation.start_time());
  counts.Add(time, kConversations, "", 1);
  counts.Add(time, kMessages, "", conversation.message_count());
}

void CountCase(const v1::ReviewCase& review_case, Counts& counts) {
  const absl::Time time = FromProto(review_case.create_time());
  counts.Add(time, kCases, DimensionOf(static_cast<int>(review_case.state())), 1);
  counts.Add(time, kFirstContacts, DimensionOf(static_cast<int>(TimingOf(review_case))), 1);
  counts.Add(time, kReviewsChanged, "", review_case.has_review_change_time() ? 1 : 0);
  CountContacts(review_case.contacts(), counts);
}

void CountAppeal(const v1::Appeal& appeal, Counts& counts) {
  counts.Add(FromProto(appeal.create_time()), kAppeals,
             DimensionOf(static_cast<int>(appeal.state())), 1);
}

void CountComplaint(const v1::Complaint& complaint, Counts& counts) {
  const absl::Time time = FromProto(complaint.create_time());
  counts.Add(time, kComplaints, DimensionOf(static_cast<int>(complaint.state())), 1);
  if (complaint.outcome() != v1::Complaint::OUTCOME_UNSPECIFIED) {
    counts.Add(time, kComplaintOutcomes, DimensionOf(static_cast<int>(complaint.outcome())), 1);
  }
  counts.Add(time, kComplaintsOverdue, "", complaint.overdue() ? 1 : 0);
  CountContacts(complaint.contacts(), counts);
}

void CountTicket(const v1::Ticket& ticket, Counts& counts) {
  counts.Add(FromProto(ticket.create_time()), kTickets,
             DimensionOf(static_cast<int>(ticket.state())), 1);
}

void CountRepeatedQuestion(const v1::RepeatedQuestion& question, Counts& counts) {
  counts.Add(FromProto(question.create_time()), kRepeatedQuestions,
             DimensionOf(static_cast<int>(question.state())), 1);
}

void CountInvitation(const v1::ReviewInvitation& invitation, Counts& counts) {
  counts.Add(FromProto(invitation.create_time()), kInvitations,
             DimensionOf(static_cast<int>(invitation.state())), 1);
}

void CountLateParcel(const v1::LateParcel& parcel, Counts& counts) {
  counts.Add(FromProto(parcel.create_time()), kLateParcels,
             DimensionOf(static_cast<int>(parcel.state())), 1);
  CountContacts(parcel.contacts(), counts);
}

void CountDeliveryScores(const std::vector<v1::LateParcel>& parcels,
                         const std::vector<v1::Review>& reviews, Counts& counts) {
  if (parcels.empty()) return;
  const bool told = absl::c_any_of(
      parcels, [](const v1::LateParcel& parcel) { return parcel.state() == v1::LateParcel::TOLD; });
  const std::string dimension = DimensionOf(told ? kTold : kNotTold);
  for (const v1::Review& review : reviews) {
    if (review.scores().delivery() == 0 || review.state() == v1::Review::REMOVED) continue;
    const absl::Time time = FromProto(review.create_time());
    counts.Add(time, kDeliveryScores, dimension, 1);
    counts.Add(time, kDeliveryScoreSum, dimension, review.scores().delivery());
  }
}

void CountCommission(const v1::CommissionStatement& statement, Day first_day, Counts& counts) {
  if (statement.state() != v1::CommissionStatement::CLOSED) return;
  counts.AddOn(first_day, kCommissionClosed, "", statement.total_minor());
}

FeedbackFigures FeedbackFiguresOf(const Sums& sums) {
  FeedbackFigures figures;
  SetReviews(sums, figures);
  figures.set_conversations(sums.Of(kConversations));
  figures.set_messages(sums.Of(kMessages));
  SetCases(sums, figures);
  SetComplaints(sums, figures);
  figures.set_commission_closed_minor(sums.Of(kCommissionClosed));
  return figures;
}

}  // namespace shopdesk::feedback::domain
