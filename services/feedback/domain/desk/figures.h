#pragma once

#include <vector>

#include "libs/base/figure.h"
#include "shopdesk/feedback/v1/appeal.pb.h"
#include "shopdesk/feedback/v1/commission.pb.h"
#include "shopdesk/feedback/v1/complaint.pb.h"
#include "shopdesk/feedback/v1/conversation.pb.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"
#include "shopdesk/feedback/v1/ticket.pb.h"

// What is counted of reviews, conversations and follow-ups by day, and what is made of it.
namespace shopdesk::feedback::domain {

void CountReview(const v1::Review& review, Counts& counts);
void CountConversation(const v1::Conversation& conversation, Counts& counts);
void CountCase(const v1::ReviewCase& review_case, Counts& counts);
void CountAppeal(const v1::Appeal& appeal, Counts& counts);
void CountComplaint(const v1::Complaint& complaint, Counts& counts);
void CountRepeatedQuestion(const v1::RepeatedQuestion& question, Counts& counts);
void CountTicket(const v1::Ticket& ticket, Counts& counts);
void CountInvitation(const v1::ReviewInvitation& invitation, Counts& counts);
void CountLateParcel(const v1::LateParcel& parcel, Counts& counts);
// What the reviews of an order say of its delivery, if it had late parcels.
void CountDeliveryScores(const std::vector<v1::LateParcel>& parcels,
                         const std::vector<v1::Review>& reviews, Counts& counts);
// On the first day of its month.
void CountCommission(const v1::CommissionStatement& statement, Day first_day, Counts& counts);

// All but agents and open commission, which are as they are now.
v1::FeedbackFigures FeedbackFiguresOf(const Sums& sums);

}  // namespace shopdesk::feedback::domain
