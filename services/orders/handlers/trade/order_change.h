#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/runtime/context.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/store/trade/order.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

inline domain::Moment MomentOf(const runtime::Context& ctx) { return {ctx.now(), ctx.actor()}; }

// An order that is being changed in a transaction: load, let the domain change `order` and append
// to `ledger`, save.
struct OrderChange {
  v1::Order order;
  std::vector<v1::LedgerEntry> ledger;
  // The order as it was loaded: SaveChange does what follows from the difference.
  OrderUpkeep before;
  store::OrderColumns columns;
  // The state of its payment as it was loaded.
  v1::PaymentState::Value payment_state = v1::PaymentState::PAYMENT_STATE_UNSPECIFIED;
};

// Loads for update and checks the etag, if one is given.
absl::StatusOr<OrderChange> LoadForChange(runtime::WriteContext& ctx, absl::string_view name,
                                          absl::string_view etag = "");
// Appends to the order's ledger, and tells the feed of the entries.
absl::Status BookLedger(runtime::WriteContext& ctx, absl::string_view order_name,
                        absl::Span<v1::LedgerEntry> entries);
// Saves order and ledger, with the payouts that the ledger owes for orders of bank transfer, sets
// the order's timer, work items and rates, emits `event_type` (e.g. events::kOrderPaid). An empty
// type: bookkeeping of the service, told as events::kOrderUpdated; that, and a reservation's
// confirmation, is no change of the order's update time.
absl::Status SaveChange(runtime::WriteContext& ctx, OrderChange& change,
                        absl::string_view event_type);
// The same, and answers the order.
absl::Status SaveChange(runtime::WriteContext& ctx, OrderChange& change,
                        absl::string_view event_type, v1::Order* response);

// An order as a workflow sees it before its first step, and what of the shop counts for it.
struct OrderAndPolicy {
  v1::Order order;
  v1::Policy policy;
  domain::Senders senders;
};
// Checks the etag, if one is given. NOT_FOUND.
absl::StatusOr<OrderAndPolicy> LoadOrderAndPolicy(runtime::WorkflowContext& ctx,
                                                  absl::string_view name,
                                                  absl::string_view etag = "");

}  // namespace shopdesk::orders::handlers
