#include "services/feedback/store/ticket/ticket.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::Ticket;

const sql::Statement kTicketSnapshot = {
    "feedback.snapshot_ticket",
    "SELECT 'shops/' || shop || '/tickets/' || id, data FROM tickets WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/tickets/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindTicket = {"feedback.find_ticket",
                                        "SELECT data FROM tickets WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindTicketForUpdate = {
    "feedback.find_ticket_for_update",
    "SELECT data FROM tickets WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListTicketsWithRefund = {
    "feedback.list_tickets_with_refund",
    "SELECT data FROM tickets WHERE shop = $1 AND order_id = $2 AND has_refund = 1 ORDER BY id "
    "FOR UPDATE"};
constexpr sql::Statement kInsertTicket = {
    "feedback.insert_ticket",
    "INSERT INTO tickets (shop, id, order_id, buyer, agent, state, has_refund, create_ms, version, "
    "data) VALUES ($1, $2, $3, $4, '', $5, 0, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveTicket = {
    "feedback.save_ticket",
    "UPDATE tickets SET agent = $3, state = $4, has_refund = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND id = $2 AND version = $8"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListTickets = {"feedback.list_tickets",
                                         "SELECT data FROM tickets WHERE shop = $1 " PAGE};
constexpr sql::Statement kListTicketsByState = {
    "feedback.list_tickets_by_state",
    "SELECT data FROM tickets WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListTicketsByAgent = {
    "feedback.list_tickets_by_agent",
    "SELECT data FROM tickets WHERE shop = $1 AND agent = $5 " PAGE};
constexpr sql::Statement kListTicketsByBuyer = {
    "feedback.list_tickets_by_buyer",
    "SELECT data FROM tickets WHERE shop = $1 AND buyer = $5 " PAGE};
constexpr sql::Statement kListTicketsByOrder = {
    "feedback.list_tickets_by_order",
    "SELECT data FROM tickets WHERE shop = $1 AND order_id = $5 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<Ticket> LoadTicket(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id) {
  return sql::LoadMessage<Ticket>(txn, kFindTicket, {shop, id}, domain::TicketName(shop, id));
}

absl::StatusOr<Ticket> LoadTicketForUpdate(sql::Transaction& txn, absl::string_view shop,
                                           absl::string_view id) {
  return sql::LoadMessage<Ticket>(txn, kFindTicketForUpdate, {shop, id},
                                  domain::TicketName(shop, id));
}

absl::StatusOr<std::vector<Ticket>> ListTicketsWithRefundForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view order_id) {
  return sql::ListMessages<Ticket>(txn, kListTicketsWithRefund, {shop, order_id});
}

absl::Status InsertTicket(sql::Transaction& txn, Ticket& ticket) {
  return sql::InsertVersioned(txn, kInsertTicket, ticket, ShopOf(ticket.name()),
                              LastSegment(ticket.name()), LastSegment(ticket.order()),
                              ticket.buyer(), int64_t{ticket.state()},
                              ToMillis(FromProto(ticket.create_time())));
}

absl::Status SaveTicket(sql::Transaction& txn, Ticket& ticket) {
  return sql::SaveVersioned(txn, kSaveTicket, ticket, ShopOf(ticket.name()),
                            LastSegment(ticket.name()), ticket.agent(), int64_t{ticket.state()},
                            !ticket.refund().empty());
}

absl::StatusOr<std::vector<Ticket>> ListTickets(sql::Transaction& txn, absl::string_view shop,
                                                const TicketFilter& filter,
                                                const CreationKey& after, int limit) {
  if (filter.state != 0) {
    return ListAfter<Ticket>(txn, kListTicketsByState, shop, after, limit, filter.state);
  }
  if (!filter.agent.empty()) {
    return ListAfter<Ticket>(txn, kListTicketsByAgent, shop, after, limit, filter.agent);
  }
  if (!filter.buyer.empty()) {
    return ListAfter<Ticket>(txn, kListTicketsByBuyer, shop, after, limit, filter.buyer);
  }
  if (!filter.order.empty()) {
    return ListAfter<Ticket>(txn, kListTicketsByOrder, shop, after, limit, filter.order);
  }
  return ListAfter<Ticket>(txn, kListTickets, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
