#include "services/orders/domain/refund/refund_success.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::ElementsAre;
using v1::LedgerEntry;

// A refund of pieces of the first line.
Refund Asked(int64_t quantity, int64_t amount_minor, int64_t never_shipped = 0) {
  Refund refund;
  refund.set_name("shops/s/orders/o1/refunds/r");
  v1::RefundLine& line = *refund.add_lines();
  line.set_line(1);
  line.set_quantity(quantity);
  line.set_never_shipped(never_shipped);
  line.set_amount_minor(amount_minor);
  return refund;
}

class RefundSuccessTest : public ::testing::Test {
 protected:
  absl::Status Pay(Order& order, Refund& refund, const Success& success) {
    return PayOut(order, refund, success, ShopPolicy(), At(), ledger_);
  }
  std::vector<LedgerEntry> ledger_;
};

TEST_F(RefundSuccessTest, AsksLinesAndFreight) {
  Refund refund = Asked(1, 500);
  refund.add_lines()->set_amount_minor(70);
  refund.set_freight_minor(8);
  EXPECT_EQ(AskedMinor(refund), 578);
}

TEST_F(RefundSuccessTest, PiecesThatAreBackAreReturned) {
  Order order = DeliveredOrder({{2, 2000}});
  Refund refund = Asked(1, 1000);
  ASSERT_OK(Pay(order, refund, {.goods_back = true}));
  EXPECT_EQ(refund.refunded().minor(), 1000);
  EXPECT_EQ(refund.lines(0).came_back(), 1);
  EXPECT_EQ(order.lines(0).returned(), 1);
  EXPECT_EQ(order.lines(0).delivered(), 1);
  EXPECT_THAT(KindsOf(ledger_), ElementsAre(LedgerEntry::REFUNDED));
}

TEST_F(RefundSuccessTest, PiecesThatAreNotBackStayTheBuyers) {
  Order order = DeliveredOrder({{2, 2000}});
  Refund refund = Asked(1, 1000);
  ASSERT_OK(Pay(order, refund, {}));
  EXPECT_EQ(refund.lines(0).came_back(), 0);
  EXPECT_EQ(order.lines(0).returned(), 0);
  EXPECT_EQ(order.lines(0).refunded_minor(), 1000);
}

TEST_F(RefundSuccessTest, ThePlatformsPartIsDividedByWhatWasAsked) {
  Order order = DeliveredOrder({{1, 1000}, {1, 500}}, 300);
  Refund refund = Asked(1, 1000);
  v1::RefundLine& second = *refund.add_lines();
  second.set_line(2);
  second.set_quantity(1);
  second.set_amount_minor(500);
  ASSERT_OK(Pay(order, refund, {.granted_minor = 301}));
  EXPECT_EQ(refund.refunded().minor(), 301);
  EXPECT_EQ(order.lines(0).refunded_minor() + order.lines(1).refunded_minor(), 301);
  EXPECT_NEAR(order.lines(0).refunded_minor(), 200, 1);
}

TEST_F(RefundSuccessTest, NeverMoreThanIsLeft) {
  Order order = DeliveredOrder({{1, 1000}});
  order.mutable_lines(0)->set_refunded_minor(400);
  Refund refund = Asked(1, 1000);
  ASSERT_OK(Pay(order, refund, {.goods_back = true}));
  EXPECT_EQ(refund.refunded().minor(), 600);
}

// Tracking took back the delivery that the refund was agreed on.
TEST_F(RefundSuccessTest, WhatIsNotThereAnyMoreIsLeftUnpaid) {
  Order order = AsCod(ShippedOrder({{2, 2000}, {1, 500}}));
  order.mutable_payment()->set_paid_minor(500);
  Refund refund = Asked(1, 1000);
  ASSERT_OK(Pay(order, refund, {}));
  EXPECT_EQ(refund.refunded().minor(), 500);
  EXPECT_EQ(refund.unpaid().minor(), 500);
  EXPECT_EQ(order.payment().refunded_minor(), 500);
  // The piece may still be delivered, and paid for.
  EXPECT_EQ(order.lines(0).shipped(), 2);
  Refund next = Asked(1, 1000);
  ASSERT_OK(Pay(order, next, {}));
  EXPECT_EQ(next.refunded().minor(), 0);
  EXPECT_EQ(next.unpaid().minor(), 1000);
}

TEST_F(RefundSuccessTest, AnOrderThatWasRefusedAfterAllPaysNothingBack) {
  Order order = AsCod(DeliveredOrder({{1, 1000}}));
  order.set_state(v1::OrderState::TRADE_CLOSED_COD_REFUSED);
  order.mutable_payment()->set_state(v1::PaymentState::CANCELLED);
  order.mutable_payment()->set_paid_minor(0);
  Refund refund = Asked(1, 1000);
  ASSERT_OK(Pay(order, refund, {.granted_minor = 400}));
  EXPECT_EQ(refund.refunded().minor(), 0);
  EXPECT_EQ(refund.unpaid().minor(), 400);
  EXPECT_THAT(ledger_, ElementsAre());
}

TEST_F(RefundSuccessTest, AllBeforeShippingBringsTheFreightAndClosesTheTrade) {
  Order order = PaidOrder({{2, 2000}}, 800);
  Refund refund = Asked(2, 2000, 2);
  ASSERT_OK(Pay(order, refund, {}));
  EXPECT_EQ(refund.freight_minor(), 800);
  EXPECT_EQ(refund.refunded().minor(), 2800);
  EXPECT_EQ(order.state(), v1::OrderState::TRADE_CLOSED);
}

TEST_F(RefundSuccessTest, ALineThatIsGoneIsAnError) {
  Order order = DeliveredOrder({{1, 1000}});
  Refund refund = Asked(1, 1000);
  refund.mutable_lines(0)->set_line(2);
  EXPECT_THAT(Pay(order, refund, {}), shopdesk::testing::StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace shopdesk::orders::domain
