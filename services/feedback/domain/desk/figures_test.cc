#include "services/feedback/domain/desk/figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::ParseText;

class FiguresTest : public ::testing::Test {
 protected:
  v1::FeedbackFigures Figures() {
    Sums sums;
    for (const auto& [key, value] : counts_.added()) sums.Add(key.name, key.dimension, value);
    return FeedbackFiguresOf(sums);
  }

  const ZoneHistory zones_;
  Counts counts_{zones_};
};

TEST_F(FiguresTest, CountWhatThereIsAsItIsNow) {
  CountReview(ParseText<v1::Review>("grade: BAD"), counts_);
  CountReview(ParseText<v1::Review>("grade: GOOD"), counts_);
  CountReview(ParseText<v1::Review>("grade: BAD"), counts_);
  CountReview(ParseText<v1::Review>("grade: BAD state: REMOVED"), counts_);
  CountTicket(ParseText<v1::Ticket>("state: CLOSED"), counts_);
  CountRepeatedQuestion(ParseText<v1::RepeatedQuestion>("state: ANSWERED"), counts_);
  CountAppeal(ParseText<v1::Appeal>("state: UPHELD"), counts_);
  CountConversation(ParseText<v1::Conversation>("message_count: 3"), counts_);
  CountConversation(ParseText<v1::Conversation>("message_count: 4"), counts_);
  CountInvitation(ParseText<v1::ReviewInvitation>("state: SENT"), counts_);
  CountCommission(ParseText<v1::CommissionStatement>("state: CLOSED total_minor: 70"), 1, counts_);
  CountCommission(ParseText<v1::CommissionStatement>("state: OPEN total_minor: 5"), 1, counts_);
  EXPECT_THAT(Figures(), EqualsProto(R"pb(
                reviews: 3
                reviews_by_grade { grade: GOOD reviews: 1 }
                reviews_by_grade { grade: BAD reviews: 2 }
                conversations: 2
                messages: 7
                invitations_by_state { state: SENT invitations: 1 }
                late_told_first { verdict: NO_DATA }
                late_not_told { verdict: NO_DATA }
                commission_closed_minor: 70
                reviews_removed: 1
                appeals_by_state { state: UPHELD appeals: 1 }
                tickets_by_state { state: CLOSED tickets: 1 }
                repeated_questions_by_state { state: ANSWERED questions: 1 }
              )pb"));
}

TEST_F(FiguresTest, CasesAndComplaintsWithTheirContacts) {
  CountCase(ParseText<v1::ReviewCase>("state: NEW"), counts_);
  CountCase(ParseText<v1::ReviewCase>("state: NEW contact_late: true"), counts_);
  CountCase(ParseText<v1::ReviewCase>(R"pb(
              state: CONTACTED
              first_contact_time { seconds: 4 }
              review_change_time { seconds: 5 }
              contacts { outcome: NO_ANSWER }
              contacts { outcome: REACHED }
            )pb"),
            counts_);
  CountComplaint(ParseText<v1::Complaint>("state: OPEN overdue: true"), counts_);
  CountComplaint(ParseText<v1::Complaint>(R"pb(
                   state: CLOSED
                   outcome: UPHELD
                   contacts { outcome: REACHED }
                 )pb"),
                 counts_);
  CountLateParcel(ParseText<v1::LateParcel>("state: TOLD contacts { outcome: REACHED }"), counts_);
  v1::FeedbackFigures figures = Figures();
  figures.clear_late_told_first();
  figures.clear_late_not_told();
  EXPECT_THAT(figures, EqualsProto(R"pb(
                cases_by_state { state: NEW cases: 2 }
                cases_by_state { state: CONTACTED cases: 1 }
                first_contacts_in_time: 1
                first_contacts_late: 1
                reviews_changed: 1
                contacts_by_outcome { outcome: REACHED contacts: 3 }
                contacts_by_outcome { outcome: NO_ANSWER contacts: 1 }
                complaints_by_state { state: OPEN complaints: 1 }
                complaints_by_state { state: CLOSED complaints: 1 }
                complaints_by_outcome { outcome: UPHELD complaints: 1 }
                complaints_overdue: 1
                late_parcels_by_state { state: TOLD late_parcels: 1 }
              )pb"));
}

TEST_F(FiguresTest, DeliveryScoresCountOnceAnOrderWhateverItsParcels) {
  const auto told = ParseText<v1::LateParcel>("state: TOLD");
  const auto overtaken = ParseText<v1::LateParcel>("state: OVERTAKEN");
  const auto four = ParseText<v1::Review>("scores { delivery: 4 }");
  const auto none = ParseText<v1::Review>("scores { service: 4 }");
  for (int i = 0; i < 5; ++i) CountDeliveryScores({overtaken, told}, {four, four, none}, counts_);
  CountDeliveryScores({overtaken}, {four}, counts_);
  CountDeliveryScores({}, {four}, counts_);
  EXPECT_THAT(Figures().late_told_first(), EqualsProto("sample_size: 10 mean: '4.0'"));
  EXPECT_THAT(Figures().late_not_told(), EqualsProto("sample_size: 1 verdict: NO_DATA"));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
