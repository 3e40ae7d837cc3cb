#include "services/orders/domain/placing/placing.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using catalog::v1::Reservation;
using catalog::v1::ReservationLine;

// Pieces of a SKU, however many lines name it: as many as one line may.
constexpr int64_t kMaxQuantity = 1000000;

bool NeedsCodConfirmation(const Order& order, const Policy& policy) {
  switch (policy.cod_rule()) {
    case Policy::OFF:
      return false;
    case Policy::ABOVE_AMOUNT:
      return order.total().minor() > policy.cod_confirm_above_minor();
    default:
      return true;
  }
}

absl::Status AddLine(Order& order, const PlaceOrderLine& asked,
                     const absl::flat_hash_map<absl::string_view, const ReservationLine*>& reserved,
                     Money& goods) {
  const auto found = reserved.find(asked.sku_id());
  if (found == reserved.end()) {
    return InternalError(
        absl::StrCat("catalog's reservation lacks SKU ", asked.sku_id(), " of ", order.name()));
  }
  OrderLine& line = *order.add_lines();
  line.set_line(order.lines_size());
  line.set_sku_id(asked.sku_id());
  line.set_quantity(asked.quantity());
  line.set_to_ship(asked.quantity());
  *line.mutable_snapshot() = found->second->snapshot();
  line.set_location(found->second->location());
  ASSIGN_OR_RETURN(*line.mutable_total(), Multiply(line.snapshot().price(), asked.quantity()));
  ASSIGN_OR_RETURN(goods, Add(goods, line.total()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PlaceOrderLine>> MergeBySku(const PlaceOrderRequest& request) {
  std::vector<PlaceOrderLine> lines;
  absl::flat_hash_map<std::string, size_t> positions;
  for (const PlaceOrderLine& line : request.lines()) {
    const auto [position, inserted] = positions.emplace(line.sku_id(), lines.size());
    if (inserted) {
      lines.push_back(line);
      continue;
    }
    PlaceOrderLine& merged = lines[position->second];
    merged.set_quantity(merged.quantity() + line.quantity());
    if (merged.grant().empty()) merged.set_grant(line.grant());
    if (!line.grant().empty() && line.grant() != merged.grant()) {
      return InvalidFieldError("lines",
                               absl::StrCat("SKU ", line.sku_id(), " has more than one grant"));
    }
    if (merged.quantity() > kMaxQuantity) {
      return InvalidFieldError(
          "lines", absl::StrCat("SKU ", line.sku_id(), " is ordered more than ", kMaxQuantity,
                                " times in all"));
    }
  }
  return lines;
}

absl::Status CheckPlaceOrder(PlaceOrderRequest& request, absl::Time now) {
  Violations violations;
  CheckReceiver(*request.mutable_receiver(), "receiver", violations);
  if (PhoneExpired(request, now)) violations.Add("phone_expire_time", "must be later than now");
  if (!PaymentMethod::Value_IsValid(request.payment_method())) {
    violations.Add("payment_method", "must be ESCROW, COD or BANK_TRANSFER");
  }
  if (!ParseMode(request.delivery().mode(), "delivery.mode").ok()) {
    violations.Add("delivery.mode", "must be a transport mode of logistics, e.g. COURIER_ROAD");
  }
  return violations.ToStatus();
}

absl::StatusOr<Order> MakeOrder(absl::string_view name, const PlaceOrderRequest& request,
                                const std::vector<PlaceOrderLine>& lines,
                                const Reservation& reservation, const Policy& policy,
                                const Moment& moment) {
  Order order;
  order.set_name(std::string(name));
  order.set_buyer(request.buyer());
  order.set_agent(request.agent());
  *order.mutable_receiver() = request.receiver();
  if (request.has_phone_expire_time()) {
    *order.mutable_phone_expire_time() = request.phone_expire_time();
  }
  order.mutable_verification()->set_state(Verification::UNVERIFIED);
  order.mutable_verification()->set_gift(request.gift());
  if (IsChoice(request.delivery())) Choose(order, request.delivery(), moment);
  order.set_language_code(request.language_code().empty() ? policy.language_code()
                                                          : request.language_code());
  order.set_buyer_message(request.buyer_message());
  order.set_order_kind(request.order_kind());
  order.set_reservation(reservation.name());
  order.set_reservation_state(Order::TENTATIVE);
  *order.mutable_create_time() = ToProto(moment.now);
  order.mutable_payment()->set_method(request.payment_method());

  absl::flat_hash_map<absl::string_view, const ReservationLine*> reserved;
  for (const ReservationLine& line : reservation.lines()) reserved[line.sku_id()] = &line;
  Money goods = MakeMoney(policy.currency_code(), 0);
  for (const PlaceOrderLine& asked : lines) {
    RETURN_IF_ERROR(AddLine(order, asked, reserved, goods));
  }
  *order.mutable_goods_total() = std::move(goods);
  return order;
}

void Open(Order& order, const Policy& policy, const Moment& moment) {
  const char* event = "place";
  if (!IsCod(order) && order.total().minor() == 0) {
    order.set_state(OrderState::WAIT_SELLER_SEND_GOODS);
    order.mutable_payment()->set_state(IsBankTransfer(order) ? PaymentState::RECEIVED
                                                             : PaymentState::HELD);
    *order.mutable_payment()->mutable_pay_time() = ToProto(moment.now);
    StartShipBy(order, policy, moment);
  } else if (!IsCod(order)) {
    order.set_state(OrderState::WAIT_BUYER_PAY);
    order.mutable_payment()->set_state(PaymentState::AWAITING);
    SetDeadline(order, kUnpaidClose, moment.now + UnpaidTime(order, policy));
    PlanReminder(order, policy, moment.now);
  } else {
    order.mutable_payment()->set_state(PaymentState::COD_DUE);
    if (NeedsCodConfirmation(order, policy)) {
      order.set_state(OrderState::WAIT_COD_CONFIRM);
      StartCodContact(order, policy, moment);
    } else {
      order.set_state(OrderState::WAIT_SELLER_SEND_GOODS);
      StartShipBy(order, policy, moment);
    }
  }
  StateChange& change = *order.add_history();
  change.set_state(order.state());
  *change.mutable_time() = ToProto(moment.now);
  *change.mutable_actor() = moment.actor;
  change.set_event(event);
}

}  // namespace shopdesk::orders::domain
