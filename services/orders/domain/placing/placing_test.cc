#include "services/orders/domain/placing/placing.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

TEST(PlacingTest, SkuGivenTwiceIsOneLine) {
  const Order order =
      PlacedOrder(PaymentMethod::ESCROW, {{"a", 2, 500}, {"b", 1, 300}, {"a", 3, 500}});
  ASSERT_EQ(order.lines_size(), 2);
  EXPECT_EQ(order.lines(0).quantity(), 5);
  EXPECT_EQ(order.lines(0).to_ship(), 5);
  EXPECT_EQ(order.goods_total().minor(), 2800);
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(72));
}

TEST(PlacingTest, CodRuleDecidesAboutConfirmation) {
  Policy policy = ShopPolicy();
  Order order = PlacedOrder(PaymentMethod::COD);
  policy.set_cod_rule(Policy::OFF);
  Open(order, policy, At());
  EXPECT_EQ(order.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  policy.set_cod_rule(Policy::ABOVE_AMOUNT);
  policy.set_cod_confirm_above_minor(order.total().minor());
  Open(order, policy, At());
  EXPECT_EQ(order.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  policy.set_cod_confirm_above_minor(order.total().minor() - 1);
  Open(order, policy, At());
  EXPECT_EQ(order.state(), OrderState::WAIT_COD_CONFIRM);
}

}  // namespace
}  // namespace shopdesk::orders::domain
