#include "services/orders/domain/desk/describe.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::testing::Contains;
using ::testing::Not;

TEST(DescribeTest, ActionsFollowTheState) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  EXPECT_THAT(BuyerActions(order), Contains("RecordPayment"));
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = ReadyOrder();
  EXPECT_THAT(SellerActions(order), Contains("ShipOrder"));
  HoldOutOfStock(order, ShopPolicy(), At());
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = ReadyOrder();
  Ship(order, {}, At());
  EXPECT_THAT(BuyerActions(order), Contains("ConfirmReceipt"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
