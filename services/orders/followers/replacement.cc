#include "services/orders/followers/replacement.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::followers {
namespace {

using v1::Order;
using v1::Refund;
using v1::Replacement;

// A refund as it is now, which may be later than the event, and its order.
struct RefundSeen {
  Refund refund;
  Order order;
};

absl::StatusOr<RefundSeen> LoadRefundSeen(runtime::WorkflowContext& ctx, absl::string_view name) {
  RefundSeen seen;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(seen.refund, store::LoadRefund(read.txn(), name));
    ASSIGN_OR_RETURN(seen.order, store::LoadOrder(read.txn(), ParentOf(name)));
    return absl::OkStatus();
  }));
  return seen;
}

// One reservation a refund: whoever gives it back knows its name.
std::string ReservationIdOf(const Refund& refund) {
  return absl::StrCat("again-", LastSegment(refund.name()));
}

std::string ReservationNameOf(const Refund& refund) {
  return absl::StrCat(ShopNameOf(refund.name()), "/reservations/", ReservationIdOf(refund));
}

absl::StatusOr<catalog::v1::Reservation> ReserveAgain(runtime::WorkflowContext& ctx,
                                                      const RefundSeen& seen,
                                                      clients::Catalog& catalog) {
  catalog::v1::ReserveStockRequest request;
  request.set_parent(ShopNameOf(seen.refund.name()));
  request.set_reservation_id(ReservationIdOf(seen.refund));
  request.set_request_id(ctx.DerivedId("again/reserve"));
  for (const domain::SkuPieces& pieces : domain::ReplacedSkus(seen.order, seen.refund)) {
    catalog::v1::ReservationLine& line = *request.add_lines();
    line.set_sku_id(pieces.sku_id);
    line.set_quantity(pieces.quantity);
  }
  return catalog.ReserveStock(ctx, request);
}

Effect NotReplaceable(const Refund& refund, Replacement::Failure failure) {
  return Effect([name = refund.name(), failure](runtime::WriteContext& write) {
    return handlers::RecordNotReplaceable(write, name, failure);
  });
}

}  // namespace

absl::StatusOr<Effect> TakeInExchanged(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                       const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  ASSIGN_OR_RETURN(const RefundSeen seen, LoadRefundSeen(ctx, refund.name()));
  return BookedOrWork(
      Restock(ctx, ShopNameOf(refund.name()), domain::BookedOnTakeIn(seen.order, refund),
              refund.name(), peers.catalog),
      seen.order);
}

absl::StatusOr<Effect> ReserveReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const RefundSeen seen, LoadRefundSeen(ctx, event.resource_name()));
  const Refund& refund = seen.refund;
  if (refund.state() != v1::RefundState::WAIT_SELLER_SEND_AGAIN ||
      !domain::TakesFromStock(refund.kind())) {
    return Effect();
  }
  const absl::StatusOr<catalog::v1::Reservation> made = ReserveAgain(ctx, seen, peers.catalog);
  if (handlers::NothingToReserve(made.status())) {
    return NotReplaceable(refund, Replacement::NONE_LEFT);
  }
  RETURN_IF_ERROR(made.status());
  const std::string& name = made->name();
  if (!domain::SamePrice(seen.order, refund, *made)) {
    RETURN_IF_ERROR(handlers::ReleaseReservation(ctx, peers.catalog, name));
    return NotReplaceable(refund, Replacement::OTHER_PRICE);
  }
  const absl::Status confirmed =
      handlers::Confirm(ctx, peers.catalog, name, seen.order, "again/confirm");
  // It took so long to come here that it has expired.
  if (IsGone(confirmed)) return NotReplaceable(refund, Replacement::NONE_LEFT);
  RETURN_IF_ERROR(confirmed);
  return Effect([refund_name = refund.name(), name](runtime::WriteContext& write) {
    return handlers::RecordReserved(write, refund_name, name);
  });
}

absl::StatusOr<Effect> ResumeReplacement(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers) {
  RefundSeen seen;
  clients::Parties parties;
  ASSIGN_OR_RETURN(seen, LoadRefundSeen(ctx, event.resource_name()));
  if (seen.refund.replacement().state() != Replacement::INTENDED) return Effect();
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) {
    return handlers::OpenParties(read.txn(), read.vault(), seen.order,
                                 domain::ReplacementParcel(seen.refund), parties);
  }));
  const absl::StatusOr<logistics::v1::Shipment> made = handlers::MakeShipment(
      ctx, peers.logistics, seen.order, domain::ReplacementParcel(seen.refund), parties,
      seen.refund.replacement().replaces());
  const std::string name = seen.refund.name();
  if (made.ok()) {
    return Effect([name, shipment = *made](runtime::WriteContext& write) {
      Refund unused;
      return handlers::RecordSentAgain(write, name, shipment, &unused);
    });
  }
  if (IsTransient(made.status())) return made.status();
  return Effect(
      [name, shipment = seen.refund.replacement().shipment()](runtime::WriteContext& write) {
        return handlers::RecordSendAgainDeclined(write, name, shipment);
      });
}

absl::StatusOr<Effect> CommitReplacement(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  if (!domain::TakesFromStock(refund.kind())) return Effect();
  ASSIGN_OR_RETURN(const RefundSeen seen, LoadRefundSeen(ctx, refund.name()));
  catalog::v1::CommitReservationRequest request;
  request.set_name(refund.replacement().reservation());
  request.set_request_id(ctx.DerivedId("again/commit"));
  for (const domain::SkuPieces& pieces : domain::ReplacedSkus(seen.order, refund)) {
    catalog::v1::ReservationLine& line = *request.add_lines();
    line.set_sku_id(pieces.sku_id);
    line.set_quantity(pieces.quantity);
  }
  return BookedOrWork(peers.catalog.CommitReservation(ctx, request), seen.order);
}

absl::StatusOr<Effect> RestockReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  ASSIGN_OR_RETURN(const RefundSeen seen, LoadRefundSeen(ctx, refund.name()));
  std::vector<domain::StockBooking> bookings = domain::ReturnedReplacement(seen.order, refund);
  if (event.type() == events::kRefundReplacementUnreturned) {
    for (domain::StockBooking& booking : bookings) booking.quantity = -booking.quantity;
  }
  return BookedOrWork(
      Restock(ctx, ShopNameOf(refund.name()), bookings, refund.name(), peers.catalog), seen.order);
}

absl::StatusOr<Effect> ReleaseReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const Refund refund, Unpack<Refund>(event));
  const bool sent = !refund.replacement().shipment().empty();
  if (!refund.has_replacement() || sent || !domain::TakesFromStock(refund.kind())) return Effect();
  const absl::Status released =
      handlers::ReleaseReservation(ctx, peers.catalog, ReservationNameOf(refund));
  if (!IsGone(released)) RETURN_IF_ERROR(released);
  return Effect();
}

}  // namespace shopdesk::orders::followers
