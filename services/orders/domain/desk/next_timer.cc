#include "services/orders/domain/desk/next_timer.h"

#include "libs/base/clock.h"
#include "services/orders/domain/payment/cod.h"

namespace shopdesk::orders::domain {

using namespace v1;  // NOLINT: the states

NextTimer NextTimerOf(const Order& order) {
  NextTimer next{"", absl::InfiniteFuture()};
  const auto consider = [&](absl::string_view kind, const google::protobuf::Timestamp& proto) {
    const absl::Time time = FromProto(proto);
    if (time < next.time) next = {std::string(kind), time};
  };
  if (IsTimed(order.deadline_event())) consider(order.deadline_event(), order.deadline_time());
  switch (order.state()) {
    case OrderState::WAIT_BUYER_PAY:
      if (order.payment_reminder().state() == PaymentReminder::PLANNED) {
        consider(kPaymentReminder, order.payment_reminder().remind_time());
      }
      break;
    case OrderState::WAIT_COD_CONFIRM:
      if (order.has_cod_contact() && !order.cod_contact().missed() && !WasCodContacted(order)) {
        consider(kCodFirstContact, order.cod_contact().deadline_time());
      }
      break;
    case OrderState::WAIT_SELLER_SEND_GOODS:
    case OrderState::SELLER_CONSIGNED_PART:
      if (order.has_ship_by_warn_time()) consider(kShipByWarning, order.ship_by_warn_time());
      break;
    default:
      break;
  }
  return next;
}

}  // namespace shopdesk::orders::domain
