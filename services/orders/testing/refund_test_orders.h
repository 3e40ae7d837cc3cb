#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Orders for the tests of refunds, as the trade would have left them.
namespace shopdesk::orders::domain {

inline constexpr absl::Duration kDay = absl::Hours(24);
inline const absl::Time kRefundTestTime =
    absl::FromCivil(absl::CivilSecond(2024, 3, 4, 10, 0, 0), absl::UTCTimeZone());

inline Moment TestMoment(absl::Time now = kRefundTestTime) { return {now, {}}; }

// With the defaults of refunds.
inline v1::Policy RefundPolicy() {
  v1::Policy policy;
  policy.set_name("shops/s/policy");
  policy.set_currency_code("CNY");
  policy.set_receipt_express_seconds(864000);
  policy.set_receipt_surface_seconds(2592000);
  policy.set_receipt_international_seconds(2592000);
  policy.set_cod_finish_seconds(604800);
  policy.set_refund_agree_seconds(432000);
  policy.set_refund_agree_unshipped_seconds(172800);
  policy.set_refund_send_back_seconds(432000);
  policy.set_refund_escalate_seconds(432000);
  policy.set_refund_confirm_goods_seconds(864000);
  policy.set_refund_confirm_goods_surface_seconds(2592000);
  policy.set_return_window_seconds(604800);
  policy.set_quality_window_seconds(1296000);
  return policy;
}

struct TestLine {
  int64_t quantity;
  int64_t total_minor;
  std::string product = "p";
};

// Paid into escrow, nothing shipped.
inline v1::Order PaidOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                           absl::string_view id = "o1") {
  v1::Order order;
  order.set_name(absl::StrCat("shops/s/orders/", id));
  order.set_buyer("b1");
  order.set_state(v1::WAIT_SELLER_SEND_GOODS);
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
  payment.set_method(v1::ESCROW);
  payment.set_state(v1::HELD);
  *payment.mutable_due() = order.total();
  payment.set_paid_minor(goods + freight_minor);
  payment.set_held_minor(goods + freight_minor);
  *order.mutable_create_time() = ToProto(kRefundTestTime - 2 * kDay);
  *order.mutable_update_time() = order.create_time();
  return order;
}

// All of it was shipped an hour ago; the receipt timer runs.
inline v1::Order ShippedOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                              absl::string_view id = "o1") {
  v1::Order order = PaidOrder(lines, freight_minor, id);
  v1::Parcel& parcel = *order.add_parcels();
  parcel.set_shipment(absl::StrCat("shops/s/shipments/", id));
  parcel.set_state(v1::Parcel::SHIPPED);
  parcel.set_mode("COURIER_ROAD");
  *parcel.mutable_ship_time() = ToProto(kRefundTestTime - absl::Hours(1));
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_shipped(line.to_ship());
    line.set_to_ship(0);
    v1::LineQuantity& packed = *parcel.add_lines();
    packed.set_line(line.line());
    packed.set_quantity(line.quantity());
  }
  order.set_state(v1::WAIT_BUYER_CONFIRM_GOODS);
  SetDeadline(order, kAutoConfirm, kRefundTestTime - absl::Hours(1) + 10 * kDay);
  return order;
}

// Delivered just now.
inline v1::Order DeliveredOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                                absl::string_view id = "o1") {
  v1::Order order = ShippedOrder(lines, freight_minor, id);
  order.mutable_parcels(0)->set_state(v1::Parcel::DELIVERED);
  *order.mutable_parcels(0)->mutable_deliver_time() = ToProto(kRefundTestTime);
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_delivered(line.shipped());
    line.set_shipped(0);
  }
  return order;
}

// Receipt was confirmed just now; the money is the shop's.
inline v1::Order FinishedOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                               absl::string_view id = "o1") {
  v1::Order order = DeliveredOrder(lines, freight_minor, id);
  order.set_state(v1::TRADE_FINISHED);
  ClearDeadline(order);
  v1::Payment& payment = *order.mutable_payment();
  payment.set_state(v1::RELEASED);
  payment.set_released_minor(payment.held_minor());
  payment.set_held_minor(0);
  return order;
}

// Cash on delivery: `order` as it would be had it been paid so.
inline v1::Order AsCod(v1::Order order) {
  v1::Payment& payment = *order.mutable_payment();
  payment.set_method(v1::COD);
  payment.set_held_minor(0);
  payment.set_released_minor(0);
  if (order.lines(0).delivered() > 0) {
    payment.set_state(v1::COLLECTED);
    if (order.state() == v1::WAIT_BUYER_CONFIRM_GOODS) {
      order.set_state(v1::TRADE_BUYER_SIGNED);
      SetDeadline(order, kCodFinish, kRefundTestTime + 7 * kDay);
    }
  } else {
    payment.set_state(v1::COD_DUE);
    payment.set_paid_minor(0);
    ClearDeadline(order);
  }
  return order;
}

}  // namespace shopdesk::orders::domain
