#include "services/feedback/domain/ticket/ticket.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::AddTicketNoteRequest;
using v1::Ticket;

// How long a state may last; zero: as long as it likes.
absl::Duration LimitOf(Ticket::State state, const v1::Policy& policy) {
  switch (state) {
    case Ticket::WAITING_BUYER:
      return absl::Seconds(policy.ticket_buyer_seconds());
    case Ticket::RESOLVED:
      return absl::Seconds(policy.ticket_close_seconds());
    default:
      return absl::Seconds(policy.ticket_shop_seconds());
  }
}

void Enter(Ticket& ticket, Ticket::State state, const TicketStep& step) {
  ticket.set_state(state);
  ticket.set_overdue(false);
  ticket.clear_deadline_time();
  ticket.clear_resolve_time();
  if (state == Ticket::CLOSED) return;
  if (state == Ticket::RESOLVED) *ticket.mutable_resolve_time() = ToProto(step.now);
  *ticket.mutable_deadline_time() = ToProto(step.now + LimitOf(state, step.policy));
}

// Every step goes through here. One that leads nowhere leaves the deadline as it runs.
absl::Status StepTicket(Ticket& ticket, const char* event, const TicketStep& step) {
  ASSIGN_OR_RETURN(const Ticket::State next,
                   kTicketStates.Next(ticket.name(), ticket.state(), event));
  if (next != ticket.state()) Enter(ticket, next, step);
  *ticket.mutable_update_time() = ToProto(step.now);
  return absl::OkStatus();
}

absl::Status AppendNote(Ticket& ticket, const v1::TicketNote& note) {
  if (ticket.notes_size() >= kMostNotes) return TooManyNotesError(ticket.name(), kMostNotes);
  *ticket.add_notes() = note;
  return absl::OkStatus();
}

const char* EventOf(AddTicketNoteRequest::Next next) {
  if (next == AddTicketNoteRequest::BUYER) return "wait_buyer";
  return next == AddTicketNoteRequest::SHOP ? "wait_shop" : "note";
}

void ShowRefund(Ticket& ticket, const orders::v1::Refund& refund) {
  ticket.set_refund_state(refund.state());
  *ticket.mutable_refund_total() = refund.total();
  if (refund.has_refunded()) {
    *ticket.mutable_refunded() = refund.refunded();
  } else {
    ticket.clear_refunded();
  }
}

}  // namespace

Ticket MakeTicket(const v1::OpenTicketRequest& request, absl::string_view name,
                  const v1::TicketNote& note, const TicketStep& step) {
  Ticket ticket;
  ticket.set_name(std::string(name));
  ticket.set_kind(request.kind());
  ticket.set_order(request.order());
  ticket.set_buyer(request.buyer());
  ticket.set_conversation(request.conversation());
  *ticket.add_notes() = note;
  *ticket.mutable_opened_by() = step.actor;
  *ticket.mutable_create_time() = ToProto(step.now);
  *ticket.mutable_update_time() = ToProto(step.now);
  Enter(ticket, Ticket::OPEN, step);
  return ticket;
}

absl::Status CheckNote(const AddTicketNoteRequest& request) {
  if (!IsBlank(request.text()) || !request.documents().empty()) return absl::OkStatus();
  return InvalidFieldError("text", "is required without documents");
}

v1::TicketNote NoteOf(absl::string_view text, const TicketStep& step) {
  v1::TicketNote note;
  note.set_text(std::string(text));
  *note.mutable_actor() = step.actor;
  *note.mutable_create_time() = ToProto(step.now);
  return note;
}

absl::Status AddNote(Ticket& ticket, const v1::TicketNote& note, AddTicketNoteRequest::Next next,
                     const TicketStep& step) {
  RETURN_IF_ERROR(StepTicket(ticket, EventOf(next), step));
  return AppendNote(ticket, note);
}

absl::Status AssignTicket(Ticket& ticket, absl::string_view agent, const TicketStep& step) {
  RETURN_IF_ERROR(StepTicket(ticket, "assign", step));
  ticket.set_agent(std::string(agent));
  return absl::OkStatus();
}

absl::Status ResolveTicket(Ticket& ticket, const v1::TicketNote& note, const TicketStep& step) {
  RETURN_IF_ERROR(StepTicket(ticket, "resolve", step));
  return AppendNote(ticket, note);
}

absl::Status CheckTakesRefund(const Ticket& ticket) {
  RETURN_IF_ERROR(kTicketStates.Next(ticket.name(), ticket.state(), "refund").status());
  return ticket.refund().empty() ? absl::OkStatus()
                                 : RefundLinkedError(ticket.name(), ticket.refund());
}

absl::Status CheckTakesRefund(const Ticket& ticket, absl::string_view refund_name) {
  if (ParentOf(refund_name) != ticket.order()) {
    return InvalidFieldError("refund", absl::StrCat("must be of ", ticket.order()));
  }
  return CheckTakesRefund(ticket);
}

absl::Status LinkRefund(Ticket& ticket, const orders::v1::Refund& refund, const TicketStep& step) {
  RETURN_IF_ERROR(StepTicket(ticket, "refund", step));
  ticket.set_refund(refund.name());
  ShowRefund(ticket, refund);
  return absl::OkStatus();
}

bool FollowRefund(Ticket& ticket, const orders::v1::Refund& refund, const TicketStep& step) {
  if (ticket.refund_state() == refund.state()) return false;
  ShowRefund(ticket, refund);
  return StepTicket(ticket, "refund_changed", step).ok();
}

bool PassDeadline(Ticket& ticket, const TicketStep& step) {
  if (!ticket.has_deadline_time() || FromProto(ticket.deadline_time()) > step.now) return false;
  const bool shops = ticket.state() == Ticket::OPEN || ticket.state() == Ticket::WAITING_SHOP;
  if (!StepTicket(ticket, shops ? "miss" : "lapse", step).ok()) return false;
  if (shops) {
    ticket.set_overdue(true);
    ticket.clear_deadline_time();
  }
  return true;
}

}  // namespace shopdesk::feedback::domain
