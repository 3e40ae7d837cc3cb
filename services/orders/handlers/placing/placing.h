#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/trade/sender.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

// The follower of the own log that has other services do what an order needs of them.
inline constexpr char kOutbox[] = "orders.outbox";

// One call's way through the steps of PlaceOrder. Its ids are the same when the call is repeated.
struct Placing {
  // Its receiver normalised.
  v1::PlaceOrderRequest request;
  std::string name;
  // One a SKU.
  std::vector<v1::PlaceOrderLine> lines;
  v1::Policy policy;
  domain::Senders senders;
  // For how long the first of the orders has been waiting whose reservations are not confirmed.
  absl::Duration outbox_age;
  // The buyer, the phone or the address is on the block list; the shop takes the order and holds
  // it.
  bool blocked = false;
  // What speaks against the order so far, as PlaceOrder answers it: FAILED_PRECONDITION.
  std::vector<absl::Status> objections;
};

// What PlaceOrder decides before it asks anybody. Errors are the request's own.
absl::StatusOr<Placing> PrepareOrder(runtime::WorkflowContext& ctx,
                                     const v1::PlaceOrderRequest& request);
// What it decides once it has prices: the order as it would be stored, in clear, with whatever of
// it can be told in spite of objections. Asks logistics.
absl::StatusOr<v1::Order> PriceOrder(runtime::WorkflowContext& ctx, Placing& placing,
                                     const catalog::v1::Reservation& reservation,
                                     const std::vector<domain::NewPrice>& granted,
                                     clients::Logistics& logistics);

absl::Status PlaceOrder(runtime::WorkflowContext& ctx, const v1::PlaceOrderRequest& request,
                        v1::Order* response, clients::Catalog& catalog,
                        clients::Logistics& logistics);

// What follows from a new order that was stored: its timer, its work items, events::kOrderPlaced.
absl::Status EmitPlaced(runtime::WriteContext& ctx, const v1::Order& order);

}  // namespace shopdesk::orders::handlers
