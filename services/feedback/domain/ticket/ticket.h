#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/ticket.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

// The rules of after-sales tickets. Errors are those of TicketService; texts are the masked forms.
namespace shopdesk::feedback::domain {

// Notes of a ticket: who has written so many opens another.
inline constexpr int kMostNotes = 100;

// Who takes a step, when, and how long the next ones may take.
struct TicketStep {
  type::v1::Actor actor;
  absl::Time now;
  v1::Policy policy;
};

v1::Ticket MakeTicket(const v1::OpenTicketRequest& request, absl::string_view name,
                      const v1::TicketNote& note, const TicketStep& step);
// What is wrong with a request, the ticket aside.
absl::Status CheckNote(const v1::AddTicketNoteRequest& request);
// The note that would be added by this step.
v1::TicketNote NoteOf(absl::string_view text, const TicketStep& step);
absl::Status AddNote(v1::Ticket& ticket, const v1::TicketNote& note,
                     v1::AddTicketNoteRequest::Next next, const TicketStep& step);
absl::Status AssignTicket(v1::Ticket& ticket, absl::string_view agent, const TicketStep& step);
absl::Status ResolveTicket(v1::Ticket& ticket, const v1::TicketNote& note, const TicketStep& step);

// Whether it takes a refund: WRONG_STATE, or REFUND_LINKED where it has one.
absl::Status CheckTakesRefund(const v1::Ticket& ticket);
// Whether it takes this one: INVALID_ARGUMENT where that is of another order.
absl::Status CheckTakesRefund(const v1::Ticket& ticket, absl::string_view refund_name);
// The refund that it follows from now on.
absl::Status LinkRefund(v1::Ticket& ticket, const orders::v1::Refund& refund,
                        const TicketStep& step);
// What became of its refund: false if that is known. One that is settled is open again.
bool FollowRefund(v1::Ticket& ticket, const orders::v1::Refund& refund, const TicketStep& step);

// The deadline: false if there is nothing to do about it. The shop's step is overdue, the buyer's
// silence resolves, what is resolved is closed.
bool PassDeadline(v1::Ticket& ticket, const TicketStep& step);

}  // namespace shopdesk::feedback::domain
