#include "services/orders/domain/desk/buyer_card.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using v1::OrderState;
using v1::Refund;

Refund PaidRefund(v1::RefundKind::Value kind, int64_t came_back) {
  Refund refund;
  refund.set_kind(kind);
  refund.set_state(v1::RefundState::SUCCESS);
  *refund.mutable_refunded() = MakeMoney("CNY", 100);
  v1::RefundLine& line = *refund.add_lines();
  line.set_line(1);
  line.set_quantity(1);
  line.set_came_back(came_back);
  return refund;
}

TEST(BuyerCardTest, AnOrderAddsWhatBecameOfIt) {
  const BuyerCard finished = ShareOf(FinishedOrder({{2, 500}}), {});
  EXPECT_EQ(finished.orders(), 1);
  EXPECT_EQ(finished.finished(), 1);
  EXPECT_EQ(finished.received(), 1);
  EXPECT_EQ(finished.paid_minor(), 500);
  const BuyerCard shipped = ShareOf(ShippedOrder({{2, 500}}), {});
  EXPECT_EQ(shipped.received(), 0) << "on its way";
  Order closed = PlacedOrder(v1::PaymentMethod::ESCROW);
  closed.set_state(OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(ShareOf(closed, {}).closed_unpaid(), 1);
  Order refused = PlacedOrder(v1::PaymentMethod::COD);
  refused.set_state(OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(ShareOf(refused, {}).cod_refused(), 1);
  EXPECT_EQ(ShareOf(refused, {}).cod_taken(), 0);
  refused.set_state(OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(ShareOf(refused, {}).cod_taken(), 1);
}

TEST(BuyerCardTest, ReturnsAreOrdersOfWhichGoodsCameBackOrWerePaidAtTheScan) {
  const Order order = FinishedOrder({{2, 500}});
  const Refund kept = PaidRefund(v1::RefundKind::MONEY_ONLY, 0);
  EXPECT_EQ(ShareOf(order, {kept}).returned(), 0);
  EXPECT_EQ(ShareOf(order, {kept}).refunds(), 1);
  EXPECT_EQ(ShareOf(order, {kept}).refunds_only(), 1);
  const Refund back = PaidRefund(v1::RefundKind::RETURN_AND_REFUND, 1);
  EXPECT_EQ(ShareOf(order, {back, back}).returned(), 1) << "an order once";
  Refund scanned = PaidRefund(v1::RefundKind::RETURN_AND_REFUND, 0);
  EXPECT_EQ(ShareOf(order, {scanned}).returned(), 0);
  scanned.mutable_scan_payment()->set_state(v1::ScanPayment::GOODS_AWAITED);
  EXPECT_EQ(ShareOf(order, {scanned}).returned(), 1);
  Refund open = back;
  open.clear_refunded();
  EXPECT_EQ(ShareOf(order, {open}).returned(), 0);
}

TEST(BuyerCardTest, WhatChangesIsCountedOnce) {
  BuyerCard card;
  BuyerCard counted;
  for (const Order& order : {PaidOrder({{2, 500}}), DeliveredOrder({{2, 500}}),
                             DeliveredOrder({{2, 500}}), FinishedOrder({{2, 500}})}) {
    const BuyerCard share = ShareOf(order, {});
    ReplaceShare(counted, share, card);
    counted = share;
  }
  EXPECT_EQ(card.orders(), 1);
  EXPECT_EQ(card.finished(), 1);
  EXPECT_EQ(card.paid_minor(), 500);
}

TEST(BuyerCardTest, TheRateIsOfReceivedOrdersAndUnknownWithoutOne) {
  BuyerCard card;
  ReplaceShare(BuyerCard(), ShareOf(ShippedOrder({{1, 500}}), {}), card);
  EXPECT_FALSE(card.has_return_rate_bps());
  const Order order = FinishedOrder({{2, 500}});
  for (int i = 0; i < 2; ++i) ReplaceShare(BuyerCard(), ShareOf(order, {}), card);
  EXPECT_EQ(card.return_rate_bps(), 0);
  ReplaceShare(BuyerCard(), ShareOf(order, {PaidRefund(v1::RefundKind::RETURN_AND_REFUND, 1)}),
               card);
  EXPECT_EQ(card.return_rate_bps(), 3333);
}

TEST(BuyerCardTest, HabitsAreWhatHeWishedForAndKept) {
  Order order = FinishedOrder({{2, 500}});
  order.mutable_delivery()->set_carrier_id("sf");
  auto& snapshot = *order.mutable_lines(0)->mutable_snapshot();
  snapshot.set_category("shoes");
  snapshot.add_option_values()->set_option("Size");
  snapshot.mutable_option_values(0)->set_value("39");
  snapshot.add_option_values()->set_option("colour");
  snapshot.mutable_option_values(1)->set_value("red");
  Order other = order;
  other.mutable_delivery()->set_carrier_id("ems");
  BuyerCard card;
  for (const Order& one : {other, order, order}) {
    ReplaceShare(BuyerCard(), ShareOf(one, {}), card);
  }
  ASSERT_EQ(card.couriers_size(), 2);
  EXPECT_EQ(card.couriers(0).carrier_id(), "sf");
  EXPECT_EQ(card.couriers(0).orders(), 2);
  ASSERT_EQ(card.sizes_size(), 1) << "a colour is no size";
  EXPECT_EQ(card.sizes(0).size(), "39");
  EXPECT_EQ(card.sizes(0).pieces(), 6);
  Order erased = other;
  *erased.mutable_erase_time() = ToProto(kNow);
  ReplaceShare(ShareOf(other, {}), ShareOf(erased, {}), card);
  EXPECT_EQ(card.couriers_size(), 1);
  EXPECT_EQ(card.orders(), 3) << "numbers stay";
}

}  // namespace
}  // namespace shopdesk::orders::domain
