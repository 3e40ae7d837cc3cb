#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/money.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/domain/trade/trade.h"

// Orders for the tests of the domain, made by the domain itself.
namespace shopdesk::orders::domain {

inline const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2024, 3, 4, 10, 0, 0), absl::UTCTimeZone());

inline Moment At(absl::Duration after = absl::ZeroDuration()) {
  Moment moment{kNow + after, {}};
  moment.actor.set_kind(type::v1::Actor::AGENT);
  moment.actor.set_id("7");
  return moment;
}

inline v1::Policy ShopPolicy() {
  v1::Policy policy = DefaultPolicy("shops/s/policy");
  policy.set_currency_code("CNY");
  return policy;
}

struct Wanted {
  std::string sku;
  int64_t quantity;
  int64_t price_minor;
};

// As PlaceOrder makes it.
inline Order PlacedOrder(v1::PaymentMethod method,
                         const std::vector<Wanted>& wanted = {{"a", 2, 500}, {"b", 1, 300}},
                         int64_t freight_minor = 0) {
  v1::PlaceOrderRequest request;
  request.set_buyer("b1");
  request.set_payment_method(method);
  type::v1::PostalAddress& address = *request.mutable_receiver()->mutable_address();
  address.set_region_code("CN");
  address.set_administrative_area("33");
  address.set_locality("杭州市");
  address.set_street("文三路 1 号");
  catalog::v1::Reservation reservation;
  reservation.set_name("shops/s/reservations/r");
  for (const Wanted& line : wanted) {
    v1::PlaceOrderLine& asked = *request.add_lines();
    asked.set_sku_id(line.sku);
    asked.set_quantity(line.quantity);
    catalog::v1::ReservationLine& reserved = *reservation.add_lines();
    reserved.set_sku_id(line.sku);
    *reserved.mutable_snapshot()->mutable_price() = MakeMoney("CNY", line.price_minor);
    reserved.mutable_snapshot()->set_product("shops/s/products/" + line.sku);
  }
  const v1::Policy policy = ShopPolicy();
  Order order =
      *MakeOrder("shops/s/orders/o", request, *MergeBySku(request), reservation, policy, At());
  SetFreight(order, policy, freight_minor).IgnoreError();
  Open(order, policy, At());
  return order;
}

}  // namespace shopdesk::orders::domain
