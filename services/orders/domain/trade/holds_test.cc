#include "services/orders/domain/trade/holds.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(HoldTest, OneOfAKind) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  AddHold(order, Hold::RISK, "a", {"lead"}, At());
  AddHold(order, Hold::RISK, "b", {"owner"}, At());
  AddHold(order, Hold::MANUAL, "c", {"packing"}, At());
  ASSERT_THAT(order.holds(), SizeIs(2));
  EXPECT_EQ(FindHold(order, Hold::RISK)->reason(), "a");
  EXPECT_THAT(LiftHold(order, Hold::RISK, "owner"), HasReason("LIFT_NOT_ALLOWED"));
  EXPECT_THAT(LiftHold(order, Hold::RISK, "lead"), IsOk());
  EXPECT_EQ(FindHold(order, Hold::RISK), nullptr);
  EXPECT_THAT(LiftHold(order, Hold::RISK, "lead"), HasReason("NOT_HELD"));
  DropHold(order, Hold::MANUAL);
  EXPECT_THAT(order.holds(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders::domain
