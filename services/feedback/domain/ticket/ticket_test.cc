#include "services/feedback/domain/ticket/ticket.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/feedback/domain/shop/policy.h"

namespace shopdesk::feedback::domain {
namespace {

using Note = v1::AddTicketNoteRequest;
using orders::v1::RefundState;
using v1::Ticket;

const absl::Time kTicketNow = absl::FromUnixSeconds(1700000000);

TicketStep TicketStepAt(absl::Duration after = absl::ZeroDuration()) {
  TicketStep step;
  step.actor.set_kind(type::v1::Actor::AGENT);
  step.actor.set_id("7");
  step.now = kTicketNow + after;
  step.policy = DefaultPolicy("shops/1/policy");
  return step;
}

Ticket NewTicket() {
  v1::OpenTicketRequest request;
  request.set_order("shops/1/orders/o");
  request.set_buyer("b");
  request.set_kind(Ticket::EXCHANGE);
  return MakeTicket(request, "shops/1/tickets/t", NoteOf("too small", TicketStepAt()),
                    TicketStepAt());
}

orders::v1::Refund RefundIn(RefundState::Value state) {
  orders::v1::Refund refund;
  refund.set_name("shops/1/orders/o/refunds/r");
  refund.set_state(state);
  refund.mutable_total()->set_minor(500);
  if (state == RefundState::SUCCESS) refund.mutable_refunded()->set_minor(500);
  return refund;
}

absl::Status NoteIn(Ticket& ticket, Note::Next next, absl::Duration after = absl::ZeroDuration()) {
  return AddNote(ticket, NoteOf("x", TicketStepAt(after)), next, TicketStepAt(after));
}

TEST(TicketTest, WhoHasTheNextStepHasADeadline) {
  Ticket ticket = NewTicket();
  EXPECT_EQ(ticket.state(), Ticket::OPEN);
  EXPECT_EQ(FromProto(ticket.deadline_time()), kTicketNow + absl::Hours(24));
  ASSERT_TRUE(NoteIn(ticket, Note::NEXT_UNSPECIFIED, absl::Hours(1)).ok());
  EXPECT_EQ(FromProto(ticket.deadline_time()), kTicketNow + absl::Hours(24))
      << "talk doesn't put it off";
  ASSERT_TRUE(NoteIn(ticket, Note::BUYER, absl::Hours(2)).ok());
  EXPECT_EQ(FromProto(ticket.deadline_time()), kTicketNow + absl::Hours(2 + 72));
  ASSERT_TRUE(NoteIn(ticket, Note::SHOP, absl::Hours(3)).ok());
  EXPECT_EQ(ticket.state(), Ticket::WAITING_SHOP);
  EXPECT_EQ(FromProto(ticket.deadline_time()), kTicketNow + absl::Hours(3 + 24));
}

TEST(TicketTest, TheShopIsOverdueUntilItMoves) {
  Ticket ticket = NewTicket();
  EXPECT_FALSE(PassDeadline(ticket, TicketStepAt(absl::Hours(23))));
  EXPECT_TRUE(PassDeadline(ticket, TicketStepAt(absl::Hours(24))));
  EXPECT_TRUE(ticket.overdue());
  EXPECT_EQ(ticket.state(), Ticket::OPEN);
  EXPECT_FALSE(PassDeadline(ticket, TicketStepAt(absl::Hours(48)))) << "once";
  ASSERT_TRUE(NoteIn(ticket, Note::NEXT_UNSPECIFIED).ok());
  EXPECT_TRUE(ticket.overdue());
  ASSERT_TRUE(NoteIn(ticket, Note::BUYER).ok());
  EXPECT_FALSE(ticket.overdue());
}

TEST(TicketTest, TheBuyersSilenceResolvesAndThenItCloses) {
  Ticket ticket = NewTicket();
  ASSERT_TRUE(NoteIn(ticket, Note::BUYER).ok());
  EXPECT_TRUE(PassDeadline(ticket, TicketStepAt(absl::Hours(72))));
  EXPECT_EQ(ticket.state(), Ticket::RESOLVED);
  EXPECT_TRUE(ticket.has_resolve_time());
  EXPECT_TRUE(PassDeadline(ticket, TicketStepAt(absl::Hours(72 + 24 * 7))));
  EXPECT_EQ(ticket.state(), Ticket::CLOSED);
  EXPECT_FALSE(ticket.has_deadline_time());
  EXPECT_EQ(ReasonOf(NoteIn(ticket, Note::SHOP)), "WRONG_STATE");
}

TEST(TicketTest, ItsRefundOpensItAgain) {
  Ticket ticket = NewTicket();
  ASSERT_TRUE(CheckTakesRefund(ticket).ok());
  ASSERT_TRUE(LinkRefund(ticket, RefundIn(RefundState::WAIT_SELLER_AGREE), TicketStepAt()).ok());
  EXPECT_EQ(ReasonOf(CheckTakesRefund(ticket)), "REFUND_LINKED");
  ASSERT_TRUE(ResolveTicket(ticket, NoteOf("agreed", TicketStepAt()), TicketStepAt()).ok());
  EXPECT_FALSE(FollowRefund(ticket, RefundIn(RefundState::WAIT_SELLER_AGREE), TicketStepAt()));
  EXPECT_EQ(ticket.state(), Ticket::RESOLVED) << "nothing new";
  EXPECT_TRUE(FollowRefund(ticket, RefundIn(RefundState::SELLER_REFUSE_BUYER), TicketStepAt()));
  EXPECT_EQ(ticket.state(), Ticket::OPEN);
  EXPECT_FALSE(ticket.has_resolve_time());
  ASSERT_TRUE(NoteIn(ticket, Note::BUYER).ok());
  EXPECT_TRUE(FollowRefund(ticket, RefundIn(RefundState::SUCCESS), TicketStepAt()));
  EXPECT_EQ(ticket.state(), Ticket::WAITING_BUYER) << "it is open, and goes on";
  EXPECT_EQ(ticket.refunded().minor(), 500);
}

TEST(TicketTest, ARefundIsOfItsOrder) {
  const Ticket ticket = NewTicket();
  EXPECT_TRUE(CheckTakesRefund(ticket, absl::StrCat(ticket.order(), "/refunds/r")).ok());
  EXPECT_EQ(CheckTakesRefund(ticket, "shops/1/orders/other/refunds/r").code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(TicketTest, NotesAreBounded) {
  Note request;
  EXPECT_FALSE(CheckNote(request).ok());
  request.add_documents()->set_uri("https://files.example/1.pdf");
  EXPECT_TRUE(CheckNote(request).ok());
  Ticket ticket = NewTicket();
  while (ticket.notes_size() < kMostNotes) ASSERT_TRUE(NoteIn(ticket, Note::SHOP).ok());
  EXPECT_EQ(ReasonOf(NoteIn(ticket, Note::SHOP)), "TOO_MANY_NOTES");
  ASSERT_TRUE(AssignTicket(ticket, "9", TicketStepAt()).ok());
  EXPECT_EQ(ticket.agent(), "9");
}

}  // namespace
}  // namespace shopdesk::feedback::domain
