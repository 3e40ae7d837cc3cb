#include "services/orders/handlers/placing/placing.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/pricing/freight.h"
#include "services/orders/handlers/pricing/grant.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using catalog::v1::Reservation;
using v1::Order;
using v1::PlaceOrderLine;
using v1::PlaceOrderRequest;

// One call's way through the steps. Its ids are the same when the call is repeated.
struct Placing {
  PlaceOrderRequest request;
  std::string name;
  std::vector<PlaceOrderLine> lines;
  v1::Policy policy;
  // The buyer, the phone or the address is on the block list; the shop takes the order and holds
  // it.
  bool blocked = false;
};

absl::Status CheckRisk(runtime::ReadContext& ctx, Placing& placing) {
  const PlaceOrderRequest& request = placing.request;
  ASSIGN_OR_RETURN(placing.blocked, IsBlocked(ctx, ctx.txn(), request.parent(), request.buyer(),
                                              request.receiver()));
  if (placing.blocked && placing.policy.blocked_orders() == v1::Policy::REFUSE) {
    return domain::BuyerBlockedError();
  }
  const int limit = placing.policy.cod_refusals_limit();
  if (request.payment_method() != v1::PaymentMethod::COD || limit == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int refused,
                   store::CountOrdersOfBuyer(ctx.txn(), ShopOf(request.parent()), request.buyer(),
                                             v1::OrderState::TRADE_CLOSED_COD_REFUSED, limit));
  return refused < limit ? absl::OkStatus() : domain::CodRefusedTooOftenError(refused);
}

absl::StatusOr<Placing> Prepare(runtime::WorkflowContext& ctx, const PlaceOrderRequest& request) {
  Placing placing;
  placing.request = request;
  RETURN_IF_ERROR(domain::CheckPlaceOrder(placing.request, ctx.now()));
  ASSIGN_OR_RETURN(placing.lines, domain::MergeBySku(request));
  const std::string id =
      request.order_id().empty() ? ctx.DerivedId("order") : EscapeId(request.order_id());
  placing.name = absl::StrCat(request.parent(), "/orders/", id);
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(placing.policy, LoadPolicy(read.txn(), ShopOf(request.parent())));
    RETURN_IF_ERROR(CheckRisk(read, placing));
    if (request.order_id().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const absl::optional<Order> taken, store::FindOrder(read.txn(), placing.name));
    return taken.has_value() ? AlreadyExistsError(placing.name) : absl::OkStatus();
  }));
  return placing;
}

// The reservation is this call's, not the order's: two calls for one order id don't share it, so
// that the one that fails can give its own back.
absl::StatusOr<Reservation> ReserveLines(runtime::WorkflowContext& ctx, const Placing& placing,
                                         clients::Catalog& catalog) {
  std::vector<SkuQuantity> wanted;
  for (const PlaceOrderLine& line : placing.lines) {
    wanted.push_back({line.sku_id(), line.quantity()});
  }
  return Reserve(ctx, catalog, placing.request.parent(), wanted);
}

// Redeems the grants of the lines; a repetition redeems them again, which changes nothing.
absl::StatusOr<std::vector<domain::NewPrice>> Redeem(runtime::WorkflowContext& ctx,
                                                     const Placing& placing,
                                                     clients::Catalog& catalog) {
  std::vector<GrantedLine> granted;
  for (size_t i = 0; i < placing.lines.size(); ++i) {
    const PlaceOrderLine& line = placing.lines[i];
    if (line.grant().empty()) continue;
    granted.push_back({static_cast<int32_t>(i + 1), line.sku_id(), line.quantity(), line.grant()});
  }
  return RedeemGrants(ctx, catalog, placing.name, placing.request.buyer(), granted);
}

absl::StatusOr<Order> Price(runtime::WorkflowContext& ctx, const Placing& placing,
                            const Reservation& reservation,
                            const std::vector<domain::NewPrice>& granted,
                            clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(Order order, domain::MakeOrder(placing.name, placing.request, placing.lines,
                                                  reservation, placing.policy, MomentOf(ctx)));
  RETURN_IF_ERROR(domain::SetPrices(order, granted));
  // Asked where freight is free, too: somebody has to reach the address, and collect the money.
  ASSIGN_OR_RETURN(int64_t freight, QuoteFreight(ctx, logistics, order, placing.policy,
                                                 placing.request.receiver().address()));
  if (placing.policy.freight() != v1::Policy::QUOTED) freight = 0;
  RETURN_IF_ERROR(domain::SetFreight(order, placing.policy, freight));
  domain::Open(order, placing.policy, MomentOf(ctx));
  if (placing.blocked) domain::HoldBlocked(order, MomentOf(ctx));
  return order;
}

// The order with its personal data sealed and masked, its timer and its event.
absl::Status Store(runtime::WriteContext& ctx, Order& order) {
  *order.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(SealReceiver(ctx, order, order.receiver()));
  RETURN_IF_ERROR(SealBuyerMessage(ctx, order));
  RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
  return EmitPlaced(ctx, order);
}

absl::Status PriceAndStore(runtime::WorkflowContext& ctx, const Placing& placing,
                           const Reservation& reservation,
                           const std::vector<domain::NewPrice>& granted, Order* response,
                           clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const Order order, Price(ctx, placing, reservation, granted, logistics));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    *response = order;
    return Store(write, *response);
  });
}

void GiveBack(runtime::WorkflowContext& ctx, const Placing& placing,
              const std::vector<domain::NewPrice>& granted, clients::Catalog& catalog) {
  std::vector<std::string> grants;
  for (const domain::NewPrice& price : granted) grants.push_back(price.grant);
  ReturnGrants(ctx, catalog, placing.name, grants).IgnoreError();
}

}  // namespace

absl::Status EmitPlaced(runtime::WriteContext& ctx, const Order& order) {
  RETURN_IF_ERROR(ApplyUpkeep(ctx, OrderUpkeep(), order));
  if (domain::IsBankTransfer(order)) RETURN_IF_ERROR(store::AddReference(ctx.txn(), order.name()));
  ctx.Emit(order, events::kOrderPlaced);
  std::vector<v1::LedgerEntry> ledger = domain::PaidByPlacing(order, MomentOf(ctx));
  if (ledger.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(BookLedger(ctx, order.name(), absl::MakeSpan(ledger)));
  ctx.Emit(order, events::kOrderPaid);
  return absl::OkStatus();
}

absl::Status PlaceOrder(runtime::WorkflowContext& ctx, const PlaceOrderRequest& request,
                        Order* response, clients::Catalog& catalog, clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const Placing placing, Prepare(ctx, request));
  ASSIGN_OR_RETURN(const Reservation reservation, ReserveLines(ctx, placing, catalog));
  const absl::StatusOr<std::vector<domain::NewPrice>> granted = Redeem(ctx, placing, catalog);
  absl::Status status = granted.status();
  if (status.ok()) status = PriceAndStore(ctx, placing, reservation, *granted, response, logistics);
  // What may have been done, or may be tried again, keeps its grants, and its reservation until it
  // expires.
  if (!status.ok() && !IsTransient(status)) {
    ReleaseReservation(ctx, catalog, reservation.name()).IgnoreError();
    if (granted.ok()) GiveBack(ctx, placing, *granted, catalog);
  }
  return status;
}

}  // namespace shopdesk::orders::handlers
