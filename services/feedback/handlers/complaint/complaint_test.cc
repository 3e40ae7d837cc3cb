#include "services/feedback/handlers/complaint/complaint.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::EqualsProto;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::PlacedOrder;
using testing::StatusIs;

class ComplaintTest : public testing::ServiceTest {
 protected:
  static v1::OpenComplaintRequest Request(const std::string& order = "o") {
    v1::OpenComplaintRequest request;
    request.set_order(absl::StrCat("shops/1/orders/", order));
    request.set_buyer("b");
    request.set_kind(v1::Complaint::WRONG_GOODS);
    request.set_complainant(v1::Complaint::BUYER);
    request.set_respondent(v1::Complaint::SHOP);
    request.set_text("red, not blue; call 13812341234");
    return request;
  }
  absl::StatusOr<v1::Complaint> Open(const v1::OpenComplaintRequest& request,
                                     absl::string_view request_id = "") {
    orders_.Put(PlacedOrder(std::string(LastSegment(request.order())), "b", kTestTime));
    return Workflow<v1::Complaint>(Call(request_id), request, handlers::OpenComplaint);
  }
  absl::StatusOr<v1::Complaint> Get(const std::string& name) {
    v1::GetComplaintRequest request;
    request.set_name(name);
    return Read<v1::Complaint>(request, handlers::GetComplaint);
  }
  absl::StatusOr<v1::Complaint> Answer(const std::string& name, const std::string& etag = "") {
    v1::AnswerComplaintRequest request;
    request.set_name(name);
    request.set_text("we send the blue one");
    request.set_etag(etag);
    return WorkflowWith<v1::Complaint>(Call(), request, handlers::AnswerComplaint, catalog_);
  }
  absl::StatusOr<v1::Complaint> Close(const std::string& name, v1::Complaint::Outcome outcome) {
    v1::CloseComplaintRequest request;
    request.set_name(name);
    request.set_outcome(outcome);
    request.set_decision("the buyer is right");
    return Write<v1::Complaint>(Call(), request, handlers::CloseComplaint);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ComplaintTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ComplaintTest, OpenedAnsweredDecided) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request(), "r1"));
  ASSERT_OK_AND_ASSIGN(const v1::Complaint again, Open(Request(), "r1"));
  EXPECT_THAT(again, EqualsProto(opened));
  EXPECT_EQ(opened.text().find("13812341234"), std::string::npos);
  EXPECT_EQ(FromProto(opened.answer_deadline_time()), kTestTime + absl::Hours(72));
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "complaint");
  EXPECT_EQ(Work()[0].role(), Role::COMPLAINT);
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(72));

  EXPECT_THAT(Close(opened.name(), v1::Complaint::UPHELD), HasReason("WRONG_STATE"));
  AdvanceTo(kTestTime + absl::Hours(71));
  ASSERT_OK(Answer(opened.name(), opened.etag()));
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(143)) << "the decision";
  AdvanceTo(kTestTime + absl::Hours(80));
  EXPECT_FALSE(Get(opened.name())->overdue());
  ASSERT_OK_AND_ASSIGN(const v1::Complaint closed, Close(opened.name(), v1::Complaint::UPHELD));
  EXPECT_EQ(closed.state(), v1::Complaint::CLOSED);
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(EventTypes(), (std::vector<std::string>{"policy.updated", "complaint.opened",
                                                    "complaint.answered", "complaint.closed"}));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  ASSERT_EQ(figures.complaints_by_state_size(), 1);
  EXPECT_EQ(figures.complaints_by_state(0).state(), v1::Complaint::CLOSED);
  ASSERT_EQ(figures.complaints_by_outcome_size(), 1);
  EXPECT_EQ(figures.complaints_by_outcome(0).outcome(), v1::Complaint::UPHELD);
  EXPECT_EQ(figures.complaints_overdue(), 0);
}

TEST_P(ComplaintTest, NobodyAnswersInTime) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  AdvanceTo(kTestTime + absl::Hours(72));
  EXPECT_TRUE(Get(opened.name())->overdue());
  EXPECT_EQ(EventTypes().back(), "complaint.overdue");
  EXPECT_EQ(Figures()->complaints_overdue(), 1);
  ASSERT_OK(Answer(opened.name()));
  EXPECT_TRUE(Get(opened.name())->overdue()) << "late is late";
}

TEST_P(ComplaintTest, Refusals) {
  v1::OpenComplaintRequest request = Request();
  request.set_respondent(v1::Complaint::BUYER);
  const int calls = orders_.calls();
  EXPECT_THAT(Open(request), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(orders_.calls(), calls) << "refused before anybody is asked";
  request = Request();
  request.set_buyer("x");
  EXPECT_THAT(Open(request), HasReason("NOT_FOUND"));
  request = Request();
  request.set_line(9);
  EXPECT_THAT(Open(request), HasReason("NOT_FOUND"));
  request = Request();
  request.set_order("shops/2/orders/o");
  EXPECT_THAT(Open(request), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Answer("shops/1/complaints/none"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  ASSERT_OK(Answer(opened.name()));
  EXPECT_THAT(Answer(opened.name()), HasReason("WRONG_STATE"));
}

TEST_P(ComplaintTest, OneOfAKindAtATime) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint first, Open(Request(), "r1"));
  EXPECT_THAT(Open(Request(), "r1"), IsOk()) << "the same call again";
  v1::OpenComplaintRequest twin = Request();
  twin.set_text("still red");
  twin.set_line(1);
  const absl::Status refused = Open(twin).status();
  EXPECT_THAT(refused, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(refused, "resource"), first.name());
  ASSERT_OK(Answer(first.name()));
  EXPECT_THAT(Open(twin), HasReason("ALREADY_EXISTS")) << "answered, not closed";
  v1::OpenComplaintRequest other = Request();
  other.set_kind(v1::Complaint::QUALITY);
  EXPECT_THAT(Open(other), IsOk());
  other = Request();
  other.set_complainant(v1::Complaint::SHOP);
  other.set_respondent(v1::Complaint::BUYER);
  EXPECT_THAT(Open(other), IsOk()) << "the other side's";
  EXPECT_THAT(Open(Request("o2")), IsOk());
  ASSERT_OK(Close(first.name(), v1::Complaint::SETTLED));
  EXPECT_THAT(Open(twin), IsOk());
}

TEST_P(ComplaintTest, ACarrierOfNoParcelOfTheOrderIsMarked) {
  orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  order.add_parcels()->set_carrier_id("sf");
  const auto open = [&](const char* carrier, v1::Complaint::Kind kind) {
    v1::OpenComplaintRequest request = Request();
    request.set_kind(kind);
    request.set_respondent(v1::Complaint::CARRIER);
    request.set_carrier_id(carrier);
    orders_.Put(order);
    return Workflow<v1::Complaint>(Call(), request, handlers::OpenComplaint);
  };
  ASSERT_OK_AND_ASSIGN(const v1::Complaint known, open("sf", v1::Complaint::QUALITY));
  EXPECT_FALSE(known.carrier_unverified());
  ASSERT_OK_AND_ASSIGN(const v1::Complaint unknown, open("nobody", v1::Complaint::NOT_RECEIVED));
  EXPECT_TRUE(unknown.carrier_unverified());
  EXPECT_TRUE(Get(unknown.name())->carrier_unverified());
  EXPECT_FALSE(Open(Request())->carrier_unverified()) << "about the shop";
}

TEST_P(ComplaintTest, ADecisionHasAText) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  ASSERT_OK(Answer(opened.name()));
  v1::CloseComplaintRequest request;
  request.set_name(opened.name());
  request.set_outcome(v1::Complaint::UPHELD);
  request.set_decision(" \u200b");
  EXPECT_THAT((Write<v1::Complaint>(Call(), request, handlers::CloseComplaint)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ComplaintTest, ContactsAreKeptAndTextsRevealedByRule) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  v1::RecordComplaintContactRequest contact;
  contact.set_name(opened.name());
  *contact.mutable_contact() =
      Contact(type::v1::ContactPurpose::COMPLAINT, type::v1::ContactOutcome::REACHED);
  contact.mutable_contact()->set_promise("13812341234 tomorrow");
  ASSERT_OK_AND_ASSIGN(const v1::Complaint contacted,
                       (Write<v1::Complaint>(Call(), contact, handlers::RecordComplaintContact)));
  EXPECT_EQ(contacted.contacts_size(), 1);
  EXPECT_EQ(contacted.DebugString().find("13812341234"), std::string::npos);
  v1::RevealComplaintRequest request;
  request.set_name(opened.name());
  request.set_purpose("case");
  EXPECT_THAT((Write<v1::RevealComplaintResponse>(Call("", Role::GUIDE), request,
                                                  handlers::RevealComplaint)),
              HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealComplaintResponse revealed,
                       (Write<v1::RevealComplaintResponse>(Call("", Role::COMPLAINT), request,
                                                           handlers::RevealComplaint)));
  EXPECT_EQ(revealed.complaint().text(), Request().text());
  EXPECT_EQ(revealed.complaint().contacts(0).promise(), "13812341234 tomorrow");
}

TEST_P(ComplaintTest, ListsByEachFilter) {
  ASSERT_OK(Open(Request("o1")));
  AdvanceTo(kTestTime + absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const v1::Complaint second, Open(Request("o2")));
  ASSERT_OK(Close(second.name(), v1::Complaint::WITHDRAWN));
  const auto count = [&](const v1::ListComplaintsRequest& filter) {
    v1::ListComplaintsRequest request = filter;
    request.set_parent("shops/1");
    const auto list = Read<v1::ListComplaintsResponse>(request, handlers::ListComplaints);
    EXPECT_THAT(list, IsOk());
    return list.ok() ? list->complaints_size() : -1;
  };
  v1::ListComplaintsRequest request;
  EXPECT_EQ(count(request), 2);
  request.set_state(v1::Complaint::OPEN);
  EXPECT_EQ(count(request), 1);
  request.clear_state();
  request.set_buyer("b");
  EXPECT_EQ(count(request), 2);
  request.set_buyer("x");
  EXPECT_EQ(count(request), 0);
  request.clear_buyer();
  request.set_order("shops/1/orders/o2");
  EXPECT_EQ(count(request), 1);
}

class RemedyTest : public ComplaintTest {
 protected:
  // An answered complaint, decided for the buyer with this remedy.
  v1::Complaint Decide(const v1::Remedy& remedy) {
    const auto opened = Open(Request());
    EXPECT_OK(opened.status());
    EXPECT_OK(Answer(opened->name()).status());
    v1::CloseComplaintRequest request;
    request.set_name(opened->name());
    request.set_outcome(v1::Complaint::UPHELD);
    request.set_decision("the buyer is right");
    *request.mutable_remedy() = remedy;
    const auto closed = Write<v1::Complaint>(Call(), request, handlers::CloseComplaint);
    EXPECT_OK(closed.status());
    CatchUp();
    return Get(opened->name()).value();
  }
  static v1::Remedy OfParcel(v1::Remedy::Kind kind) {
    v1::Remedy remedy;
    remedy.set_kind(kind);
    remedy.set_shipment("shops/1/shipments/s");
    if (kind == v1::Remedy::CARRIER_CLAIM) remedy.set_amount_minor(900);
    return remedy;
  }
  void PutShipment(const std::string& id, const std::string& order,
                   const std::string& merged_order = "") {
    logistics::v1::Shipment shipment;
    shipment.set_name(absl::StrCat("shops/1/shipments/", id));
    shipment.set_order(absl::StrCat("shops/1/orders/", order));
    if (!merged_order.empty()) {
      shipment.add_merged_orders(absl::StrCat("shops/1/orders/", merged_order));
    }
    logistics_.Put(shipment);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, RemedyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(RemedyTest, ARefundIsGivenOnce) {
  v1::Remedy remedy;
  remedy.set_kind(v1::Remedy::REFUND);
  remedy.set_line(1);
  remedy.set_amount_minor(500);
  const v1::Complaint complaint = Decide(remedy);
  ASSERT_EQ(orders_.opened().size(), 1u);
  const orders::v1::OpenRefundRequest asked = orders_.opened()[0];
  EXPECT_EQ(asked.parent(), "shops/1/orders/o");
  EXPECT_TRUE(asked.seller_initiated());
  EXPECT_EQ(asked.reason(), orders::v1::RefundReason::WRONG_GOODS);
  ASSERT_EQ(asked.lines_size(), 1);
  EXPECT_EQ(asked.lines(0).line(), 1);
  EXPECT_EQ(asked.lines(0).amount_minor(), 500);
  EXPECT_EQ(complaint.remedy().state(), v1::Remedy::DONE);
  EXPECT_EQ(complaint.remedy().result(), "shops/1/orders/o/refunds/r1");
  EXPECT_EQ(EventTypes().back(), "complaint.remedy_done");
  EXPECT_TRUE(Work().empty());
}

TEST_P(RemedyTest, WhatIsRefusedIsWork) {
  orders_.FailRefunds(absl::FailedPreconditionError("more than is left"));
  v1::Remedy remedy;
  remedy.set_kind(v1::Remedy::ORDER_REFUND);
  const v1::Complaint complaint = Decide(remedy);
  EXPECT_EQ(complaint.remedy().state(), v1::Remedy::REFUSED);
  EXPECT_EQ(complaint.remedy().refusal(), "FAILED_PRECONDITION");
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "remedy");
  EXPECT_EQ(Work()[0].resource(), complaint.name());
  EXPECT_EQ(EventTypes().back(), "complaint.remedy_refused");
}

TEST_P(RemedyTest, RefundsAreDecidedAndParcelsCalledBack) {
  orders::v1::Refund refund;
  refund.set_name("shops/1/orders/o/refunds/r9");
  refund.set_state(orders::v1::RefundState::PLATFORM_REVIEW);
  refund.mutable_total()->set_currency_code("CNY");
  refund.mutable_total()->set_minor(500);
  orders_.Put(refund);
  v1::Remedy decision;
  decision.set_kind(v1::Remedy::REFUND_DECISION);
  decision.set_refund("shops/1/orders/o/refunds/r9");
  decision.set_amount_minor(300);
  EXPECT_EQ(Decide(decision).remedy().result(), "shops/1/orders/o/refunds/r9");
  ASSERT_EQ(orders_.decided().size(), 1u);
  EXPECT_EQ(orders_.decided()[0].granted().minor(), 300);
  PutShipment("s", "o");
  EXPECT_EQ(Decide(OfParcel(v1::Remedy::INTERCEPT)).remedy().result(),
            "shops/1/shipments/s/intercepts/1");
  ASSERT_EQ(logistics_.intercepts().size(), 1u);
  EXPECT_EQ(logistics_.intercepts()[0].kind(), logistics::v1::Intercept::RECALL);
  EXPECT_TRUE(Work().empty());
}

TEST_P(RemedyTest, AClaimAgainstTheCarrierIsDraftedOnce) {
  PutShipment("s", "o");
  const v1::Complaint complaint = Decide(OfParcel(v1::Remedy::CARRIER_CLAIM));
  EXPECT_EQ(complaint.remedy().state(), v1::Remedy::DONE);
  EXPECT_EQ(complaint.remedy().result(), "shops/1/claims/1");
  ASSERT_EQ(logistics_.claims().size(), 1u);
  const logistics::v1::CreateClaimRequest asked = logistics_.claims()[0];
  EXPECT_EQ(asked.parent(), "shops/1");
  EXPECT_EQ(asked.shipment(), "shops/1/shipments/s");
  EXPECT_EQ(asked.kind(), logistics::v1::Claim::DAMAGE);
  EXPECT_EQ(asked.loss().minor(), 900);
  EXPECT_EQ(asked.loss().currency_code(), "CNY");
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(Decide(OfParcel(v1::Remedy::CARRIER_CLAIM)).remedy().refusal(), "CLAIM_OPEN");
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "remedy");
}

TEST_P(RemedyTest, AParcelOfAnotherOrderIsLeftAlone) {
  PutShipment("s", "other");
  for (const v1::Remedy::Kind kind : {v1::Remedy::INTERCEPT, v1::Remedy::CARRIER_CLAIM}) {
    const v1::Complaint complaint = Decide(OfParcel(kind));
    EXPECT_EQ(complaint.remedy().state(), v1::Remedy::REFUSED);
    EXPECT_EQ(complaint.remedy().refusal(), "OTHER_ORDER");
  }
  EXPECT_TRUE(logistics_.intercepts().empty());
  EXPECT_TRUE(logistics_.claims().empty());
  EXPECT_EQ(Work().size(), 2u);
  // Another order's parcel that this one's goods went in, too.
  PutShipment("s", "other", "o");
  EXPECT_EQ(Decide(OfParcel(v1::Remedy::INTERCEPT)).remedy().state(), v1::Remedy::DONE);
}

TEST_P(RemedyTest, WhoIsSilentLosesAndSomebodySeesToIt) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  AdvanceTo(kTestTime + absl::Hours(72));
  ASSERT_EQ(Work().size(), 1u);
  AdvanceTo(kTestTime + absl::Hours(144));
  ASSERT_OK_AND_ASSIGN(const v1::Complaint closed, Get(opened.name()));
  EXPECT_EQ(closed.state(), v1::Complaint::CLOSED);
  EXPECT_EQ(closed.outcome(), v1::Complaint::UPHELD);
  EXPECT_TRUE(closed.decided_by_default());
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "remedy");
  EXPECT_TRUE(orders_.opened().empty());
}

TEST_P(RemedyTest, StatementsAreSealedAndTheMediatorHasTheWork) {
  ASSERT_OK_AND_ASSIGN(const v1::Complaint opened, Open(Request()));
  v1::AddComplaintStatementRequest statement;
  statement.set_name(opened.name());
  statement.set_party(v1::Complaint::SHOP);
  statement.set_text("packed by 13812341234");
  statement.add_files()->set_uri("https://files.example/1.jpg");
  ASSERT_OK_AND_ASSIGN(
      const v1::Complaint stated,
      (WorkflowWith<v1::Complaint>(Call(), statement, handlers::AddComplaintStatement, catalog_)));
  EXPECT_EQ(stated.statements(0).text(), "packed by 138****1234");
  v1::AssignComplaintMediatorRequest assign;
  assign.set_name(opened.name());
  assign.set_mediator("9");
  ASSERT_OK((Write<v1::Complaint>(Call(), assign, handlers::AssignComplaintMediator)));
  EXPECT_EQ(Work()[0].agent(), "9");
  v1::RevealComplaintRequest reveal;
  reveal.set_name(opened.name());
  reveal.set_purpose("case");
  ASSERT_OK_AND_ASSIGN(const v1::RevealComplaintResponse revealed,
                       (Write<v1::RevealComplaintResponse>(Call("", Role::COMPLAINT), reveal,
                                                           handlers::RevealComplaint)));
  EXPECT_EQ(revealed.complaint().statements(0).text(), "packed by 13812341234");
}

}  // namespace
}  // namespace shopdesk::feedback
