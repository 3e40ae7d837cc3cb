#include "services/orders/handlers/trade/reservation.h"

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
    return Confirm(ctx, catalog, order.reservation(), order, "confirm");
  }
  for (const std::string& reservation : domain::ReservationsOf(order)) {
    RETURN_IF_ERROR(Transfer(ctx, catalog, order, reservation));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReservationStep> EnsureReservation(runtime::WorkflowContext& ctx,
                                                  clients::Catalog& catalog, const Order& order) {
  if (order.reservation_state() == Order::CONFIRMED) {
    return ReservationStep{order.reservation(), Order::CONFIRMED, {}};
  }
  if (order.reservation_state() == Order::TENTATIVE) {
    const absl::Status confirmed = TieReservation(ctx, catalog, order);
    if (confirmed.ok()) return ReservationStep{order.reservation(), Order::CONFIRMED, {}};
    // Only these say that the reservation is gone.
    if (!absl::IsNotFound(confirmed) && !absl::IsFailedPrecondition(confirmed)) return confirmed;
  }
  std::vector<SkuQuantity> wanted;
  for (const v1::OrderLine& line : order.lines()) {
    if (line.to_ship() == 0 || !line.reservation().empty()) continue;
    wanted.push_back({line.sku_id(), line.to_ship()});
  }
  // Every line has its own.
  if (wanted.empty()) return ReservationStep{order.reservation(), Order::CONFIRMED, {}};
  const absl::StatusOr<catalog::v1::Reservation> made =
      Reserve(ctx, catalog, ShopNameOf(order.name()), wanted);
  if (made.ok()) {
    ReservationStep step{made->name(), Order::TENTATIVE, {}};
    for (const auto& line : made->lines()) step.locations[line.sku_id()] = line.location();
    return step;
  }
  if (NothingToReserve(made.status())) return ReservationStep{order.reservation(), Order::LOST, {}};
  return made.status();
}

void AdoptReservation(Order& order, const ReservationStep& step) {
  order.set_reservation(step.name);
  for (v1::OrderLine& line : *order.mutable_lines()) {
    const auto found = step.locations.find(line.sku_id());
    if (line.reservation().empty() && found != step.locations.end()) {
      line.set_location(found->second);
    }
  }
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

absl::StatusOr<catalog::v1::Reservation> Reserve(const runtime::Context& ctx,
                                                 clients::Catalog& catalog,
                                                 const std::string& shop_name,
                                                 const std::vector<SkuQuantity>& wanted,
                                                 absl::string_view prefix) {
  catalog::v1::ReserveStockRequest request;
  request.set_parent(shop_name);
  request.set_reservation_id(ctx.DerivedId(absl::StrCat(prefix, "reservation")));
  request.set_request_id(ctx.DerivedId(absl::StrCat(prefix, "reserve")));
  for (const SkuQuantity& of : wanted) {
    catalog::v1::ReservationLine& line = *request.add_lines();
    line.set_sku_id(of.sku_id);
    line.set_quantity(of.quantity);
  }
  return catalog.ReserveStock(ctx, request);
}

absl::Status Confirm(const runtime::Context& ctx, clients::Catalog& catalog,
                     const std::string& reservation, const Order& order, absl::string_view tag) {
  catalog::v1::ConfirmReservationRequest request;
  request.set_name(reservation);
  request.set_order(order.name());
  request.set_request_id(ctx.DerivedId(tag));
  return catalog.ConfirmReservation(ctx, request);
}

}  // namespace shopdesk::orders::handlers
