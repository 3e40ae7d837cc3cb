#include "services/feedback/domain/complaint/complaint.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Complaint;

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
  EXPECT_EQ(ReasonOf(CloseComplaint(complaint, Complaint::UPHELD, "yes", Agent(), kComplaintNow)),
            "WRONG_STATE")
      << "nobody is judged unheard";
  EXPECT_TRUE(Answer(complaint, "we look", Agent(), kComplaintNow + absl::Hours(72)).ok());
  EXPECT_FALSE(complaint.overdue());
  EXPECT_FALSE(MissAnswer(complaint, kComplaintNow + absl::Hours(72)));
  EXPECT_EQ(ReasonOf(Answer(complaint, "again", Agent(), kComplaintNow)), "WRONG_STATE");
  EXPECT_EQ(CloseComplaint(complaint, Complaint::REJECTED, "", Agent(), kComplaintNow).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(
      CloseComplaint(complaint, Complaint::UPHELD, "paid", Agent(), kComplaintNow + absl::Hours(90))
          .ok());
  EXPECT_EQ(complaint.outcome(), Complaint::UPHELD);
  EXPECT_EQ(complaint.closed_by().id(), "7");
}

TEST(ComplaintTest, WithdrawnOrSettledAtAnyTime) {
  for (const auto outcome : {Complaint::WITHDRAWN, Complaint::SETTLED}) {
    Complaint open = Opened();
    EXPECT_TRUE(CloseComplaint(open, outcome, "", Agent(), kComplaintNow).ok());
    EXPECT_EQ(open.state(), Complaint::CLOSED);
    Complaint answered = Opened();
    EXPECT_TRUE(Answer(answered, "x", Agent(), kComplaintNow).ok());
    EXPECT_TRUE(CloseComplaint(answered, outcome, "", Agent(), kComplaintNow).ok());
  }
}

TEST(ComplaintTest, LateAnswersAreOverdue) {
  Complaint complaint = Opened();
  EXPECT_TRUE(MissAnswer(complaint, kComplaintNow + absl::Hours(72)));
  EXPECT_FALSE(MissAnswer(complaint, kComplaintNow + absl::Hours(73)));
  EXPECT_TRUE(Answer(complaint, "sorry", Agent(), kComplaintNow + absl::Hours(80)).ok());
  EXPECT_TRUE(complaint.overdue());
  Complaint late = Opened();
  EXPECT_TRUE(Answer(late, "sorry", Agent(), kComplaintNow + absl::Hours(73)).ok());
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
  EXPECT_TRUE(CloseComplaint(complaint, Complaint::WITHDRAWN, "", Agent(), kComplaintNow).ok());
  EXPECT_EQ(ReasonOf(contact()), "WRONG_STATE");
  EXPECT_EQ(complaint.contacts_size(), 1);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
