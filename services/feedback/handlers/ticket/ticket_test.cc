#include "services/feedback/handlers/ticket/ticket.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using orders::v1::RefundState;
using ::testing::Contains;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::MessageAt;
using testing::PlacedOrder;
using Note = v1::AddTicketNoteRequest;

class TicketHandlerTest : public testing::ChatTest {
 protected:
  static v1::OpenTicketRequest Request() {
    v1::OpenTicketRequest request;
    request.set_order("shops/1/orders/o");
    request.set_buyer("b");
    request.set_kind(v1::Ticket::REFUND);
    request.set_text("broken; call 13812341234");
    return request;
  }
  absl::StatusOr<v1::Ticket> Open(const v1::OpenTicketRequest& request = Request(),
                                  const std::string& request_id = "") {
    orders_.Put(PlacedOrder("o", "b", kTestTime));
    return Workflow<v1::Ticket>(Call(request_id), request, handlers::OpenTicket);
  }
  absl::StatusOr<v1::Ticket> Get(const std::string& name) {
    v1::GetTicketRequest request;
    request.set_name(name);
    return Read<v1::Ticket>(request, handlers::GetTicket);
  }
  absl::StatusOr<v1::Ticket> Add(const std::string& name, Note::Next next) {
    Note request;
    request.set_name(name);
    request.set_text("send a picture");
    request.set_next(next);
    return Write<v1::Ticket>(Call(), request, handlers::AddTicketNote);
  }
  absl::StatusOr<v1::Ticket> Refund(const std::string& name, const std::string& request_id = "") {
    v1::OpenTicketRefundRequest request;
    request.set_name(name);
    request.set_kind(orders::v1::RefundKind::MONEY_ONLY);
    request.set_reason(orders::v1::RefundReason::QUALITY);
    return Workflow<v1::Ticket>(Call(request_id), request, handlers::OpenTicketRefund);
  }
  absl::StatusOr<v1::Ticket> Link(const std::string& name, const std::string& refund,
                                  const std::string& request_id = "",
                                  const std::string& etag = "") {
    v1::LinkTicketRefundRequest request;
    request.set_name(name);
    request.set_refund(refund);
    request.set_etag(etag);
    return Workflow<v1::Ticket>(Call(request_id), request, handlers::LinkTicketRefund);
  }
  // A refund of the order "o" that orders has already.
  void PutRefund(const std::string& id) {
    orders::v1::Refund refund;
    refund.set_name("shops/1/orders/o/refunds/" + id);
    refund.set_buyer("b");
    refund.set_state(RefundState::WAIT_BUYER_RETURN_GOODS);
    refund.mutable_total()->set_minor(500);
    orders_.Put(refund);
  }
  absl::StatusOr<v1::Ticket> Resolve(const std::string& name) {
    v1::ResolveTicketRequest request;
    request.set_name(name);
    request.set_text("paid back");
    return Write<v1::Ticket>(Call(), request, handlers::ResolveTicket);
  }
  // What orders' feed tells of the first refund.
  void Tell(RefundState::Value state) {
    orders::v1::Refund refund;
    refund.set_name("shops/1/orders/o/refunds/r1");
    refund.set_buyer("b");
    refund.set_state(state);
    refund.mutable_total()->set_minor(500);
    if (state == RefundState::SUCCESS) refund.mutable_refunded()->set_minor(500);
    feed_.Add(refund, "refund.changed");
    CatchUp();
  }
  std::vector<std::string> Kinds() {
    std::vector<std::string> kinds;
    for (const work::v1::WorkItem& item : Work()) kinds.push_back(item.kind());
    return kinds;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, TicketHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(TicketHandlerTest, FromTheComplaintToTheMoney) {
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  EXPECT_EQ(opened.notes(0).text(), "broken; call 138****1234");
  EXPECT_THAT(Kinds(), ::testing::ElementsAre("ticket"));
  v1::AssignTicketRequest assign;
  assign.set_name(opened.name());
  assign.set_agent("a");
  ASSERT_OK(Write<v1::Ticket>(Call(), assign, handlers::AssignTicket));
  EXPECT_EQ(Work()[0].agent(), "a");
  ASSERT_OK(Add(opened.name(), Note::BUYER));
  EXPECT_THAT(Work(), IsEmpty()) << "the buyer has the next step";
  ASSERT_OK_AND_ASSIGN(const v1::Ticket asked, Refund(opened.name(), "same"));
  EXPECT_EQ(asked.refund(), "shops/1/orders/o/refunds/r1");
  EXPECT_EQ(asked.refund_state(), RefundState::WAIT_SELLER_AGREE);
  ASSERT_OK(Refund(opened.name(), "same"));
  EXPECT_THAT(Refund(opened.name()), HasReason("REFUND_LINKED"));
  EXPECT_EQ(orders_.opened().size(), 1u);
  ASSERT_OK(Resolve(opened.name()));
  Tell(RefundState::SUCCESS);
  ASSERT_OK_AND_ASSIGN(const v1::Ticket again, Get(opened.name()));
  EXPECT_EQ(again.state(), v1::Ticket::OPEN) << "its refund went on";
  EXPECT_EQ(again.refunded().minor(), 500);
  EXPECT_THAT(Kinds(), ::testing::ElementsAre("ticket"));
  EXPECT_THAT(EventTypes(), Contains("ticket.refund_changed"));
  ASSERT_OK(Resolve(opened.name()));
  AdvanceTo(kTestTime + absl::Hours(24 * 8));
  EXPECT_EQ(Get(opened.name())->state(), v1::Ticket::CLOSED);
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(TicketHandlerTest, NewsThatComeBeforeTheLinkAreNotLost) {
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  Tell(RefundState::CLOSED);
  ASSERT_OK_AND_ASSIGN(const v1::Ticket linked, Refund(opened.name()));
  EXPECT_EQ(linked.refund_state(), RefundState::CLOSED) << "the feed knew more than the answer";
}

TEST_P(TicketHandlerTest, DeadlinesHaveOutcomes) {
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  AdvanceTo(kTestTime + absl::Hours(24));
  EXPECT_TRUE(Get(opened.name())->overdue());
  EXPECT_THAT(Kinds(), ::testing::UnorderedElementsAre("ticket", "ticket_overdue"));
  ASSERT_OK(Add(opened.name(), Note::BUYER));
  EXPECT_THAT(Work(), IsEmpty());
  AdvanceTo(kTestTime + absl::Hours(24 + 72));
  EXPECT_EQ(Get(opened.name())->state(), v1::Ticket::RESOLVED) << "the buyer was silent";
  AdvanceTo(kTestTime + absl::Hours(24 + 72 + 24 * 7));
  EXPECT_EQ(Get(opened.name())->state(), v1::Ticket::CLOSED);
}

TEST_P(TicketHandlerTest, ARefundThatIsThereIsLinkedAndFollowed) {
  PutRefund("r1");
  PutRefund("r2");
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  EXPECT_THAT(Link(opened.name(), "shops/1/orders/o/refunds/r1", "", "stale"),
              HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Ticket linked,
                       Link(opened.name(), "shops/1/orders/o/refunds/r1", "same", opened.etag()));
  EXPECT_EQ(linked.refund(), "shops/1/orders/o/refunds/r1");
  EXPECT_EQ(linked.refund_state(), RefundState::WAIT_BUYER_RETURN_GOODS);
  EXPECT_EQ(linked.refund_total().minor(), 500);
  EXPECT_THAT(EventTypes(), Contains("ticket.refund_linked"));
  ASSERT_OK_AND_ASSIGN(const v1::Ticket again,
                       Link(opened.name(), "shops/1/orders/o/refunds/r1", "same", opened.etag()));
  EXPECT_THAT(again, testing::EqualsProto(linked));
  EXPECT_THAT(Link(opened.name(), "shops/1/orders/o/refunds/r2"), HasReason("REFUND_LINKED"));
  EXPECT_THAT(Refund(opened.name()), HasReason("REFUND_LINKED"));
  EXPECT_THAT(orders_.opened(), IsEmpty());
  // The same refund in another talk.
  ASSERT_OK_AND_ASSIGN(const v1::Ticket other, Open());
  ASSERT_OK(Link(other.name(), "shops/1/orders/o/refunds/r1"));
  ASSERT_OK(Resolve(opened.name()));
  Tell(RefundState::SUCCESS);
  EXPECT_EQ(Get(opened.name())->state(), v1::Ticket::OPEN) << "its refund went on";
  EXPECT_EQ(Get(opened.name())->refunded().minor(), 500);
  EXPECT_EQ(Get(other.name())->refund_state(), RefundState::SUCCESS);
}

TEST_P(TicketHandlerTest, WhatTheFeedToldBeforeTheLinkIsShown) {
  PutRefund("r1");
  Tell(RefundState::SUCCESS);
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  ASSERT_OK_AND_ASSIGN(const v1::Ticket linked, Link(opened.name(), "shops/1/orders/o/refunds/r1"));
  EXPECT_EQ(linked.refund_state(), RefundState::SUCCESS);
}

TEST_P(TicketHandlerTest, ARefundOfAnotherOrderIsNotLinked) {
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  const absl::Status refused = Link(opened.name(), "shops/1/orders/other/refunds/r1").status();
  EXPECT_THAT(refused, HasReason("INVALID_ARGUMENT"));
  EXPECT_NE(refused.message().find("must be of shops/1/orders/o"), absl::string_view::npos);
  EXPECT_THAT(Link(opened.name(), "shops/1/orders/o/refunds/none"), HasReason("NOT_FOUND"));
  EXPECT_EQ(Get(opened.name())->refund(), "");
}

TEST_P(TicketHandlerTest, Refusals) {
  v1::OpenTicketRequest request = Request();
  request.set_buyer("x");
  EXPECT_THAT(Open(request), HasReason("NOT_FOUND"));
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER, "c", "a", "somebody")}));
  request = Request();
  request.set_conversation("shops/1/conversations/c");
  EXPECT_THAT(Open(request), HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  orders_.FailRefunds(absl::FailedPreconditionError("nothing is left"));
  EXPECT_FALSE(Refund(opened.name()).ok());
  EXPECT_EQ(Get(opened.name())->refund(), "");
  v1::AssignTicketRequest assign;
  assign.set_name(opened.name());
  assign.set_agent("nobody");
  EXPECT_THAT(Write<v1::Ticket>(Call(), assign, handlers::AssignTicket), HasReason("NOT_FOUND"));
}

TEST_P(TicketHandlerTest, TextsAreRevealedByRule) {
  ASSERT_OK_AND_ASSIGN(const v1::Ticket opened, Open());
  v1::RevealTicketRequest request;
  request.set_name(opened.name());
  request.set_purpose("case");
  EXPECT_THAT(
      (Write<v1::RevealTicketResponse>(Call("", Role::GUIDE), request, handlers::RevealTicket)),
      HasReason("REVEAL_NOT_ALLOWED"));
  ASSERT_OK_AND_ASSIGN(const v1::RevealTicketResponse revealed,
                       (Write<v1::RevealTicketResponse>(Call("", Role::COMPLAINT), request,
                                                        handlers::RevealTicket)));
  EXPECT_EQ(revealed.ticket().notes(0).text(), Request().text());
}

}  // namespace
}  // namespace shopdesk::feedback
