#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/ticket.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

// The RPCs of TicketService, and what refunds do to tickets.
namespace shopdesk::feedback::handlers {

// The deadline of whoever has the next step.
inline constexpr char kTicketTimer[] = "ticket_deadline";

// A workflow: it looks the order up first.
absl::Status OpenTicket(runtime::WorkflowContext& ctx, const v1::OpenTicketRequest& request,
                        v1::Ticket* response, clients::Orders& orders);
absl::Status GetTicket(runtime::ReadContext& ctx, const v1::GetTicketRequest& request,
                       v1::Ticket* response);
absl::Status ListTickets(runtime::ReadContext& ctx, const v1::ListTicketsRequest& request,
                         v1::ListTicketsResponse* response);
absl::Status AddTicketNote(runtime::WriteContext& ctx, const v1::AddTicketNoteRequest& request,
                           v1::Ticket* response);
absl::Status AssignTicket(runtime::WriteContext& ctx, const v1::AssignTicketRequest& request,
                          v1::Ticket* response);
// A workflow: orders opens the refund.
absl::Status OpenTicketRefund(runtime::WorkflowContext& ctx,
                              const v1::OpenTicketRefundRequest& request, v1::Ticket* response,
                              clients::Orders& orders);
// A workflow: it asks orders how the refund stands first.
absl::Status LinkTicketRefund(runtime::WorkflowContext& ctx,
                              const v1::LinkTicketRefundRequest& request, v1::Ticket* response,
                              clients::Orders& orders);
absl::Status ResolveTicket(runtime::WriteContext& ctx, const v1::ResolveTicketRequest& request,
                           v1::Ticket* response);
absl::Status RevealTicket(runtime::WriteContext& ctx, const v1::RevealTicketRequest& request,
                          v1::RevealTicketResponse* response);

// The feed told how a refund stands: its ticket, if there is one, shows it.
absl::Status NoteRefund(runtime::WriteContext& ctx, const orders::v1::Refund& refund);
// What kTicketTimer does.
absl::Status PassTicketDeadline(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
