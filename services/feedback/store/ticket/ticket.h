#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/ticket.pb.h"

// After-sales tickets. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kTicketSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::Ticket> LoadTicket(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id);
absl::StatusOr<v1::Ticket> LoadTicketForUpdate(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view id);
// Those of an order that have a refund, locked, in the order of ids.
absl::StatusOr<std::vector<v1::Ticket>> ListTicketsWithRefundForUpdate(sql::Transaction& txn,
                                                                       absl::string_view shop,
                                                                       absl::string_view order_id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertTicket(sql::Transaction& txn, v1::Ticket& ticket);
// Sets the etag of what was loaded for update.
absl::Status SaveTicket(sql::Transaction& txn, v1::Ticket& ticket);

// One of them at most; 0 and empty for any. `order` is an escaped id, the others as they are given.
struct TicketFilter {
  int64_t state = 0;
  std::string agent;
  std::string buyer;
  std::string order;
};
// Newest first.
absl::StatusOr<std::vector<v1::Ticket>> ListTickets(sql::Transaction& txn, absl::string_view shop,
                                                    const TicketFilter& filter,
                                                    const CreationKey& after, int limit);

}  // namespace shopdesk::feedback::store
