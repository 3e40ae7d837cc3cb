#include "services/orders/handlers/trade/reservation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;

absl::Status Transfer(runtime::WorkflowContext& ctx, clients::Catalog& catalog, const Order& order,
                      const std::string& reservation) {
  catalog::v1::TransferReservationRequest request;
  request.set_name(reservation);
  request.set_from_order(order.reorder_of());
  request.set_order(order.name());
  request.set_request_id(ctx.DerivedId(absl::StrCat("transfer/", reservation)));
  return catalog.TransferReservation(ctx, request);
}

}  // namespace

bool NothingToReserve(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == clients::kOutOfStock || reason == clients::kNotOnSale ||
         absl::IsNotFound(status);
}

absl::Status TieReservation(runtime::WorkflowContext& ctx, clients::Catalog& catalog,
                            const Order& order) {
  if (order.reorder_of().empty()) {
    catalog::v1::ConfirmReservationRequest request;
    request.set_name(order.reservation());
    request.set_order(order.name());
    request.set_request_id(ctx.DerivedId("confirm"));
    return catalog.ConfirmReservation(ctx, request);
  }
  for (const std::string& reservation : domain::ReservationsOf(order)) {
    RETURN_IF_ERROR(Transfer(ctx, catalog, order, reservation));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReservationStep> EnsureReservation(runtime::WorkflowContext& ctx,
                                                  clients::Catalog& catalog, const Order& order) {
  if (order.reservation_state() == Order::CONFIRMED) {
    return ReservationStep{order.reservation(), Order::CONFIRMED};
  }
  if (order.reservation_state() == Order::TENTATIVE) {
    const absl::Status confirmed = TieReservation(ctx, catalog, order);
    if (confirmed.ok()) return ReservationStep{order.reservation(), Order::CONFIRMED};
    // Only these say that the reservation is gone.
    if (!absl::IsNotFound(confirmed) && !absl::IsFailedPrecondition(confirmed)) return confirmed;
  }
  catalog::v1::ReserveStockRequest request;
  request.set_parent(ShopNameOf(order.name()));
  request.set_reservation_id(ctx.DerivedId("reservation"));
  request.set_request_id(ctx.DerivedId("reserve"));
  for (const v1::OrderLine& line : order.lines()) {
    if (line.to_ship() == 0 || !line.reservation().empty()) continue;
    catalog::v1::ReservationLine& wanted = *request.add_lines();
    wanted.set_sku_id(line.sku_id());
    wanted.set_quantity(line.to_ship());
  }
  // Every line has its own.
  if (request.lines().empty()) return ReservationStep{order.reservation(), Order::CONFIRMED};
  const absl::StatusOr<catalog::v1::Reservation> made = catalog.ReserveStock(ctx, request);
  if (made.ok()) return ReservationStep{made->name(), Order::TENTATIVE};
  if (NothingToReserve(made.status())) return ReservationStep{order.reservation(), Order::LOST};
  return made.status();
}

void AdoptReservation(Order& order, const ReservationStep& step) {
  order.set_reservation(step.name);
  order.set_reservation_state(step.state);
}

absl::Status ReleaseReservation(const runtime::Context& ctx, clients::Catalog& catalog,
                                const std::string& reservation) {
  catalog::v1::ReleaseReservationRequest request;
  request.set_name(reservation);
  request.set_request_id(ctx.DerivedId(absl::StrCat("release/", reservation)));
  const absl::Status status = catalog.ReleaseReservation(ctx, request);
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

absl::StatusOr<catalog::v1::Reservation> ReserveLine(const runtime::Context& ctx,
                                                     clients::Catalog& catalog, const Order& order,
                                                     const std::string& sku_id, int64_t quantity,
                                                     absl::string_view tag) {
  catalog::v1::ReserveStockRequest request;
  request.set_parent(ShopNameOf(order.name()));
  request.set_reservation_id(ctx.DerivedId(absl::StrCat(tag, "/reservation")));
  request.set_request_id(ctx.DerivedId(absl::StrCat(tag, "/reserve")));
  catalog::v1::ReservationLine& line = *request.add_lines();
  line.set_sku_id(sku_id);
  line.set_quantity(quantity);
  return catalog.ReserveStock(ctx, request);
}

}  // namespace shopdesk::orders::handlers
