#include "services/orders/followers/outbox.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/erasure/erasure.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/shipping/cod_freight.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/followers/compensations.h"
#include "services/orders/followers/duplicates.h"
#include "services/orders/followers/erasures.h"
#include "services/orders/followers/notices.h"
#include "services/orders/followers/packing.h"
#include "services/orders/followers/protections.h"
#include "services/orders/followers/replacement.h"
#include "services/orders/followers/return_shipment.h"
#include "services/orders/handlers/desk/refund_advice.h"
#include "services/orders/handlers/pricing/grant.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/trade/order.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::followers {
namespace {

using handlers::OrderChange;
using handlers::ReservationStep;
using v1::Order;
using v1::Parcel;
using v1::Refund;

// The order as it is now, which may be later than the event; nullopt if it is gone.
absl::StatusOr<absl::optional<Order>> FindOrderNow(runtime::WorkflowContext& ctx,
                                                   absl::string_view name) {
  absl::optional<Order> order;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(order, store::FindOrder(read.txn(), name));
    return absl::OkStatus();
  }));
  return order;
}

bool WaitsForBuyer(const Order& order) {
  return order.state() == v1::OrderState::WAIT_BUYER_PAY ||
         order.state() == v1::OrderState::WAIT_COD_CONFIRM;
}

// Nothing is left to reserve: told as long as the buyer hasn't paid, else the order is held.
absl::Status SaveLost(runtime::WriteContext& ctx, OrderChange& change) {
  Order& order = change.order;
  if (WaitsForBuyer(order)) return handlers::SaveChange(ctx, change, events::kOrderReservationLost);
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), ShopOf(order.name())));
  domain::HoldOutOfStock(order, policy, handlers::MomentOf(ctx));
  return handlers::SaveChange(ctx, change, events::kOrderHeld);
}

// What confirming came to, written into the order if it still names that reservation.
absl::Status SettleReservation(runtime::WriteContext& ctx, const Order& seen,
                               const ReservationStep& step) {
  ASSIGN_OR_RETURN(OrderChange change, handlers::LoadForChange(ctx, seen.name()));
  Order& order = change.order;
  if (order.reservation() != seen.reservation() || order.reservation_state() != Order::TENTATIVE) {
    return absl::OkStatus();
  }
  if (step.state == Order::LOST && WaitsForBuyer(seen) != WaitsForBuyer(order)) {
    // Paid since: now it has to be tried to reserve anew.
    ctx.Emit(order, events::kOrderReservationChanged);
    return absl::OkStatus();
  }
  handlers::AdoptReservation(order, step);
  if (step.state == Order::CONFIRMED) {
    return handlers::SaveChange(ctx, change, events::kOrderReservationConfirmed);
  }
  if (step.state == Order::TENTATIVE) {
    return handlers::SaveChange(ctx, change, events::kOrderReservationChanged);
  }
  return SaveLost(ctx, change);
}

absl::StatusOr<Effect> ConfirmReservation(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(absl::optional<Order> order, FindOrderNow(ctx, event.resource_name()));
  if (!order.has_value() || order->reservation_state() != Order::TENTATIVE) return Effect();
  ReservationStep step{order->reservation(), Order::CONFIRMED, {}};
  if (WaitsForBuyer(*order)) {
    // Not paid yet: if it is gone, the payment makes a new one.
    const absl::Status confirmed = handlers::TieReservation(ctx, peers.catalog, *order);
    if (!confirmed.ok() && !IsGone(confirmed)) return confirmed;
    if (!confirmed.ok()) step.state = Order::LOST;
  } else {
    ASSIGN_OR_RETURN(step, handlers::EnsureReservation(ctx, peers.catalog, *order));
  }
  return Effect([order = *std::move(order), step](runtime::WriteContext& write) {
    return SettleReservation(write, order, step);
  });
}

// The parcel that was shipped stands last. One call for each reservation that it draws on.
absl::StatusOr<Effect> CommitShipped(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                     const Peers& peers) {
  ASSIGN_OR_RETURN(const Order order, Unpack<Order>(event));
  if (order.parcels().empty() || order.reservation_state() == Order::LOST) return Effect();
  std::map<std::string, catalog::v1::CommitReservationRequest> requests;
  for (const v1::LineQuantity& part : order.parcels(order.parcels_size() - 1).lines()) {
    const v1::OrderLine& of = *domain::FindLine(order, part.line());
    catalog::v1::ReservationLine& line = *requests[domain::ReservationOf(order, of)].add_lines();
    line.set_sku_id(of.sku_id());
    line.set_quantity(part.quantity());
  }
  absl::Status refused;
  for (auto& [reservation, request] : requests) {
    request.set_name(reservation);
    request.set_request_id(ctx.DerivedId(absl::StrCat("commit/", reservation)));
    const absl::Status committed = peers.catalog.CommitReservation(ctx, request);
    if (IsTransient(committed)) return committed;
    refused.Update(committed);
  }
  return BookedOrWork(refused, order);
}

absl::Status Release(runtime::WorkflowContext& ctx, const Order& order, clients::Catalog& catalog) {
  // Another order has taken it over.
  if (!order.reordered_as().empty()) return absl::OkStatus();
  for (const std::string& reservation : domain::ReservationsOf(order)) {
    const absl::Status status = handlers::ReleaseReservation(ctx, catalog, reservation);
    if (!IsGone(status)) RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

// What a SKU was reserved by before it was changed.
absl::Status ReleaseChanged(runtime::WorkflowContext& ctx, const v1::SkuChange& change,
                            clients::Catalog& catalog) {
  catalog::v1::ReleaseReservationRequest request;
  request.set_name(change.from_reservation());
  request.set_request_id(ctx.DerivedId("release_changed"));
  catalog::v1::ReservationLine& line = *request.add_lines();
  line.set_sku_id(change.from_sku_id());
  line.set_quantity(change.quantity());
  const absl::Status status = catalog.ReleaseReservation(ctx, request);
  return IsGone(status) ? absl::OkStatus() : status;
}

// The line's reservation, confirmed: the one it has, or, if that is gone, one made anew; empty if
// nothing is left to reserve.
absl::StatusOr<std::string> SecureLine(runtime::WorkflowContext& ctx, const Order& order,
                                       const v1::OrderLine& line, clients::Catalog& catalog) {
  const absl::Status confirmed =
      handlers::Confirm(ctx, catalog, line.reservation(), order, "confirm_changed");
  if (confirmed.ok()) return line.reservation();
  if (!IsGone(confirmed)) return confirmed;
  const auto made = handlers::Reserve(ctx, catalog, ShopNameOf(order.name()),
                                      {{line.sku_id(), line.to_ship()}}, "sku/");
  if (handlers::NothingToReserve(made.status())) return "";
  RETURN_IF_ERROR(made.status());
  RETURN_IF_ERROR(handlers::Confirm(ctx, catalog, made->name(), order, "confirm_anew"));
  return made->name();
}

// Nothing is left of a line's new SKU: the order has nothing reserved any more.
absl::Status LoseReservations(runtime::WriteContext& ctx, OrderChange& change) {
  for (v1::OrderLine& line : *change.order.mutable_lines()) line.clear_reservation();
  change.order.set_reservation_state(Order::LOST);
  return SaveLost(ctx, change);
}

// The change stands last: what is reserved now is confirmed before what was is given back.
absl::StatusOr<Effect> SettleSkuChange(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                       const Peers& peers) {
  ASSIGN_OR_RETURN(const Order changed, Unpack<Order>(event));
  const v1::SkuChange& change = changed.sku_changes(changed.sku_changes_size() - 1);
  ASSIGN_OR_RETURN(const absl::optional<Order> order, FindOrderNow(ctx, changed.name()));
  std::string secured = change.to_reservation();
  const v1::OrderLine* line = order.has_value() ? domain::FindLine(*order, change.line()) : nullptr;
  const bool current = line != nullptr && line->reservation() == change.to_reservation() &&
                       !domain::IsFinal(order->state()) && line->to_ship() > 0;
  if (current) {
    ASSIGN_OR_RETURN(secured, SecureLine(ctx, *order, *line, peers.catalog));
    if (secured.empty()) RETURN_IF_ERROR(Release(ctx, *order, peers.catalog));
  }
  RETURN_IF_ERROR(ReleaseChanged(ctx, change, peers.catalog));
  if (secured == change.to_reservation()) return Effect();
  return Effect(
      [change, secured, name = changed.name()](runtime::WriteContext& write) -> absl::Status {
        ASSIGN_OR_RETURN(OrderChange present, handlers::LoadForChange(write, name));
        v1::OrderLine& line = *domain::FindLine(present.order, change.line());
        if (line.reservation() != change.to_reservation()) return absl::OkStatus();
        if (secured.empty()) return LoseReservations(write, present);
        line.set_reservation(secured);
        return handlers::SaveChange(write, present, "");
      });
}

// Grants go back with an order that is closed unpaid. One that took over what was reserved has its
// grants, too.
absl::Status ReturnGrantsOf(runtime::WorkflowContext& ctx, const Order& order,
                            clients::Catalog& catalog) {
  if (order.state() != v1::OrderState::TRADE_CLOSED_UNPAID || !order.reordered_as().empty()) {
    return absl::OkStatus();
  }
  std::vector<std::string> grants;
  for (const v1::OrderLine& line : order.lines()) {
    if (!line.grant().empty()) grants.push_back(line.grant());
  }
  return handlers::ReturnGrants(ctx, catalog, order.name(), grants);
}

// The change stands last.
absl::StatusOr<Effect> ReturnReplacedGrants(runtime::WorkflowContext& ctx,
                                            const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Order order, Unpack<Order>(event));
  std::vector<std::string> grants;
  for (const auto& line : order.price_changes(order.price_changes_size() - 1).lines()) {
    if (!line.replaced_grant().empty()) grants.push_back(line.replaced_grant());
  }
  RETURN_IF_ERROR(handlers::ReturnGrants(ctx, peers.catalog, order.name(), grants));
  return Effect();
}

// What was in the parcel that stands last, `sign` times.
std::vector<domain::StockBooking> LastParcel(const Order& order, int sign) {
  std::vector<domain::StockBooking> pieces;
  for (const v1::LineQuantity& part : order.parcels(order.parcels_size() - 1).lines()) {
    const v1::OrderLine& line = *domain::FindLine(order, part.line());
    pieces.push_back({line.sku_id(), sign * part.quantity(), catalog::v1::StockBucket::ON_HAND,
                      line.location()});
  }
  return pieces;
}

// COD goods that nobody took are back in the warehouse: the parcel stands last.
absl::StatusOr<Effect> RestockReturnedParcel(runtime::WorkflowContext& ctx,
                                             const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Order order, Unpack<Order>(event));
  if (!domain::IsCod(order) || order.parcels().empty()) return Effect();
  const Parcel& parcel = order.parcels(order.parcels_size() - 1);
  if (parcel.state() != Parcel::RETURNED) return Effect();
  return BookedOrWork(Restock(ctx, ShopNameOf(order.name()), LastParcel(order, 1),
                              parcel.shipment(), peers.catalog),
                      order);
}

// They were not, after all.
absl::StatusOr<Effect> TakeOutUnreturned(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Order order, Unpack<Order>(event));
  return BookedOrWork(Restock(ctx, ShopNameOf(order.name()), LastParcel(order, -1),
                              order.parcels(order.parcels_size() - 1).shipment(), peers.catalog),
                      order);
}

absl::Status ReleaseRefunded(runtime::WorkflowContext& ctx, const Order& order,
                             const Refund& refund, clients::Catalog& catalog) {
  // No lines would mean all of them.
  std::map<std::string, catalog::v1::ReleaseReservationRequest> requests;
  for (const v1::RefundLine& part : refund.lines()) {
    if (part.never_shipped() == 0) continue;
    const v1::OrderLine& of = *domain::FindLine(order, part.line());
    catalog::v1::ReservationLine& line = *requests[domain::ReservationOf(order, of)].add_lines();
    line.set_sku_id(of.sku_id());
    line.set_quantity(part.never_shipped());
  }
  for (auto& [reservation, request] : requests) {
    request.set_name(reservation);
    request.set_request_id(ctx.DerivedId(absl::StrCat("release/", reservation)));
    const absl::Status status = catalog.ReleaseReservation(ctx, request);
    if (!IsGone(status)) RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::StatusOr<Effect> SettleRefund(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  ASSIGN_OR_RETURN(const absl::optional<Order> order, FindOrderNow(ctx, ParentOf(refund.name())));
  if (!order.has_value()) return Effect();
  RETURN_IF_ERROR(ReleaseRefunded(ctx, *order, refund, peers.catalog));
  return BookedOrWork(
      Restock(ctx, ShopNameOf(order->name()), domain::BookedOnSuccess(*order, refund),
              refund.name(), peers.catalog),
      *order);
}

// Goods that no money waits for are in: booked as they were looked at.
absl::StatusOr<Effect> RestockCounted(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  ASSIGN_OR_RETURN(const absl::optional<Order> order, FindOrderNow(ctx, ParentOf(refund.name())));
  if (!order.has_value()) return Effect();
  return BookedOrWork(Restock(ctx, ShopNameOf(order->name()), domain::BookedOnCount(*order, refund),
                              refund.name(), peers.catalog),
                      *order);
}

// Goes on with the shipments that a call left half made, one after the other: each is made by the
// very call that ShipOrder would have made.
absl::StatusOr<Effect> ResumeShipping(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers) {
  const std::string name = event.resource_name();
  Order order;
  // By shipment.
  std::map<std::string, clients::Parties> parties;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    parties.clear();
    ASSIGN_OR_RETURN(order, store::LoadOrder(read.txn(), name));
    for (const Parcel& parcel : order.parcels()) {
      if (parcel.state() != Parcel::INTENDED) continue;
      RETURN_IF_ERROR(handlers::OpenParties(read.txn(), read.vault(), order, parcel,
                                            parties[parcel.shipment()]));
    }
    return absl::OkStatus();
  }));
  std::vector<logistics::v1::Shipment> made;
  std::vector<std::string> declined;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() != Parcel::INTENDED) continue;
    if (!parcel.merged_parcel().empty()) return ResumeMerged(ctx, parcel, peers);
    absl::StatusOr<logistics::v1::Shipment> shipment =
        handlers::MakeShipment(ctx, peers.logistics, order, parcel, parties[parcel.shipment()]);
    if (shipment.ok()) {
      made.push_back(*std::move(shipment));
    } else if (IsTransient(shipment.status())) {
      return shipment.status();
    } else {
      declined.push_back(parcel.shipment());
    }
  }
  return Effect([name, made, declined](runtime::WriteContext& write) -> absl::Status {
    Order unused;
    for (const auto& shipment : made) {
      RETURN_IF_ERROR(handlers::RecordShipped(write, name, shipment, &unused));
    }
    for (const std::string& shipment : declined) {
      RETURN_IF_ERROR(handlers::RecordDeclined(write, name, shipment));
    }
    return absl::OkStatus();
  });
}

// Another parcel brings the freight of the one that was to bring it.
absl::StatusOr<Effect> MoveCodFreight(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers) {
  ASSIGN_OR_RETURN(const Order then, Unpack<Order>(event));
  if (!domain::IsCod(then)) return Effect();
  ASSIGN_OR_RETURN(const absl::optional<Order> order, FindOrderNow(ctx, then.name()));
  if (!order.has_value()) return Effect();
  std::vector<domain::CodChange> told;
  for (const domain::CodChange& change : domain::CodChanges(*order)) {
    logistics::v1::ChangeCodAmountRequest request;
    request.set_name(change.shipment);
    *request.mutable_cod_amount() = change.cod_amount;
    request.set_request_id(
        ctx.DerivedId(absl::StrCat("cod/", change.shipment, "/", change.cod_amount.minor())));
    const absl::Status status = peers.logistics.ChangeCodAmount(ctx, request).status();
    if (IsTransient(status)) return status;
    // Refused: it has arrived, as its tracking will say.
    if (status.ok()) told.push_back(change);
  }
  if (told.empty()) return Effect();
  return Effect(
      [name = order->name(), told = std::move(told)](runtime::WriteContext& write) -> absl::Status {
        ASSIGN_OR_RETURN(OrderChange change, handlers::LoadForChange(write, name));
        for (Parcel& parcel : *change.order.mutable_parcels()) {
          // What was collected meanwhile is booked as it was.
          if (parcel.state() == Parcel::DELIVERED) continue;
          for (const domain::CodChange& known : told) {
            if (known.shipment == parcel.shipment()) {
              domain::SetCodAmount(parcel, known.cod_amount);
            }
          }
        }
        return handlers::SaveChange(write, change, "");
      });
}

// What was done with a refund that was advised on.
absl::StatusOr<Effect> NoteRefundAction(runtime::WorkflowContext&, const event::v1::Event& event,
                                        const Peers&) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  return Effect(
      [refund](runtime::WriteContext& write) { return handlers::NoteRefundAction(write, refund); });
}

absl::StatusOr<Effect> OnOrderEnd(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                  const Peers& peers) {
  ASSIGN_OR_RETURN(const Order order, Unpack<Order>(event));
  RETURN_IF_ERROR(ReturnGrantsOf(ctx, order, peers.catalog));
  if (domain::IsClosed(order.state())) RETURN_IF_ERROR(Release(ctx, order, peers.catalog));
  return Effect();
}

// Every step that an event takes, in this order: a new outward call is a row here. All of an
// event's steps are made before any of their effects.
constexpr struct {
  absl::string_view type;
  Step step;
} kSteps[] = {
    {events::kOrderPlaced, ConfirmReservation},
    {events::kOrderPlaced, FindDuplicates},
    {events::kOrderPaid, ConfirmReservation},
    {events::kOrderPaid, HoldDuplicates},
    {events::kOrderPaid, WithdrawReminder},
    {events::kOrderPaid, ProtectLines},
    {events::kOrderPaid, ReviewMerge},
    {events::kOrderHeld, ReviewMerge},
    {events::kOrderHoldLifted, ReviewMerge},
    {events::kOrderPairDecided, ReviewMerge},
    {events::kOrderTopUpPaid, ReviewMerge},
    {events::kOrderTopUpWaived, ReviewMerge},
    {events::kOrderPartlyPaid, WithdrawReminder},
    {events::kOrderTransferClaimed, WithdrawReminder},
    {events::kOrderCodConfirmed, ConfirmReservation},
    {events::kOrderCodConfirmed, HoldDuplicates},
    {events::kOrderCodReleased, ConfirmReservation},
    {events::kOrderCodReleased, HoldDuplicates},
    {events::kOrderReceiverChanged, FindDuplicates},
    {events::kOrderReceiverChanged, ReviewMerge},
    {events::kOrderReceiverConfirmed, ReviewMerge},
    {events::kOrderReservationChanged, ConfirmReservation},
    {events::kOrderCourierChosen, ReviewMerge},
    {events::kOrderRefundAsked, ReviewMerge},
    {events::kOrderSkuChanged, SettleSkuChange},
    {events::kOrderSkuChanged, ProtectLines},
    {events::kOrderSkuChanged, StopPacking},
    {events::kOrderSkuChanged, ReviewMerge},
    {events::kOrderPriceChanged, ReturnReplacedGrants},
    {events::kOrderPaymentReminderDue, SendPaymentReminder},
    {events::kOrderShipDateProposed, SendShipDate},
    {events::kOrderShippingStuck, ResumeShipping},
    {events::kOrderShipped, CommitShipped},
    {events::kOrderShipped, MoveCodFreight},
    {events::kOrderShipped, CompensateLate},
    {events::kOrderShipped, ReviewMerge},
    {events::kOrderParcelDeclined, MoveCodFreight},
    {events::kOrderParcelDeclined, ReviewMerge},
    {events::kOrderParcelTroubled, MoveCodFreight},
    {events::kOrderParcelRecovered, MoveCodFreight},
    {events::kOrderDelivered, MoveCodFreight},
    {events::kOrderParcelReturned, MoveCodFreight},
    {events::kOrderParcelReturned, RestockReturnedParcel},
    {events::kOrderParcelUnreturned, TakeOutUnreturned},
    {events::kOrderSigned, RestockReturnedParcel},
    {events::kOrderSigned, ProtectLines},
    {events::kOrderCodRefused, RestockReturnedParcel},
    {events::kOrderCodRefused, OnOrderEnd},
    {events::kOrderCodRefused, LapseDuplicates},
    {events::kOrderClosed, OnOrderEnd},
    {events::kOrderClosed, StopPacking},
    {events::kOrderClosed, ReviewMerge},
    {events::kOrderClosed, LapseDuplicates},
    {events::kOrderClosed, WithdrawReminder},
    {events::kOrderFinished, LapseDuplicates},
    {events::kOrderRefunded, StopPacking},
    {events::kShortageReported, CountShort},
    {events::kRefundAgreed, SendReturnAddress},
    {events::kRefundOffered, TellOffer},
    {events::kRefundRefused, TellRefusal},
    {events::kRefundGoodsRefused, TellRefusal},
    {events::kRefundSentBack, FollowReturn},
    {events::kRefundWaybillCorrected, FollowReturn},
    {events::kRefundSendAgainDue, TakeInExchanged},
    {events::kRefundSendAgainDue, ReserveReplacement},
    {events::kRefundSendAgainStuck, ResumeReplacement},
    {events::kRefundSentAgain, CommitReplacement},
    {events::kRefundReplacementReturned, RestockReplacement},
    {events::kRefundReplacementUnreturned, RestockReplacement},
    {events::kRefundSucceeded, SettleRefund},
    {events::kRefundGoodsIn, RestockCounted},
    {events::kRefundGoodsOwed, RestockCounted},
    {events::kRefundSucceeded, ReleaseReplacement},
    {events::kRefundClosed, ReleaseReplacement},
    {events::kRefundSucceeded, SettleWaitingLines},
    {events::kRefundReplaced, SettleWaitingLines},
    {events::kRefundClosed, SettleWaitingLines},
    {events::kRefundSucceeded, CompensateOutOfStock},
    {events::kRefundSucceeded, ClaimReturnFreight},
    {events::kRefundReplaced, ClaimReturnFreight},
    {events::kRefundSucceeded, NoteRefundAction},
    {events::kRefundReplaced, NoteRefundAction},
    {events::kRefundSendAgainDue, NoteRefundAction},
    {events::kRefundPriceDropped, TellPriceDrop},
    {events::kRefundAgreed, NoteRefundAction},
    {events::kRefundRefused, NoteRefundAction},
    {events::kRefundClosed, NoteRefundAction},
    {events::kOrderErased, EraseShipments},
    {erasure::kDoneEvent, EraseRest},
};

}  // namespace

void AnnounceOutbox(const event::v1::Event& event, sql::Reads& reads) {
  if (event.type() == events::kOrderPlaced) {
    store::AnnounceOrderForUpdate(reads, event.resource_name());
  }
}

absl::StatusOr<Effect> Outbox(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                              const Peers& peers) {
  std::vector<Effect> effects;
  for (const auto& row : kSteps) {
    if (row.type != event.type()) continue;
    ASSIGN_OR_RETURN(Effect effect, row.step(ctx, event, peers));
    if (effect != nullptr) effects.push_back(std::move(effect));
  }
  if (effects.empty()) return Effect();
  return Effect(
      [effects = std::move(effects)](runtime::WriteContext& write) mutable -> absl::Status {
        for (Effect& effect : effects) RETURN_IF_ERROR(effect(write));
        return absl::OkStatus();
      });
}

}  // namespace shopdesk::orders::followers
