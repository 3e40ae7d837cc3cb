#include "services/orders/domain/placing/reorder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;

absl::StatusOr<Order> Again(const Order& declined, v1::PaymentMethod::Value method) {
  return MakeReorder(declined, "shops/s/orders/p", method, /*freight_minor=*/100, ShopPolicy(),
                     At(absl::Hours(1)));
}

TEST(ReorderTest, TheSameGoodsWithoutTheSurcharge) {
  Order declined = PlacedOrder(v1::PaymentMethod::COD, {{"a", 2, 500}, {"b", 1, 300}}, 100);
  declined.set_agent("9");
  ASSERT_GT(declined.cod_surcharge().minor(), 0);
  const auto order = Again(declined, v1::PaymentMethod::ESCROW);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->name(), "shops/s/orders/p");
  EXPECT_EQ(order->reorder_of(), declined.name());
  EXPECT_EQ(order->buyer(), declined.buyer());
  EXPECT_EQ(order->agent(), "9");
  ASSERT_EQ(order->lines_size(), 2);
  EXPECT_THAT(order->lines(0), EqualsProto(declined.lines(0)));
  EXPECT_EQ(order->cod_surcharge().minor(), 0);
  EXPECT_EQ(order->total().minor(), 1400);
  EXPECT_EQ(order->payment().due().minor(), 1400);
  EXPECT_EQ(order->state(), v1::OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(FromProto(order->deadline_time()), kNow + absl::Hours(73));
  EXPECT_EQ(order->history_size(), 1);
}

TEST(ReorderTest, TakesOverWhatIsReserved) {
  Order declined = PlacedOrder(v1::PaymentMethod::COD);
  declined.set_reservation_state(Order::CONFIRMED);
  const auto order = Again(declined, v1::PaymentMethod::BANK_TRANSFER);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->reservation(), declined.reservation());
  EXPECT_EQ(order->reservation_state(), Order::TENTATIVE) << "tied to the other order still";
  declined.set_reservation_state(Order::LOST);
  EXPECT_EQ(Again(declined, v1::PaymentMethod::ESCROW)->reservation_state(), Order::LOST);
}

TEST(ReorderTest, NotByTheSameMethod) {
  EXPECT_THAT(Again(PlacedOrder(v1::PaymentMethod::COD), v1::PaymentMethod::COD),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::orders::domain
