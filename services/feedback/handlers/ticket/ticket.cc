#include "services/feedback/handlers/ticket/ticket.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/ticket/ticket.h"
#include "services/feedback/handlers/shop/order.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/conversation/agent.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/ticket/refund.h"
#include "services/feedback/store/ticket/ticket.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

using v1::Ticket;

// What a step needs: the ticket, locked, and the rules.
struct TicketChange {
  Ticket ticket;
  domain::TicketStep step;
};

absl::StatusOr<domain::TicketStep> TicketStepNow(runtime::WriteContext& ctx,
                                                 absl::string_view shop) {
  domain::TicketStep step = {.actor = ctx.actor(), .now = StoredNow(ctx)};
  ASSIGN_OR_RETURN(step.policy, LoadPolicy(ctx.txn(), shop));
  return step;
}

absl::StatusOr<TicketChange> LoadForStep(runtime::WriteContext& ctx, absl::string_view name) {
  TicketChange change;
  ASSIGN_OR_RETURN(change.step, TicketStepNow(ctx, ShopOf(name)));
  ASSIGN_OR_RETURN(change.ticket,
                   store::LoadTicketForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  return change;
}

// The next step is the shop's: it is on a list; what is overdue on the leads'.
absl::Status SetTicketWork(runtime::WriteContext& ctx, const Ticket& ticket) {
  const bool shops = ticket.state() == Ticket::OPEN || ticket.state() == Ticket::WAITING_SHOP;
  const work::Subject subject = {
      .resource = ticket.name(),
      .buyer = ticket.buyer(),
      .order = ticket.order(),
      .agent = ticket.agent(),
      .due = FromProto(ticket.has_deadline_time() ? ticket.deadline_time() : ticket.update_time())};
  RETURN_IF_ERROR(ticket.overdue() ? work::Open(ctx, kOverdueTicket, subject)
                                   : work::Close(ctx, kOverdueTicket, ticket.name()));
  return shops ? work::Open(ctx, kTicketWork, subject)
               : work::Close(ctx, kTicketWork, ticket.name());
}

// What follows from how the ticket is now; it is stored.
absl::Status FollowUp(runtime::WriteContext& ctx, const Ticket& ticket, absl::string_view event) {
  RETURN_IF_ERROR(SetTicketWork(ctx, ticket));
  if (ticket.has_deadline_time()) {
    ctx.Schedule(kTicketTimer, ticket.name(), FromProto(ticket.deadline_time()));
  } else {
    ctx.Cancel(kTicketTimer, ticket.name());
  }
  ctx.Emit(ticket, event);
  return absl::OkStatus();
}

absl::Status SaveStep(runtime::WriteContext& ctx, Ticket& ticket, absl::string_view event) {
  RETURN_IF_ERROR(store::SaveTicket(ctx.txn(), ticket));
  return FollowUp(ctx, ticket, event);
}

std::string NoteSlot(int note) { return absl::StrCat("note/", note); }

absl::StatusOr<v1::TicketNote> SealNote(runtime::WriteContext& ctx, const std::string& ticket_name,
                                        int notes, const std::string& text,
                                        const domain::TicketStep& step) {
  ASSIGN_OR_RETURN(const std::string masked,
                   runtime::SealText(ctx, ticket_name, NoteSlot(notes), text));
  return domain::NoteOf(masked, step);
}

absl::Status CheckConversation(runtime::WriteContext& ctx, const v1::OpenTicketRequest& request) {
  if (request.conversation().empty()) return absl::OkStatus();
  const absl::string_view shop = ShopOf(request.conversation());
  if (shop != ShopOf(request.order())) {
    return InvalidFieldError("conversation", "must be of the order's shop");
  }
  ASSIGN_OR_RETURN(const v1::Conversation conversation,
                   store::LoadConversation(ctx.txn(), shop, LastSegment(request.conversation())));
  if (conversation.buyer() == request.buyer()) return absl::OkStatus();
  return InvalidFieldError("conversation", "must be of the order's buyer");
}

absl::Status WriteTicket(runtime::WriteContext& ctx, const v1::OpenTicketRequest& request,
                         Ticket* response) {
  const absl::string_view shop = ShopOf(request.order());
  RETURN_IF_ERROR(CheckConversation(ctx, request));
  ASSIGN_OR_RETURN(const domain::TicketStep step, TicketStepNow(ctx, shop));
  const std::string name = domain::TicketName(shop, ctx.DerivedId("ticket"));
  ASSIGN_OR_RETURN(v1::TicketNote note, SealNote(ctx, name, 0, request.text(), step));
  *note.mutable_documents() = request.documents();
  *response = domain::MakeTicket(request, name, note, step);
  RETURN_IF_ERROR(store::InsertTicket(ctx.txn(), *response));
  return FollowUp(ctx, *response, events::kTicketOpened);
}

// The feed may have told more of it meanwhile.
absl::Status WriteRefund(runtime::WriteContext& ctx, const std::string& ticket_name,
                         absl::string_view etag, orders::v1::Refund refund, absl::string_view event,
                         Ticket* response) {
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), ShopOf(refund.name()), refund.buyer()));
  ASSIGN_OR_RETURN(TicketChange change, LoadForStep(ctx, ticket_name));
  RETURN_IF_ERROR(CheckEtag(etag, change.ticket));
  RETURN_IF_ERROR(domain::CheckTakesRefund(change.ticket, refund.name()));
  ASSIGN_OR_RETURN(const absl::optional<orders::v1::Refund> known,
                   store::FindRefund(ctx.txn(), refund.name()));
  if (known.has_value()) refund = *known;
  RETURN_IF_ERROR(domain::LinkRefund(change.ticket, refund, change.step));
  *response = std::move(change.ticket);
  return SaveStep(ctx, *response, event);
}

orders::v1::OpenRefundRequest RefundRequestOf(const runtime::Context& ctx, const Ticket& ticket,
                                              const v1::OpenTicketRefundRequest& request) {
  orders::v1::OpenRefundRequest refund;
  refund.set_parent(ticket.order());
  refund.set_kind(request.kind());
  refund.set_reason(request.reason());
  *refund.mutable_lines() = request.lines();
  if (request.has_freight_minor()) refund.set_freight_minor(request.freight_minor());
  refund.set_request_id(ctx.DerivedId("refund"));
  return refund;
}

}  // namespace

absl::Status OpenTicket(runtime::WorkflowContext& ctx, const v1::OpenTicketRequest& request,
                        Ticket* response, clients::Orders& orders) {
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, request.order(), orders));
  if (order.buyer() != request.buyer()) return NotFoundError(order.name());
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteTicket(write, request, response);
  });
}

absl::Status AddTicketNote(runtime::WriteContext& ctx, const v1::AddTicketNoteRequest& request,
                           Ticket* response) {
  RETURN_IF_ERROR(domain::CheckNote(request));
  ASSIGN_OR_RETURN(TicketChange change, LoadForStep(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), change.ticket));
  ASSIGN_OR_RETURN(v1::TicketNote note, SealNote(ctx, request.name(), change.ticket.notes_size(),
                                                 request.text(), change.step));
  *note.mutable_documents() = request.documents();
  RETURN_IF_ERROR(domain::AddNote(change.ticket, note, request.next(), change.step));
  *response = std::move(change.ticket);
  return SaveStep(ctx, *response, events::kTicketNoted);
}

absl::Status AssignTicket(runtime::WriteContext& ctx, const v1::AssignTicketRequest& request,
                          Ticket* response) {
  ASSIGN_OR_RETURN(TicketChange change, LoadForStep(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), change.ticket));
  ASSIGN_OR_RETURN(const v1::Agent agent,
                   store::LoadAgent(ctx.txn(), ShopOf(request.name()), EscapeId(request.agent())));
  if (agent.closed()) return domain::ClosedError(agent.name());
  RETURN_IF_ERROR(domain::AssignTicket(change.ticket, request.agent(), change.step));
  *response = std::move(change.ticket);
  return SaveStep(ctx, *response, events::kTicketAssigned);
}

absl::Status OpenTicketRefund(runtime::WorkflowContext& ctx,
                              const v1::OpenTicketRefundRequest& request, Ticket* response,
                              clients::Orders& orders) {
  Ticket ticket;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(
        ticket, store::LoadTicket(read.txn(), ShopOf(request.name()), LastSegment(request.name())));
    return domain::CheckTakesRefund(ticket);
  }));
  ASSIGN_OR_RETURN(const orders::v1::Refund refund,
                   orders.OpenRefund(ctx, RefundRequestOf(ctx, ticket, request)));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteRefund(write, request.name(), "", refund, events::kTicketRefundOpened, response);
  });
}

absl::Status LinkTicketRefund(runtime::WorkflowContext& ctx,
                              const v1::LinkTicketRefundRequest& request, Ticket* response,
                              clients::Orders& orders) {
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const Ticket ticket, store::LoadTicket(read.txn(), ShopOf(request.name()),
                                                            LastSegment(request.name())));
    return domain::CheckTakesRefund(ticket, request.refund());
  }));
  ASSIGN_OR_RETURN(const orders::v1::Refund refund, orders.GetRefund(ctx, request.refund()));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteRefund(write, request.name(), request.etag(), refund, events::kTicketRefundLinked,
                       response);
  });
}

absl::Status ResolveTicket(runtime::WriteContext& ctx, const v1::ResolveTicketRequest& request,
                           Ticket* response) {
  ASSIGN_OR_RETURN(TicketChange change, LoadForStep(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), change.ticket));
  ASSIGN_OR_RETURN(
      const v1::TicketNote note,
      SealNote(ctx, request.name(), change.ticket.notes_size(), request.text(), change.step));
  RETURN_IF_ERROR(domain::ResolveTicket(change.ticket, note, change.step));
  *response = std::move(change.ticket);
  return SaveStep(ctx, *response, events::kTicketResolved);
}

absl::Status NoteRefund(runtime::WriteContext& ctx, const orders::v1::Refund& refund) {
  const absl::string_view shop = ShopOf(refund.name());
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, refund.buyer()));
  RETURN_IF_ERROR(store::PutRefund(ctx.txn(), refund));
  ASSIGN_OR_RETURN(
      std::vector<Ticket> tickets,
      store::ListTicketsWithRefundForUpdate(ctx.txn(), shop, LastSegment(ParentOf(refund.name()))));
  for (Ticket& ticket : tickets) {
    if (ticket.refund() != refund.name()) continue;
    ASSIGN_OR_RETURN(const domain::TicketStep step, TicketStepNow(ctx, shop));
    if (!domain::FollowRefund(ticket, refund, step)) continue;
    RETURN_IF_ERROR(SaveStep(ctx, ticket, events::kTicketRefundChanged));
  }
  return absl::OkStatus();
}

absl::Status PassTicketDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(TicketChange change, LoadForStep(ctx, due.resource_name));
  if (!domain::PassDeadline(change.ticket, change.step)) return absl::OkStatus();
  Ticket& ticket = change.ticket;
  if (ticket.overdue()) return SaveStep(ctx, ticket, events::kTicketOverdue);
  return SaveStep(
      ctx, ticket,
      ticket.state() == Ticket::CLOSED ? events::kTicketClosed : events::kTicketResolved);
}

absl::Status RevealTicket(runtime::WriteContext& ctx, const v1::RevealTicketRequest& request,
                          v1::RevealTicketResponse* response) {
  ASSIGN_OR_RETURN(const RevealRules rules,
                   LoadRevealRules(ctx, request.name(), request.purpose()));
  Ticket& ticket = *response->mutable_ticket();
  ASSIGN_OR_RETURN(
      ticket, store::LoadTicket(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  for (int i = 0; i < ticket.notes_size(); ++i) {
    RETURN_IF_ERROR(runtime::RevealText(ctx, rules, request.name(), NoteSlot(i), request.purpose(),
                                        *ticket.mutable_notes(i)->mutable_text()));
  }
  return absl::OkStatus();
}

absl::Status GetTicket(runtime::ReadContext& ctx, const v1::GetTicketRequest& request,
                       Ticket* response) {
  ASSIGN_OR_RETURN(
      *response, store::LoadTicket(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListTickets(runtime::ReadContext& ctx, const v1::ListTicketsRequest& request,
                         v1::ListTicketsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if ((request.state() != 0) + !request.agent().empty() + !request.buyer().empty() +
          !request.order().empty() >
      1) {
    violations.Add("state", "only one of state, agent, buyer, order may be given");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::TicketFilter filter = {.state = request.state(),
                                      .agent = request.agent(),
                                      .buyer = request.buyer(),
                                      .order = std::string(LastSegment(request.order()))};
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListTickets(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<Ticket>, *response, *response->mutable_tickets());
}

}  // namespace shopdesk::feedback::handlers
