#include "services/orders/handlers/placing/placing.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "libs/policy/policy.h"
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
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using catalog::v1::Reservation;
using v1::Order;
using v1::PlaceOrderLine;
using v1::PlaceOrderRequest;

// So many times longer than its oldest event waits for the outbox a new reservation must hold: more
// orders may come meanwhile than can be confirmed in that time.
constexpr int kHoldsOfOutboxAge = 10;
constexpr absl::Duration kShortestRetry = absl::Milliseconds(100);
constexpr absl::Duration kLongestRetry = absl::Seconds(5);

// Keeps what speaks against the order; OK unless it is something else.
absl::Status Object(Placing& placing, const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  placing.objections.push_back(status);
  return absl::OkStatus();
}

absl::Status FirstObjection(const Placing& placing) {
  return placing.objections.empty() ? absl::OkStatus() : placing.objections.front();
}

absl::Status CheckBuyer(runtime::ReadContext& ctx, Placing& placing) {
  const PlaceOrderRequest& request = placing.request;
  ASSIGN_OR_RETURN(placing.blocked, IsBlocked(ctx, ctx.txn(), request.parent(), request.buyer(),
                                              request.receiver()));
  const bool refused = placing.blocked && placing.policy.blocked_orders() == v1::Policy::REFUSE;
  return refused ? domain::BuyerBlockedError() : absl::OkStatus();
}

// What the buyer refused at the door: his card says it, if he has one.
absl::StatusOr<int64_t> CountCodRefused(runtime::ReadContext& ctx, const PlaceOrderRequest& request,
                                        int most) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const absl::optional<v1::BuyerCard> card,
                   store::FindBuyerCard(ctx.txn(), store::BuyerCardName(shop, request.buyer())));
  if (card.has_value()) return card->cod_refused();
  return store::CountOrdersOfBuyer(ctx.txn(), shop, request.buyer(),
                                   v1::OrderState::TRADE_CLOSED_COD_REFUSED, most);
}

absl::Status CheckCodHistory(runtime::ReadContext& ctx, const Placing& placing) {
  const PlaceOrderRequest& request = placing.request;
  const int limit = placing.policy.cod_refusals_limit();
  if (request.payment_method() != v1::PaymentMethod::COD ||
      placing.policy.cod_refusals_limit_off()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int64_t refused, CountCodRefused(ctx, request, limit));
  return refused < limit ? absl::OkStatus()
                         : domain::CodRefusedTooOftenError(static_cast<int>(refused));
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

// The id of an order that its caller gave none: derived from the request, so that a repetition
// makes the same, behind the milliseconds of its reservation, which a repetition finds again.
// Orders that come one after the other stand side by side in all that is kept of them
// (docs/adr/0092).
std::string IdInTime(const runtime::Context& ctx, const Reservation& reservation) {
  constexpr size_t kTimeLength = 13;
  const auto millis = static_cast<uint64_t>(ToMillis(FromProto(reservation.create_time())));
  return absl::StrCat(absl::Hex(millis >> 16 & 0xffffffff, absl::kZeroPad8), "-",
                      absl::Hex(millis & 0xffff, absl::kZeroPad4),
                      ctx.DerivedId("order").substr(kTimeLength));
}

// Grants are redeemed for an order's name, which releases before this one derived from the request
// alone: what they began is gone on with.
bool UsesGrants(const Placing& placing) {
  return std::any_of(placing.lines.begin(), placing.lines.end(),
                     [](const PlaceOrderLine& line) { return !line.grant().empty(); });
}

std::string NameOf(const PlaceOrderRequest& request, const std::string& id) {
  return absl::StrCat(request.parent(), "/orders/", id);
}

// An order that is taken must keep what is reserved for it: the outbox has to come to it in time.
absl::Status CheckOutbox(const Placing& placing, const Reservation& reservation, absl::Time now) {
  if (!reservation.has_expire_time()) return absl::OkStatus();
  const absl::Duration hold = FromProto(reservation.expire_time()) - now;
  if (placing.outbox_age * kHoldsOfOutboxAge < hold) return absl::OkStatus();
  return OverloadedError(
      "orders come faster than their reservations can be confirmed; repeat the call in a moment",
      std::clamp(placing.outbox_age, kShortestRetry, kLongestRetry));
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

// The order with its personal data sealed and masked, its timer and its event.
absl::Status Store(runtime::WriteContext& ctx, Order& order) {
  *order.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(SealReceiver(ctx, order, order.receiver()));
  RETURN_IF_ERROR(SealBuyerMessage(ctx, order));
  RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
  return EmitPlaced(ctx, order);
}

absl::Status PriceAndStore(runtime::WorkflowContext& ctx, Placing& placing,
                           const Reservation& reservation,
                           const std::vector<domain::NewPrice>& granted, Order* response,
                           clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const Order order, PriceOrder(ctx, placing, reservation, granted, logistics));
  RETURN_IF_ERROR(FirstObjection(placing));
  sql::Reads reads;
  store::AnnounceOrder(reads, placing.name);
  policy::Announce(reads, ShopOf(placing.name));
  return ctx.Finish(
      *response,
      [&](runtime::WriteContext& write) {
        *response = order;
        return Store(write, *response);
      },
      std::move(reads));
}

void GiveBack(runtime::WorkflowContext& ctx, const Placing& placing,
              const std::vector<domain::NewPrice>& granted, clients::Catalog& catalog) {
  std::vector<std::string> grants;
  for (const domain::NewPrice& price : granted) grants.push_back(price.grant);
  ReturnGrants(ctx, catalog, placing.name, grants).IgnoreError();
}

}  // namespace

absl::StatusOr<Placing> PrepareOrder(runtime::WorkflowContext& ctx,
                                     const PlaceOrderRequest& request) {
  Placing placing;
  placing.request = request;
  RETURN_IF_ERROR(domain::CheckPlaceOrder(placing.request, ctx.now()));
  ASSIGN_OR_RETURN(placing.lines, domain::MergeBySku(request));
  placing.name = NameOf(
      request, request.order_id().empty() ? ctx.DerivedId("order") : EscapeId(request.order_id()));
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(placing.policy, LoadPolicy(read.txn(), ShopOf(request.parent())));
    ASSIGN_OR_RETURN(placing.senders, LoadSenders(read.txn(), ShopOf(request.parent())));
    ASSIGN_OR_RETURN(const absl::optional<absl::Time> waiting,
                     event::Follower::OldestWaiting(read.txn(), kOutbox));
    placing.outbox_age = waiting.has_value() ? absl::Now() - *waiting : absl::ZeroDuration();
    placing.objections.clear();
    RETURN_IF_ERROR(Object(placing, CheckBuyer(read, placing)));
    RETURN_IF_ERROR(Object(placing, CheckCodHistory(read, placing)));
    if (request.order_id().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const absl::optional<Order> taken, store::FindOrder(read.txn(), placing.name));
    return taken.has_value() ? AlreadyExistsError(placing.name) : absl::OkStatus();
  }));
  return placing;
}

absl::StatusOr<Order> PriceOrder(runtime::WorkflowContext& ctx, Placing& placing,
                                 const Reservation& reservation,
                                 const std::vector<domain::NewPrice>& granted,
                                 clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(Order order, domain::MakeOrder(placing.name, placing.request, placing.lines,
                                                  reservation, placing.policy, MomentOf(ctx)));
  RETURN_IF_ERROR(domain::SetPrices(order, granted));
  // Asked where freight is free, too: somebody has to reach the address, and collect the money.
  const absl::StatusOr<int64_t> quoted = QuoteFreight(
      ctx, logistics, order, placing.policy, placing.senders, placing.request.receiver().address());
  RETURN_IF_ERROR(Object(placing, quoted.status()));
  const bool charged = quoted.ok() && placing.policy.freight() == v1::Policy::QUOTED;
  RETURN_IF_ERROR(
      Object(placing, domain::SetFreight(order, placing.policy, charged ? *quoted : 0)));
  domain::Open(order, placing.policy, MomentOf(ctx));
  if (placing.blocked) domain::HoldBlocked(order, MomentOf(ctx));
  return order;
}

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
  ASSIGN_OR_RETURN(Placing placing, PrepareOrder(ctx, request));
  RETURN_IF_ERROR(FirstObjection(placing));
  ASSIGN_OR_RETURN(const Reservation reservation, ReserveLines(ctx, placing, catalog));
  if (request.order_id().empty() && !UsesGrants(placing)) {
    placing.name = NameOf(request, IdInTime(ctx, reservation));
  }
  RETURN_IF_ERROR(CheckOutbox(placing, reservation, ctx.now()));
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
