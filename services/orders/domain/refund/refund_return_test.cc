#include "services/orders/domain/refund/refund_return.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::IsEmpty;

TEST(ReturnTest, LinesInOrderUpToWhatIsLeft) {
  Order order = DeliveredOrder({{2, 2000}, {1, 700, "q"}, {3, 2700}});
  Refund open;
  open.set_state(v1::RefundState::WAIT_SELLER_AGREE);
  open.add_lines()->set_line(1);
  open.mutable_lines(0)->set_quantity(1);
  open.mutable_lines(0)->set_amount_minor(1000);
  const std::vector<ReturnedLine> matches = MatchReturn(order, {&open, 1}, "shops/s/products/p", 3);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(matches[0].line, 1);
  EXPECT_EQ(matches[0].quantity, 1);
  EXPECT_EQ(matches[0].minor, 1000);
  EXPECT_TRUE(matches[0].delivered);
  EXPECT_EQ(matches[1].line, 3);
  EXPECT_EQ(matches[1].quantity, 2);
  EXPECT_EQ(matches[1].minor, 1800);
  EXPECT_THAT(MatchReturn(order, {}, "shops/s/products/other", 3), IsEmpty());
}

TEST(ReturnTest, WhatIsNotDeliveredIsMarked) {
  const Order shipped = ShippedOrder({{2, 2000}});
  ASSERT_EQ(MatchReturn(shipped, {}, "shops/s/products/p", 1).size(), 1u);
  EXPECT_FALSE(MatchReturn(shipped, {}, "shops/s/products/p", 1)[0].delivered);
  Order half = DeliveredOrder({{2, 2000}});
  half.mutable_lines(0)->set_delivered(1);
  half.mutable_lines(0)->set_shipped(1);
  EXPECT_TRUE(MatchReturn(half, {}, "shops/s/products/p", 1)[0].delivered);
  EXPECT_FALSE(MatchReturn(half, {}, "shops/s/products/p", 2)[0].delivered);
  half.set_state(v1::OrderState::TRADE_FINISHED);
  EXPECT_TRUE(MatchReturn(half, {}, "shops/s/products/p", 2)[0].delivered) << "receipt confirmed";
  Order unpaid = PaidOrder({{2, 2000}});
  unpaid.set_state(v1::OrderState::WAIT_BUYER_PAY);
  unpaid.mutable_payment()->set_state(v1::PaymentState::AWAITING);
  unpaid.mutable_payment()->set_paid_minor(0);
  EXPECT_FALSE(CountsForReturn(unpaid, false));
  EXPECT_TRUE(CountsForReturn(unpaid, true));
  ASSERT_EQ(MatchReturn(unpaid, {}, "shops/s/products/p", 1).size(), 1u);
  EXPECT_EQ(MatchReturn(unpaid, {}, "shops/s/products/p", 1)[0].minor, 1000);
}

}  // namespace
}  // namespace shopdesk::orders::domain
