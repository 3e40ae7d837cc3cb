#include "services/orders/testing/test_orders.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/shipping/tracking.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {

using ::shopdesk::testing::IsOk;

Moment At(absl::Duration after) {
  Moment moment{kNow + after, {}};
  moment.actor.set_kind(type::v1::Actor::AGENT);
  moment.actor.set_id("7");
  return moment;
}

v1::Policy ShopPolicy() {
  v1::Policy policy = DefaultPolicy("shops/s/policy");
  policy.set_currency_code("CNY");
  return policy;
}

Order PlacedOrder(v1::PaymentMethod::Value method, const std::vector<Wanted>& wanted,
                  int64_t freight_minor) {
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

Order ReadyOrder(int64_t freight_minor) {
  Order order =
      PlacedOrder(v1::PaymentMethod::ESCROW, {{"a", 2, 500}, {"b", 1, 300}}, freight_minor);
  std::vector<v1::LedgerEntry> ledger;
  EXPECT_THAT(AcceptPayment(order, ShopPolicy(), "t1", At(), ledger), IsOk());
  EXPECT_THAT(Verify(order, kConfirm, type::v1::ContactChannel::IM, At()), IsOk());
  return order;
}

Order ReadyCodOrder(int64_t freight_minor) {
  Order order = PlacedOrder(v1::PaymentMethod::COD, {{"a", 2, 500}, {"b", 1, 300}}, freight_minor);
  EXPECT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  EXPECT_THAT(Verify(order, kConfirm, type::v1::ContactChannel::PHONE, At()), IsOk());
  return order;
}

logistics::v1::Shipment ShipmentOf(absl::string_view name, logistics::v1::Mode::Value mode,
                                   logistics::v1::TrackingStatus::Value status) {
  logistics::v1::Shipment shipment;
  shipment.set_name(std::string(name));
  shipment.set_carrier_id("sf");
  shipment.set_mode(mode);
  shipment.set_waybill_number("W1");
  shipment.set_status(status);
  return shipment;
}

void Ship(Order& order, const std::vector<std::pair<int, int64_t>>& lines, const Moment& moment,
          absl::string_view name, logistics::v1::Mode::Value mode) {
  ShipRequest request;
  request.shipment = std::string(name);
  for (const auto& [line, quantity] : lines) {
    v1::LineQuantity& part = *request.lines.Add();
    part.set_line(line);
    part.set_quantity(quantity);
  }
  ASSERT_THAT(IntendParcel(order, ShopPolicy(), request, moment), IsOk());
  const auto shipped = ShipParcel(order, ShopPolicy(), ShipmentOf(name, mode), moment);
  ASSERT_THAT(shipped, IsOk());
  EXPECT_TRUE(*shipped);
}

std::string Track(Order& order, logistics::v1::TrackingStatus::Value status, int64_t sequence,
                  const Moment& moment, std::vector<v1::LedgerEntry>& ledger,
                  absl::string_view name) {
  const auto type = ApplyTracking(order, ShopPolicy(),
                                  ShipmentOf(name, logistics::v1::Mode::COURIER_ROAD, status),
                                  sequence, moment, ledger);
  EXPECT_THAT(type, IsOk());
  return type.ok() ? *type : "";
}

Order PaidOrder(const std::vector<TestLine>& lines, int64_t freight_minor, absl::string_view id) {
  Order order;
  order.set_name(absl::StrCat("shops/s/orders/", id));
  order.set_buyer("b1");
  order.set_state(v1::OrderState::WAIT_SELLER_SEND_GOODS);
  order.set_reservation_state(v1::Order::CONFIRMED);
  int64_t goods = 0;
  for (const TestLine& given : lines) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line(order.lines_size());
    line.set_sku_id(absl::StrCat("sku-", given.product));
    line.set_quantity(given.quantity);
    line.set_to_ship(given.quantity);
    *line.mutable_total() = MakeMoney("CNY", given.total_minor);
    line.mutable_snapshot()->set_product(absl::StrCat("shops/s/products/", given.product));
    *line.mutable_snapshot()->mutable_price() =
        MakeMoney("CNY", given.total_minor / given.quantity);
    goods += given.total_minor;
  }
  *order.mutable_goods_total() = MakeMoney("CNY", goods);
  *order.mutable_freight() = MakeMoney("CNY", freight_minor);
  *order.mutable_total() = MakeMoney("CNY", goods + freight_minor);
  v1::Payment& payment = *order.mutable_payment();
  payment.set_method(v1::PaymentMethod::ESCROW);
  payment.set_state(v1::PaymentState::HELD);
  *payment.mutable_due() = order.total();
  payment.set_paid_minor(goods + freight_minor);
  payment.set_held_minor(goods + freight_minor);
  *order.mutable_create_time() = ToProto(kNow - 2 * kDay);
  *order.mutable_update_time() = order.create_time();
  return order;
}

Order ShippedOrder(const std::vector<TestLine>& lines, int64_t freight_minor,
                   absl::string_view id) {
  Order order = PaidOrder(lines, freight_minor, id);
  v1::Parcel& parcel = *order.add_parcels();
  parcel.set_shipment(absl::StrCat("shops/s/shipments/", id));
  parcel.set_state(v1::Parcel::SHIPPED);
  parcel.set_mode("COURIER_ROAD");
  *parcel.mutable_ship_time() = ToProto(kNow - absl::Hours(1));
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_shipped(line.to_ship());
    line.set_to_ship(0);
    v1::LineQuantity& packed = *parcel.add_lines();
    packed.set_line(line.line());
    packed.set_quantity(line.quantity());
  }
  order.set_state(v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
  SetDeadline(order, kAutoConfirm, kNow - absl::Hours(1) + 10 * kDay);
  return order;
}

Order DeliveredOrder(const std::vector<TestLine>& lines, int64_t freight_minor,
                     absl::string_view id) {
  Order order = ShippedOrder(lines, freight_minor, id);
  order.mutable_parcels(0)->set_state(v1::Parcel::DELIVERED);
  *order.mutable_parcels(0)->mutable_deliver_time() = ToProto(kNow);
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_delivered(line.shipped());
    line.set_shipped(0);
  }
  return order;
}

Order FinishedOrder(const std::vector<TestLine>& lines, int64_t freight_minor,
                    absl::string_view id) {
  Order order = DeliveredOrder(lines, freight_minor, id);
  order.set_state(v1::OrderState::TRADE_FINISHED);
  ClearDeadline(order);
  v1::Payment& payment = *order.mutable_payment();
  payment.set_state(v1::PaymentState::RELEASED);
  payment.set_released_minor(payment.held_minor());
  payment.set_held_minor(0);
  return order;
}

Order AsCod(Order order) {
  v1::Payment& payment = *order.mutable_payment();
  payment.set_method(v1::PaymentMethod::COD);
  payment.set_held_minor(0);
  payment.set_released_minor(0);
  if (order.lines(0).delivered() > 0) {
    payment.set_state(v1::PaymentState::COLLECTED);
    if (order.state() == v1::OrderState::WAIT_BUYER_CONFIRM_GOODS) {
      order.set_state(v1::OrderState::TRADE_BUYER_SIGNED);
      SetDeadline(order, kCodFinish, kNow + 7 * kDay);
    }
  } else {
    payment.set_state(v1::PaymentState::COD_DUE);
    payment.set_paid_minor(0);
    ClearDeadline(order);
  }
  return order;
}

std::vector<v1::LedgerEntry::Kind> KindsOf(const std::vector<v1::LedgerEntry>& ledger) {
  std::vector<v1::LedgerEntry::Kind> kinds;
  for (const v1::LedgerEntry& entry : ledger) kinds.push_back(entry.kind());
  return kinds;
}

}  // namespace shopdesk::orders::domain
