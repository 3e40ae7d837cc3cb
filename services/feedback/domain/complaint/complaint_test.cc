#include "services/feedback/domain/complaint/complaint.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Complaint;
using v1::Remedy;

const absl::Time kComplaintNow = absl::FromUnixSeconds(1700000000);

v1::OpenComplaintRequest ComplaintRequest() {
  v1::OpenComplaintRequest request;
  request.set_order("shops/1/orders/o");
  request.set_buyer("b");
  request.set_kind(Complaint::NOT_RECEIVED);
  request.set_complainant(Complaint::BUYER);
  request.set_respondent(Complaint::CARRIER);
  request.set_carrier_id("sf");
  request.set_text("nothing came");
  return request;
}

type::v1::Actor Agent() {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::AGENT);
  actor.set_id("7");
  return actor;
}

absl::Status Closed(Complaint& complaint, Complaint::Outcome outcome, const char* decision = "",
                    absl::Time now = kComplaintNow, const type::v1::Actor& actor = Agent()) {
  v1::CloseComplaintRequest request;
  request.set_outcome(outcome);
  return CloseComplaint(complaint, request, decision, actor, now);
}

absl::Status Answered(Complaint& complaint, absl::Time now = kComplaintNow) {
  return Answer(complaint, "we look", now + absl::Hours(72), Agent(), now);
}

Complaint Opened() {
  return MakeComplaint(ComplaintRequest(), "shops/1/complaints/c", "nothing came",
                       kComplaintNow + absl::Hours(72), Agent(), kComplaintNow);
}

TEST(ComplaintTest, PartiesDifferAndACarrierIsNamed) {
  EXPECT_TRUE(CheckComplaint(ComplaintRequest()).ok());
  v1::OpenComplaintRequest request = ComplaintRequest();
  request.set_complainant(Complaint::CARRIER);
  const std::string text = CheckComplaint(request).ToString();
  EXPECT_NE(text.find("complainant"), std::string::npos);
  EXPECT_NE(text.find("respondent"), std::string::npos);
  request = ComplaintRequest();
  request.clear_carrier_id();
  EXPECT_FALSE(CheckComplaint(request).ok());
  request.set_respondent(Complaint::SHOP);
  EXPECT_TRUE(CheckComplaint(request).ok());
  request.set_carrier_id("sf");
  EXPECT_FALSE(CheckComplaint(request).ok());
}

TEST(ComplaintTest, OfTheBuyersOrderAndALineOfIt) {
  orders::v1::Order order;
  order.set_name("shops/1/orders/o");
  order.set_buyer("b");
  order.add_lines()->set_line(1);
  v1::OpenComplaintRequest request = ComplaintRequest();
  EXPECT_TRUE(CheckComplaintOrder(request, order).ok());
  request.set_line(1);
  EXPECT_TRUE(CheckComplaintOrder(request, order).ok());
  request.set_line(2);
  EXPECT_EQ(ReasonOf(CheckComplaintOrder(request, order)), "NOT_FOUND");
  request.set_buyer("x");
  EXPECT_EQ(ReasonOf(CheckComplaintOrder(request, order)), "NOT_FOUND");
}

TEST(ComplaintTest, AnsweredOnceThenDecided) {
  Complaint complaint = Opened();
  EXPECT_EQ(ReasonOf(Closed(complaint, Complaint::UPHELD, "yes")), "WRONG_STATE")
      << "nobody is judged unheard";
  EXPECT_TRUE(Answered(complaint, kComplaintNow + absl::Hours(72)).ok());
  EXPECT_FALSE(complaint.overdue());
  EXPECT_FALSE(MissAnswer(complaint, kComplaintNow, kComplaintNow + absl::Hours(72)));
  EXPECT_EQ(ReasonOf(Answered(complaint)), "WRONG_STATE");
  EXPECT_EQ(Closed(complaint, Complaint::REJECTED).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(Closed(complaint, Complaint::UPHELD, "paid", kComplaintNow + absl::Hours(90)).ok());
  EXPECT_EQ(complaint.outcome(), Complaint::UPHELD);
  EXPECT_EQ(complaint.closed_by().id(), "7");
}

TEST(ComplaintTest, WithdrawnOrSettledAtAnyTime) {
  for (const auto outcome : {Complaint::WITHDRAWN, Complaint::SETTLED}) {
    Complaint open = Opened();
    EXPECT_TRUE(Closed(open, outcome).ok());
    EXPECT_EQ(open.state(), Complaint::CLOSED);
    Complaint answered = Opened();
    EXPECT_TRUE(Answered(answered).ok());
    EXPECT_TRUE(Closed(answered, outcome).ok());
  }
}

TEST(ComplaintTest, LateAnswersAreOverdue) {
  Complaint complaint = Opened();
  EXPECT_TRUE(MissAnswer(complaint, kComplaintNow, kComplaintNow + absl::Hours(72)));
  EXPECT_FALSE(MissAnswer(complaint, kComplaintNow, kComplaintNow + absl::Hours(73)));
  EXPECT_TRUE(Answered(complaint, kComplaintNow + absl::Hours(80)).ok());
  EXPECT_TRUE(complaint.overdue());
  Complaint late = Opened();
  EXPECT_TRUE(Answered(late, kComplaintNow + absl::Hours(73)).ok());
  EXPECT_TRUE(late.overdue()) << "even if the timer is late itself";
}

TEST(ComplaintTest, ContactsUntilItIsClosed) {
  Complaint complaint = Opened();
  type::v1::ContactReport report;
  report.set_purpose(type::v1::ContactPurpose::COMPLAINT);
  report.set_channel(type::v1::ContactChannel::PHONE);
  report.set_outcome(type::v1::ContactOutcome::NO_ANSWER);
  const auto contact = [&] {
    return AddComplaintContact(complaint, report, DefaultContactRule(), Agent(), kComplaintNow);
  };
  EXPECT_TRUE(contact().ok());
  EXPECT_TRUE(Closed(complaint, Complaint::WITHDRAWN).ok());
  EXPECT_EQ(ReasonOf(contact()), "WRONG_STATE");
  EXPECT_EQ(complaint.contacts_size(), 1);
}

TEST(ComplaintTest, NobodyWinsByHisOwnSilence) {
  Complaint unanswered = Opened();
  ASSERT_TRUE(MissAnswer(unanswered, kComplaintNow + absl::Hours(144), kComplaintNow));
  EXPECT_EQ(FromProto(unanswered.decision_deadline_time()), kComplaintNow + absl::Hours(144));
  EXPECT_TRUE(ExpireComplaint(unanswered, Agent(), kComplaintNow));
  EXPECT_EQ(unanswered.outcome(), Complaint::UPHELD) << "the carrier never answered";
  EXPECT_TRUE(unanswered.decided_by_default());
  EXPECT_TRUE(NeedsHands(unanswered));
  EXPECT_FALSE(ExpireComplaint(unanswered, Agent(), kComplaintNow));

  Complaint carrier = Opened();
  ASSERT_TRUE(Answered(carrier).ok());
  EXPECT_TRUE(ExpireComplaint(carrier, Agent(), kComplaintNow));
  EXPECT_EQ(carrier.outcome(), Complaint::REJECTED);
  EXPECT_FALSE(NeedsHands(carrier));

  Complaint shop = Opened();
  shop.set_respondent(Complaint::SHOP);
  ASSERT_TRUE(Answered(shop).ok());
  EXPECT_TRUE(ExpireComplaint(shop, Agent(), kComplaintNow));
  EXPECT_EQ(shop.outcome(), Complaint::UPHELD) << "the shop's desk is who didn't decide";
}

TEST(ComplaintTest, BuyersSpeakForThemselves) {
  v1::AddComplaintStatementRequest request;
  request.set_party(Complaint::CARRIER);
  request.set_text("it was delivered");
  EXPECT_TRUE(CheckStatement(request, Agent()).ok());
  type::v1::Actor buyer;
  buyer.set_kind(type::v1::Actor::BUYER);
  EXPECT_FALSE(CheckStatement(request, buyer).ok());
  request.set_party(Complaint::BUYER);
  EXPECT_TRUE(CheckStatement(request, buyer).ok());
  request.clear_text();
  EXPECT_FALSE(CheckStatement(request, buyer).ok());
  request.add_files()->set_uri("https://files.example/1.jpg");
  EXPECT_TRUE(CheckStatement(request, buyer).ok());

  Complaint complaint = Opened();
  for (int i = 0; i < kMostStatements; ++i) {
    ASSERT_TRUE(AddStatement(complaint, {}, kComplaintNow).ok());
  }
  EXPECT_EQ(ReasonOf(AddStatement(complaint, {}, kComplaintNow)), "TOO_MANY_STATEMENTS");
  v1::ComplaintStatement other;
  other.set_party(Complaint::CARRIER);
  EXPECT_TRUE(AddStatement(complaint, other, kComplaintNow).ok()) << "all are heard";
}

TEST(ComplaintTest, TheMediatorDecides) {
  v1::AssignComplaintMediatorRequest request;
  EXPECT_FALSE(CheckMediator(request).ok());
  request.set_platform(true);
  EXPECT_TRUE(CheckMediator(request).ok());
  request.set_mediator("9");
  EXPECT_FALSE(CheckMediator(request).ok());

  Complaint complaint = Opened();
  ASSERT_TRUE(Answered(complaint).ok());
  ASSERT_TRUE(AssignMediator(complaint, "9", kComplaintNow).ok());
  EXPECT_EQ(ReasonOf(Closed(complaint, Complaint::UPHELD, "yes")), "NOT_MEDIATOR");
  type::v1::Actor lead = Agent();
  lead.set_role(Role::LEAD);
  Complaint by_lead = complaint;
  EXPECT_TRUE(Closed(by_lead, Complaint::UPHELD, "yes", kComplaintNow, lead).ok());
  type::v1::Actor nine = Agent();
  nine.set_id("9");
  EXPECT_TRUE(Closed(complaint, Complaint::UPHELD, "yes", kComplaintNow, nine).ok());

  Complaint platform = Opened();
  ASSERT_TRUE(Answered(platform).ok());
  ASSERT_TRUE(AssignMediator(platform, "", kComplaintNow).ok());
  EXPECT_EQ(ReasonOf(Closed(platform, Complaint::UPHELD, "yes", kComplaintNow, nine)),
            "NOT_MEDIATOR");
  type::v1::Actor program;
  program.set_kind(type::v1::Actor::SERVICE);
  program.set_role(Role::CONNECTOR);
  EXPECT_TRUE(Closed(platform, Complaint::REJECTED, "no", kComplaintNow, program).ok());
  Complaint nobody = Opened();
  ASSERT_TRUE(Answered(nobody).ok());
  EXPECT_EQ(ReasonOf(Closed(nobody, Complaint::UPHELD, "yes", kComplaintNow, program)),
            "NOT_MEDIATOR")
      << "programs decide for the platform only";
  Complaint withdrawn = Opened();
  ASSERT_TRUE(AssignMediator(withdrawn, "9", kComplaintNow).ok());
  EXPECT_TRUE(Closed(withdrawn, Complaint::WITHDRAWN).ok()) << "no decision";
}

v1::CloseComplaintRequest WithRemedy(Remedy::Kind kind) {
  v1::CloseComplaintRequest request;
  request.set_outcome(Complaint::UPHELD);
  request.mutable_remedy()->set_kind(kind);
  return request;
}

TEST(ComplaintTest, EachRemedyHasItsFields) {
  EXPECT_TRUE(CheckClosing(WithRemedy(Remedy::ORDER_REFUND)).ok());
  v1::CloseComplaintRequest refund = WithRemedy(Remedy::REFUND);
  EXPECT_FALSE(CheckClosing(refund).ok());
  refund.mutable_remedy()->set_line(1);
  EXPECT_FALSE(CheckClosing(refund).ok()) << "how much of the line?";
  refund.mutable_remedy()->set_amount_minor(500);
  EXPECT_TRUE(CheckClosing(refund).ok());
  refund.set_outcome(Complaint::REJECTED);
  EXPECT_FALSE(CheckClosing(refund).ok());

  v1::CloseComplaintRequest decision = WithRemedy(Remedy::REFUND_DECISION);
  EXPECT_FALSE(CheckClosing(decision).ok());
  decision.mutable_remedy()->set_refund("shops/1/orders/o/refunds/r");
  EXPECT_TRUE(CheckClosing(decision).ok()) << "nothing is granted";

  for (const Remedy::Kind kind : {Remedy::INTERCEPT, Remedy::CARRIER_CLAIM}) {
    v1::CloseComplaintRequest parcel = WithRemedy(kind);
    EXPECT_FALSE(CheckClosing(parcel).ok());
    parcel.mutable_remedy()->set_shipment("shops/1/shipments/s");
    EXPECT_EQ(CheckClosing(parcel).ok(), kind == Remedy::INTERCEPT);
    parcel.mutable_remedy()->set_amount_minor(500);
    EXPECT_EQ(CheckClosing(parcel).ok(), kind == Remedy::CARRIER_CLAIM);
  }
}

TEST(ComplaintTest, ARemedyIsOfTheOrderAndIsSettledOnce) {
  Complaint complaint = Opened();
  ASSERT_TRUE(Answered(complaint).ok());
  v1::CloseComplaintRequest request = WithRemedy(Remedy::REFUND_DECISION);
  request.mutable_remedy()->set_refund("shops/1/orders/other/refunds/r");
  EXPECT_EQ(CloseComplaint(complaint, request, "yes", Agent(), kComplaintNow).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(complaint.state(), Complaint::ANSWERED);
  request.mutable_remedy()->set_refund("shops/1/orders/o/refunds/r");
  request.mutable_remedy()->set_state(Remedy::DONE);
  ASSERT_TRUE(CloseComplaint(complaint, request, "yes", Agent(), kComplaintNow).ok());
  EXPECT_EQ(complaint.remedy().state(), Remedy::PENDING) << "whatever the request says";
  EXPECT_TRUE(SettleRemedy(complaint, "", "AMOUNT_EXCEEDED", kComplaintNow));
  EXPECT_EQ(complaint.remedy().state(), Remedy::REFUSED);
  EXPECT_TRUE(NeedsHands(complaint));
  EXPECT_FALSE(SettleRemedy(complaint, "r", "", kComplaintNow));

  Complaint claim = Opened();
  ASSERT_TRUE(Answered(claim).ok());
  ASSERT_TRUE(
      CloseComplaint(claim, WithRemedy(Remedy::CARRIER_CLAIM), "yes", Agent(), kComplaintNow).ok());
  EXPECT_EQ(claim.remedy().state(), Remedy::PENDING) << "logistics drafts it";
  EXPECT_FALSE(NeedsHands(claim));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
