#include "services/orders/domain/shipping/shipping.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/shipping/cod_freight.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/remark.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Shipment;
using LineQuantities = google::protobuf::RepeatedPtrField<LineQuantity>;

// Before the ship-by time: an order whose receiver nobody reached goes as ordered then.
constexpr absl::Duration kUnreachableGrace = absl::Hours(2);

bool IsVerified(const Order& order, const Moment& moment) {
  switch (order.verification().state()) {
    case Verification::CONFIRMED:
    case Verification::CHANGED:
      return true;
    case Verification::UNREACHABLE:
      return moment.now >= UnverifiedFrom(order);
    default:
      return false;
  }
}

absl::Status CheckQuantity(const Order& order, const LineQuantity& asked) {
  const OrderLine* line = FindLine(order, asked.line());
  if (line == nullptr) {
    return InvalidFieldError("lines", absl::StrCat("the order has no line ", asked.line()));
  }
  const int64_t left = line->to_ship() - IntendedQuantity(order, asked.line());
  if (asked.quantity() > left) {
    return ShipQuantityExceededError(order, asked.line(), left);
  }
  if (asked.quantity() > left - line->locked()) return LinesLockedError(order, asked.line());
  return absl::OkStatus();
}

LineQuantities EverythingLeft(const Order& order) {
  LineQuantities all;
  for (const OrderLine& line : order.lines()) {
    const int64_t left = line.to_ship() - IntendedQuantity(order, line.line());
    if (left == 0) continue;
    LineQuantity& part = *all.Add();
    part.set_line(line.line());
    part.set_quantity(left);
  }
  return all;
}

}  // namespace

const Parcel* FindParcel(const Order& order, absl::string_view shipment) {
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.shipment() == shipment) return &parcel;
  }
  return nullptr;
}

Parcel& MoveLast(Order& order, absl::string_view shipment) {
  auto& parcels = *order.mutable_parcels();
  for (int i = 0; i + 1 < parcels.size(); ++i) {
    if (parcels[i].shipment() == shipment) parcels.SwapElements(i, i + 1);
  }
  return parcels[parcels.size() - 1];
}

absl::Time UnverifiedFrom(const Order& order) {
  if (order.deadline_event() != kShipBy) return absl::InfiniteFuture();
  return FromProto(order.deadline_time()) - kUnreachableGrace;
}

absl::Status CheckGate(const Order& order, const Policy& policy, const Moment& moment) {
  if (order.has_imported()) return CarriedOutElsewhereError(order);
  if (!TradeMachine().Can(order.state(), kShipRest)) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()), "ShipOrder",
                           TradeMachine().Allowed(order.state()));
  }
  if (!order.holds().empty()) {
    return OnHoldError(order);
  }
  if (policy.require_verified_receiver() && !IsVerified(order, moment)) {
    return ReceiverNotVerifiedError(order);
  }
  if (PhoneExpired(order, moment.now)) {
    return PhoneExpiredError(order);
  }
  return absl::OkStatus();
}

absl::Status CheckMayRedirect(const Order& order, absl::string_view call) {
  if (!HasUnshipped(order.state())) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()), call,
                           TradeMachine().Allowed(order.state()));
  }
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() == Parcel::INTENDED) {
      return WrongStateError(order.name(), "SHIPPING", call, "");
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> ShipmentsOnTheWay(const Order& order) {
  std::vector<std::string> shipments;
  for (const Parcel& parcel : order.parcels()) {
    if (parcel.state() == Parcel::SHIPPED || parcel.state() == Parcel::TROUBLED) {
      shipments.push_back(parcel.shipment());
    }
  }
  return shipments;
}

bool AwaitsIntercept(const Order& order) {
  using logistics::v1::Intercept;
  return std::any_of(order.parcels().begin(), order.parcels().end(), [](const Parcel& parcel) {
    return parcel.intercept_state() == Intercept::State_Name(Intercept::ASKED) ||
           parcel.intercept_state() == Intercept::State_Name(Intercept::ACCEPTED);
  });
}

std::vector<std::string> OrdersIn(const Shipment& shipment) {
  std::vector<std::string> names(shipment.merged_orders().begin(), shipment.merged_orders().end());
  names.push_back(shipment.order());
  std::sort(names.begin(), names.end());
  return names;
}

bool NoteIntercept(Order& order, const logistics::v1::Intercept& intercept) {
  const std::string& state = logistics::v1::Intercept::State_Name(intercept.state());
  for (Parcel& parcel : *order.mutable_parcels()) {
    if (parcel.shipment() != ParentOf(intercept.name())) continue;
    if (parcel.intercept() == intercept.name() && parcel.intercept_state() == state) return false;
    parcel.set_intercept(intercept.name());
    parcel.set_intercept_state(state);
    return true;
  }
  return false;
}

absl::Status IntendParcel(Order& order, const Policy& policy, const ShipRequest& request,
                          const Moment& moment) {
  RETURN_IF_ERROR(CheckGate(order, policy, moment));
  RETURN_IF_ERROR(CheckRemarks(order, request.seen_remark));
  LineQuantities lines = request.lines;
  if (lines.empty()) lines = EverythingLeft(order);
  if (lines.empty()) {
    return NothingToShipError(order);
  }
  Parcel parcel;
  for (const LineQuantity& asked : lines) {
    // A line given twice is one part.
    LineQuantity* part = nullptr;
    for (LineQuantity& known : *parcel.mutable_lines()) {
      if (known.line() == asked.line()) part = &known;
    }
    if (part == nullptr) part = parcel.add_lines();
    part->set_line(asked.line());
    part->set_quantity(part->quantity() + asked.quantity());
    RETURN_IF_ERROR(CheckQuantity(order, *part));
  }
  parcel.set_shipment(request.shipment);
  parcel.set_state(Parcel::INTENDED);
  parcel.set_carrier_id(request.carrier_id.empty() ? order.delivery().carrier_id()
                                                   : request.carrier_id);
  parcel.set_mode(request.mode.empty() ? order.delivery().mode() : request.mode);
  parcel.set_waybill_number(request.waybill_number);
  SeeRemark(order, request.seen_remark);
  parcel.set_receiver_unreached(order.verification().state() == Verification::UNREACHABLE);
  const type::v1::Money goods = GoodsValue(order, parcel);
  ASSIGN_OR_RETURN(const absl::optional<type::v1::Money> declared,
                   DeclaredValue(policy, request.declared_value, goods));
  if (declared.has_value()) *parcel.mutable_declared_value() = *declared;
  if (IsCod(order)) {
    parcel.set_cod_freight_minor(FreightOfNewParcel(order));
    *parcel.mutable_cod_amount() =
        MakeMoney(goods.currency_code(), goods.minor() + parcel.cod_freight_minor());
  }
  *order.add_parcels() = std::move(parcel);
  return absl::OkStatus();
}

void DropIntent(Order& order, absl::string_view shipment) {
  auto& parcels = *order.mutable_parcels();
  for (int i = 0; i < parcels.size(); ++i) {
    if (parcels[i].shipment() == shipment && parcels[i].state() == Parcel::INTENDED) {
      parcels.DeleteSubrange(i, 1);
      return;
    }
  }
}

absl::StatusOr<bool> ShipParcel(Order& order, const Policy& policy, const Shipment& shipment,
                                const Moment& moment) {
  const Parcel* found = FindParcel(order, shipment.name());
  if (found == nullptr || found->state() != Parcel::INTENDED) return false;
  Parcel& parcel = MoveLast(order, shipment.name());
  parcel.set_state(Parcel::SHIPPED);
  parcel.set_carrier_id(shipment.carrier_id());
  parcel.set_mode(logistics::v1::Mode::Value_Name(shipment.mode()));
  parcel.set_waybill_number(shipment.waybill_number());
  *parcel.mutable_ship_time() = ToProto(moment.now);
  MovePieces(order, parcel, kToShip, kShipped);
  if (!NothingToShip(order)) {
    RETURN_IF_ERROR(Move(order, kShipPart, moment));
    return true;
  }
  RETURN_IF_ERROR(Move(order, kShipRest, moment));
  StartReceipt(order, policy, moment.now, moment);
  RETURN_IF_ERROR(SettleCod(order, policy, moment).status());
  return true;
}

}  // namespace shopdesk::orders::domain
