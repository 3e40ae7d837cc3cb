#include "services/feedback/handlers/follow_up/review_invitation.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::kTestTime;
using testing::PlacedOrder;

// Three days after kTestTime, a Monday at 10:00 UTC, when invitations are due.
const absl::Time kDue = kTestTime + absl::Hours(72);

class ReviewInvitationTest : public testing::ServiceTest {
 protected:
  // The trade of "b" finishes at `finished`.
  void Finish(const std::string& id, absl::Time finished = kTestTime) {
    const orders::v1::Order order = FinishedOrder(id, "b", finished);
    orders_.Put(order);
    feed_.Add(order, "order.finished");
    CatchUp();
  }
  absl::StatusOr<v1::ReviewInvitation> Invitation(const std::string& order = "o") {
    v1::GetReviewInvitationRequest request;
    request.set_name(absl::StrCat("shops/1/reviewInvitations/", order));
    return Read<v1::ReviewInvitation>(request, handlers::GetReviewInvitation);
  }
  absl::StatusOr<v1::ReviewInvitation> Send(const std::string& order = "o") {
    v1::SendReviewInvitationRequest request;
    request.set_name(absl::StrCat("shops/1/reviewInvitations/", order));
    return Write<v1::ReviewInvitation>(Call(), request, handlers::SendReviewInvitation);
  }
  int64_t CountOf(v1::ReviewInvitation::State state) {
    const auto figures = Figures();
    EXPECT_OK(figures);
    if (!figures.ok()) return 0;
    for (const v1::FeedbackFigures::InvitationCount& count : figures->invitations_by_state()) {
      if (count.state() == state) return count.invitations();
    }
    return 0;
  }
  void InviteByHand() {
    v1::Policy policy;
    policy.set_invite_by_hand(true);
    ASSERT_OK(SetPolicy(policy));
  }
  absl::StatusOr<v1::Complaint> Complain() {
    orders_.Put(PlacedOrder("c", "b", kTestTime));
    v1::OpenComplaintRequest request;
    request.set_order("shops/1/orders/c");
    request.set_buyer("b");
    request.set_kind(v1::Complaint::QUALITY);
    request.set_complainant(v1::Complaint::BUYER);
    request.set_respondent(v1::Complaint::SHOP);
    request.set_text("torn");
    return Workflow<v1::Complaint>(Call(), request, handlers::OpenComplaint);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReviewInvitationTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReviewInvitationTest, InvitedOnceThreeDaysAfterReceipt) {
  Finish("o");
  AdvanceTo(kDue - absl::Seconds(1));
  EXPECT_THAT(Invitation(), HasReason("NOT_FOUND"));
  AdvanceTo(kDue);
  ASSERT_OK_AND_ASSIGN(const v1::ReviewInvitation sent, Invitation());
  EXPECT_EQ(sent.state(), v1::ReviewInvitation::SENT);
  EXPECT_EQ(FromProto(sent.send_time()), kDue);
  EXPECT_EQ(EventTypes().back(), "review_invitation.sent");
  EXPECT_TRUE(Work().empty());
  feed_.Add(FinishedOrder("o", "b", kTestTime), "order.finished");
  CatchUp();
  AdvanceTo(kDue + absl::Hours(100));
  EXPECT_EQ(CountOf(v1::ReviewInvitation::SENT), 1) << "once";
  ASSERT_OK(Submit(ReviewOf("o")));
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::REVIEWED);
  EXPECT_EQ(CountOf(v1::ReviewInvitation::REVIEWED), 1);
}

TEST_P(ReviewInvitationTest, AReviewLongAfterIsNoEffect) {
  v1::Policy policy;
  policy.set_invitation_effect_seconds(3600);
  ASSERT_OK(SetPolicy(policy));
  Finish("o");
  AdvanceTo(kDue + absl::Hours(2));
  ASSERT_OK(Submit(ReviewOf("o")));
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::SENT);
}

TEST_P(ReviewInvitationTest, NobodyIsInvitedWhoReviewedComplainsOrKeptNothing) {
  Finish("o");
  ASSERT_OK(Submit(ReviewOf("o")));
  orders::v1::Order returned = FinishedOrder("r", "x", kTestTime);
  for (orders::v1::OrderLine& line : *returned.mutable_lines()) line.set_refunded(3);
  feed_.Add(returned, "order.refunded");
  orders::v1::Order complained = FinishedOrder("p", "b", kTestTime);
  feed_.Add(complained, "order.finished");
  CatchUp();
  ASSERT_OK(Complain());
  AdvanceTo(kDue + absl::Hours(1));
  EXPECT_THAT(Invitation("o"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Invitation("r"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Invitation("p"), HasReason("NOT_FOUND"));
}

TEST_P(ReviewInvitationTest, QuietHoursPutItOff) {
  Finish("o", kTestTime + absl::Hours(12));  // Monday, 22:00
  AdvanceTo(kDue + absl::Hours(12));
  EXPECT_THAT(Invitation(), HasReason("NOT_FOUND"));
  AdvanceTo(kDue + absl::Hours(24));
  EXPECT_EQ(FromProto(Invitation()->send_time()), kDue + absl::Hours(23)) << "Friday, 9:00";
}

TEST_P(ReviewInvitationTest, ADeadlineThatRunsKeepsItsLength) {
  Finish("o");
  v1::Policy policy;
  policy.set_invitations_off(true);
  policy.set_invitation_seconds(3600);
  ASSERT_OK(SetPolicy(policy));
  Finish("later");
  AdvanceTo(kDue);
  EXPECT_EQ(FromProto(Invitation()->send_time()), kDue);
  EXPECT_THAT(Invitation("later"), HasReason("NOT_FOUND"));
}

TEST_P(ReviewInvitationTest, ByHandItIsWorkForThePromotion) {
  InviteByHand();
  Finish("o");
  AdvanceTo(kDue);
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::DUE);
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "invitation_due");
  EXPECT_EQ(Work()[0].role(), Role::PROMOTION);
  EXPECT_EQ(CountOf(v1::ReviewInvitation::DUE), 1);
  AdvanceTo(kDue + absl::Hours(12));
  EXPECT_THAT(Send(), HasReason("QUIET_HOURS"));
  AdvanceTo(kDue + absl::Hours(24));
  ASSERT_OK(Send());
  EXPECT_THAT(Send(), HasReason("WRONG_STATE"));
  EXPECT_TRUE(Work().empty());
  EXPECT_THAT(Send("unknown"), HasReason("NOT_FOUND"));
  AdvanceTo(kDue + absl::Hours(24 * 20));
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::SENT);
}

TEST_P(ReviewInvitationTest, ByHandItIsDroppedWhenItsCauseGoes) {
  InviteByHand();
  for (const char* id : {"o", "reviewed", "late"}) Finish(id);
  AdvanceTo(kDue);
  EXPECT_EQ(Work().size(), 3u);
  ASSERT_OK(Submit(ReviewOf("reviewed")));
  EXPECT_EQ(Invitation("reviewed")->state(), v1::ReviewInvitation::DROPPED);
  EXPECT_EQ(Work().size(), 2u);
  AdvanceTo(kTestTime + absl::Hours(15 * 24));
  EXPECT_TRUE(Work().empty()) << "too late for a review";
  EXPECT_EQ(Invitation("late")->state(), v1::ReviewInvitation::DROPPED);
  Finish("new", kTestTime + absl::Hours(15 * 24));
  AdvanceTo(kTestTime + absl::Hours(18 * 24));
  EXPECT_EQ(Work().size(), 1u);
  ASSERT_OK(Complain());
  EXPECT_EQ(Invitation("new")->state(), v1::ReviewInvitation::DROPPED);
  v1::ListReviewInvitationsRequest request;
  request.set_parent("shops/1");
  request.set_state(v1::ReviewInvitation::DROPPED);
  const auto list =
      Read<v1::ListReviewInvitationsResponse>(request, handlers::ListReviewInvitations);
  ASSERT_OK(list.status());
  EXPECT_EQ(list->review_invitations_size(), 4);
}

}  // namespace
}  // namespace shopdesk::feedback
