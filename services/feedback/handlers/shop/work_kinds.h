#pragma once

#include "libs/base/role.h"
#include "libs/work/work.h"

// The kinds of work that feedback puts on the lists (docs/work.md).
namespace shopdesk::feedback::handlers {

inline constexpr work::Kind kBadReview = {"bad_review", Role::COMPLAINT,
                                          "Take the next step in the case of a bad review"};
inline constexpr work::Kind kComplaintWork = {"complaint", Role::COMPLAINT,
                                              "Answer or decide a complaint"};
inline constexpr work::Kind kAppealWork = {"appeal", Role::COMPLAINT,
                                           "Have the platform decide about an appeal"};
inline constexpr work::Kind kRemedyWork = {"remedy", Role::COMPLAINT,
                                           "See to what the decision of a complaint asks",
                                           /*by_hand=*/true};
inline constexpr work::Kind kTicketWork = {"ticket", Role::AGENT,
                                           "Take the next step in an after-sales ticket"};
inline constexpr work::Kind kOverdueTicket = {
    "ticket_overdue", Role::LEAD, "See to an after-sales ticket that waits for the shop"};
inline constexpr work::Kind kRepeatedQuestionWork = {
    "repeated_question", Role::PROMOTION, "Write down what several buyers asked of a product"};
inline constexpr work::Kind kInvitationDue = {"invitation_due", Role::PROMOTION,
                                              "Invite the buyer to review his order"};
inline constexpr work::Kind kLateParcelCall = {"late_parcel_call", Role::AGENT,
                                               "Tell the buyer that his parcel is late"};
// The buyer may have had the last word: then a guide says that it needs no answer.
inline constexpr work::Kind kUnansweredConsultation = {"unanswered_consultation", Role::GUIDE,
                                                       "Answer a buyer who waits",
                                                       /*by_hand=*/true};

}  // namespace shopdesk::feedback::handlers
