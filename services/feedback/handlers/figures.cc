#include <map>
#include <string>

#include "google/protobuf/generated_enum_reflection.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/late_parcel.h"
#include "services/feedback/handlers/commission.h"
#include "services/feedback/handlers/conversation.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/store/agent.h"
#include "services/feedback/store/commission.h"
#include "services/feedback/store/complaint.h"
#include "services/feedback/store/contact.h"
#include "services/feedback/store/conversation.h"
#include "services/feedback/store/late_parcel.h"
#include "services/feedback/store/review.h"
#include "services/feedback/store/review_case.h"
#include "services/feedback/store/review_invitation.h"

namespace shopdesk::feedback::handlers {
namespace {

using Counts = google::protobuf::Map<std::string, int64_t>;

// Counts by the names of an enum's values; those that only a later release knows are left out.
template <class Enum>
void NameCounts(const std::map<int64_t, int64_t>& counts, Counts& named) {
  for (const auto& [number, count] : counts) {
    const auto* value =
        google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(static_cast<int>(number));
    if (value != nullptr) named[value->name()] = count;
  }
}

absl::Status CountConversations(runtime::ReadContext& ctx, absl::string_view shop,
                                v1::FeedbackFigures& response) {
  ASSIGN_OR_RETURN(const store::ConversationFigures conversations,
                   store::CountConversations(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const int64_t agents, store::CountAgents(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const auto contacts, store::CountContactsByOutcome(ctx.txn(), shop));
  response.set_conversations(conversations.conversations);
  response.set_messages(conversations.messages);
  response.set_agents(agents);
  NameCounts<type::v1::ContactOutcome::Value>(contacts, *response.mutable_contacts_by_outcome());
  return absl::OkStatus();
}

absl::Status CountReviews(runtime::ReadContext& ctx, absl::string_view shop,
                          v1::FeedbackFigures& response) {
  // Every review is counted by its grade on some day.
  ASSIGN_OR_RETURN(const v1::Ratings ratings,
                   store::SumRatings(ctx.txn(), shop, {INT64_MIN, INT64_MAX}));
  response.set_reviews(ratings.good_count() + ratings.neutral_count() + ratings.bad_count());
  Counts& by_grade = *response.mutable_reviews_by_grade();
  by_grade[v1::Grade::Value_Name(v1::Grade::GOOD)] = ratings.good_count();
  by_grade[v1::Grade::Value_Name(v1::Grade::NEUTRAL)] = ratings.neutral_count();
  by_grade[v1::Grade::Value_Name(v1::Grade::BAD)] = ratings.bad_count();
  return absl::OkStatus();
}

absl::Status CountCasesAndComplaints(runtime::ReadContext& ctx, absl::string_view shop,
                                     v1::FeedbackFigures& response) {
  ASSIGN_OR_RETURN(store::CaseFigures cases, store::CountCases(ctx.txn(), shop));
  NameCounts<v1::ReviewCase::State>(cases.by_state, *response.mutable_cases_by_state());
  response.set_first_contacts_in_time(cases.by_timing[domain::FirstContactTiming::kInTime]);
  response.set_first_contacts_late(cases.by_timing[domain::FirstContactTiming::kLate]);
  response.set_reviews_changed(cases.reviews_changed);
  ASSIGN_OR_RETURN(const store::ComplaintFigures complaints,
                   store::CountComplaints(ctx.txn(), shop));
  NameCounts<v1::Complaint::State>(complaints.by_state, *response.mutable_complaints_by_state());
  NameCounts<v1::Complaint::Outcome>(complaints.by_outcome,
                                     *response.mutable_complaints_by_outcome());
  response.set_complaints_overdue(complaints.overdue);
  return absl::OkStatus();
}

absl::Status CountFollowUps(runtime::ReadContext& ctx, absl::string_view shop,
                            v1::FeedbackFigures& response) {
  ASSIGN_OR_RETURN(const auto invitations, store::CountInvitationsByState(ctx.txn(), shop));
  NameCounts<v1::ReviewInvitation::State>(invitations, *response.mutable_invitations_by_state());
  ASSIGN_OR_RETURN(const auto parcels, store::CountLateParcelsByState(ctx.txn(), shop));
  NameCounts<v1::LateParcel::State>(parcels, *response.mutable_late_parcels_by_state());
  ASSIGN_OR_RETURN(const store::LateScores scores, store::SumDeliveryScores(ctx.txn(), shop));
  *response.mutable_late_told_first() =
      domain::MakeDeliveryScore(scores.told.count, scores.told.sum);
  *response.mutable_late_not_told() =
      domain::MakeDeliveryScore(scores.not_told.count, scores.not_told.sum);
  return absl::OkStatus();
}

}  // namespace

absl::Status GetFeedbackFigures(runtime::ReadContext& ctx,
                                const v1::GetFeedbackFiguresRequest& request,
                                v1::FeedbackFigures* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(CountReviews(ctx, shop, *response));
  RETURN_IF_ERROR(CountConversations(ctx, shop, *response));
  RETURN_IF_ERROR(CountCasesAndComplaints(ctx, shop, *response));
  RETURN_IF_ERROR(CountFollowUps(ctx, shop, *response));
  ASSIGN_OR_RETURN(const int64_t closed, store::SumClosed(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const int64_t open, SumOpenCommission(ctx, policy, shop));
  response->set_commission_closed_minor(closed);
  response->set_commission_open_minor(open);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
