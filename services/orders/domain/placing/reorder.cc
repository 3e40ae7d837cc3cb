#include "services/orders/domain/placing/reorder.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/freight.h"

namespace shopdesk::orders::domain {

using namespace v1;  // NOLINT: the states

absl::StatusOr<Order> MakeReorder(const Order& declined, absl::string_view name,
                                  PaymentMethod::Value method, int64_t freight_minor,
                                  const Policy& policy, const Moment& moment) {
  if (method == PaymentMethod::COD)
    return InvalidFieldError("reorder_method", "must be another method than COD");
  Order order;
  order.set_name(std::string(name));
  order.set_buyer(declined.buyer());
  order.set_agent(declined.agent());
  *order.mutable_lines() = declined.lines();
  *order.mutable_verification() = declined.verification();
  *order.mutable_delivery() = declined.delivery();
  order.set_order_kind(declined.order_kind());
  order.set_language_code(declined.language_code());
  if (declined.has_phone_expire_time()) {
    *order.mutable_phone_expire_time() = declined.phone_expire_time();
  }
  *order.mutable_goods_total() = declined.goods_total();
  order.set_reservation(declined.reservation());
  // Tied to the other order still, if it was confirmed: it has to be tied to this one.
  order.set_reservation_state(declined.reservation_state() == Order::LOST ? Order::LOST
                                                                          : Order::TENTATIVE);
  *order.mutable_create_time() = ToProto(moment.now);
  order.mutable_payment()->set_method(method);
  order.set_reorder_of(declined.name());
  RETURN_IF_ERROR(SetFreight(order, policy, freight_minor));
  Open(order, policy, moment);
  return order;
}

}  // namespace shopdesk::orders::domain
