#include "services/feedback/handlers/follow_up.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/handlers/complaint.h"
#include "services/feedback/testing/service_test.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::PlacedOrder;
using testing::StatusIs;

// Three days after kTestTime, a Monday at 10:00 UTC, when invitations are due.
const absl::Time kDue = kTestTime + absl::Hours(72);

class FollowUpTest : public testing::ServiceTest {
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

  static logistics::v1::Shipment Shipment(const std::string& id,
                                          logistics::v1::TrackingStatus status,
                                          absl::Time time = kTestTime) {
    logistics::v1::Shipment shipment;
    shipment.set_name(absl::StrCat("shops/1/shipments/", id));
    shipment.set_order(absl::StrCat("shops/1/orders/", id));
    shipment.set_buyer("b");
    shipment.set_status(status);
    *shipment.mutable_status_time() = ToProto(time);
    return shipment;
  }
  // Logistics finds the parcel of order `id` late.
  void Late(const std::string& id) {
    logistics_feed_.Add(Shipment(id, logistics::v1::IN_TRANSIT), "shipment.late");
    CatchUp();
  }
  void Deliver(const std::string& id, absl::Time time) {
    logistics_feed_.Add(Shipment(id, logistics::v1::DELIVERED, time), "shipment.delivered", time);
    CatchUp();
  }
  absl::StatusOr<v1::LateParcel> Parcel(const std::string& id) {
    v1::GetLateParcelRequest request;
    request.set_name(absl::StrCat("shops/1/lateParcels/", id));
    return Read<v1::LateParcel>(request, handlers::GetLateParcel);
  }
  absl::StatusOr<v1::LateParcel> Tell(const std::string& id, type::v1::ContactOutcome outcome) {
    v1::RecordLateParcelContactRequest request;
    request.set_name(absl::StrCat("shops/1/lateParcels/", id));
    *request.mutable_contact() = Contact(type::v1::LATE_PARCEL, outcome);
    return Write<v1::LateParcel>(Call(), request, handlers::RecordLateParcelContact);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, FollowUpTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(FollowUpTest, InvitedOnceThreeDaysAfterReceipt) {
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
  EXPECT_EQ(Figures()->invitations_by_state().at("SENT"), 1) << "once";
  ASSERT_OK(Submit(ReviewOf("o")));
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::REVIEWED);
  EXPECT_EQ(Figures()->invitations_by_state().at("REVIEWED"), 1);
}

TEST_P(FollowUpTest, AReviewLongAfterIsNoEffect) {
  v1::Policy policy;
  policy.set_invitation_effect_seconds(3600);
  ASSERT_OK(SetPolicy(policy));
  Finish("o");
  AdvanceTo(kDue + absl::Hours(2));
  ASSERT_OK(Submit(ReviewOf("o")));
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::SENT);
}

TEST_P(FollowUpTest, NobodyIsInvitedWhoReviewedComplainsOrKeptNothing) {
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

TEST_P(FollowUpTest, QuietHoursPutItOff) {
  Finish("o", kTestTime + absl::Hours(12));  // Monday, 22:00
  AdvanceTo(kDue + absl::Hours(12));
  EXPECT_THAT(Invitation(), HasReason("NOT_FOUND"));
  AdvanceTo(kDue + absl::Hours(24));
  EXPECT_EQ(FromProto(Invitation()->send_time()), kDue + absl::Hours(23)) << "Friday, 9:00";
}

TEST_P(FollowUpTest, ADeadlineThatRunsKeepsItsLength) {
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

TEST_P(FollowUpTest, ByHandItIsWorkForThePromotion) {
  InviteByHand();
  Finish("o");
  AdvanceTo(kDue);
  EXPECT_EQ(Invitation()->state(), v1::ReviewInvitation::DUE);
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "invitation_due");
  EXPECT_EQ(Work()[0].role(), "promotion");
  EXPECT_EQ(Figures()->invitations_by_state().at("DUE"), 1);
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

TEST_P(FollowUpTest, ByHandItIsDroppedWhenItsCauseGoes) {
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

TEST_P(FollowUpTest, ALateParcelIsACallUntilTheBuyerIsTold) {
  orders::v1::Order order = PlacedOrder("s", "b", kTestTime);
  order.set_agent("7");
  feed_.Add(order, "order.placed");
  CatchUp();
  Late("s");
  Late("s");
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "late_parcel_call");
  EXPECT_EQ(Work()[0].role(), "agent");
  EXPECT_EQ(Work()[0].agent(), "7");
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(4));
  ASSERT_OK(Tell("s", type::v1::NO_ANSWER));
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(2)) << "the next attempt";
  ASSERT_OK(Tell("s", type::v1::REACHED));
  EXPECT_TRUE(Work().empty());
  EXPECT_THAT(Tell("s", type::v1::REACHED), HasReason("WRONG_STATE"));
  Deliver("s", kTestTime + absl::Hours(5));
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::TOLD);
  EXPECT_EQ(FromProto(Parcel("s")->end_time()), kTestTime + absl::Hours(5));
  EXPECT_EQ(Figures()->late_parcels_by_state().at("TOLD"), 1);
  EXPECT_EQ(Figures()->contacts_by_outcome().at("REACHED"), 1);
}

TEST_P(FollowUpTest, AnArrivalOvertakesTheCall) {
  Late("s");
  Deliver("s", kTestTime + absl::Hours(1));
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::OVERTAKEN);
  EXPECT_THAT(Tell("s", type::v1::REACHED), HasReason("WRONG_STATE"));
  Deliver("punctual", kTestTime);
  EXPECT_THAT(Parcel("punctual"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("punctual", type::v1::REACHED), HasReason("NOT_FOUND"));
  logistics::v1::Shipment elsewhere = Shipment("x", logistics::v1::IN_TRANSIT);
  elsewhere.set_name("shops/unknown/shipments/x");
  logistics_feed_.Add(elsewhere, "shipment.late");
  CatchUp();
}

TEST_P(FollowUpTest, TheEffectOfTellingFirst) {
  for (int i = 0; i < 20; ++i) {
    const std::string id = absl::StrCat("s", i);
    Late(id);
    if (i < 10) {
      ASSERT_OK(Tell(id, type::v1::REACHED));
    }
    orders_.Put(FinishedOrder(id, "b", kTestTime));
    v1::SubmitReviewRequest review = ReviewOf(id);
    review.mutable_scores()->set_delivery(i < 10 ? 5 : 3);
    if (i == 19) review.mutable_scores()->clear_delivery();
    ASSERT_OK(Submit(review));
  }
  orders_.Put(FinishedOrder("punctual", "b", kTestTime));
  ASSERT_OK(Submit(ReviewOf("punctual", 1)));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  EXPECT_EQ(figures.late_told_first().sample_size(), 10);
  EXPECT_EQ(figures.late_told_first().mean(), "5.0");
  EXPECT_EQ(figures.late_not_told().sample_size(), 9) << "one gave no delivery score";
  EXPECT_EQ(figures.late_not_told().verdict(), v1::Figure::NO_DATA) << "under 10";
}

TEST_P(FollowUpTest, LateParcelsAreListed) {
  Late("s1");
  Late("s2");
  ASSERT_OK(Tell("s2", type::v1::REACHED));
  v1::ListLateParcelsRequest request;
  request.set_parent("shops/1");
  const auto count = [&] {
    const auto list = Read<v1::ListLateParcelsResponse>(request, handlers::ListLateParcels);
    EXPECT_THAT(list, IsOk());
    return list.ok() ? list->late_parcels_size() : -1;
  };
  EXPECT_EQ(count(), 2);
  request.set_state(v1::LateParcel::TOLD);
  EXPECT_EQ(count(), 1);
  request.set_order("shops/1/orders/s1");
  EXPECT_THAT((Read<v1::ListLateParcelsResponse>(request, handlers::ListLateParcels)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_state();
  EXPECT_EQ(count(), 1);
}

}  // namespace
}  // namespace shopdesk::feedback
