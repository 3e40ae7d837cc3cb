#include "services/orders/domain/trade/holds.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
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
  AddHold(order, Hold::RISK, "a", {Role::LEAD}, At());
  AddHold(order, Hold::RISK, "b", {Role::OWNER}, At());
  AddHold(order, Hold::MANUAL, "c", {Role::PACKING}, At());
  ASSERT_THAT(order.holds(), SizeIs(2));
  EXPECT_EQ(FindHold(order, Hold::RISK)->reason(), "a");
  EXPECT_THAT(LiftHold(order, Hold::RISK, Role::OWNER), HasReason("LIFT_NOT_ALLOWED"));
  EXPECT_THAT(LiftHold(order, Hold::RISK, Role::LEAD), IsOk());
  EXPECT_EQ(FindHold(order, Hold::RISK), nullptr);
  EXPECT_THAT(LiftHold(order, Hold::RISK, Role::LEAD), HasReason("NOT_HELD"));
  DropHold(order, Hold::MANUAL);
  EXPECT_THAT(order.holds(), IsEmpty());
}

TEST(HoldTest, OnlyPeopleLiftHolds) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  google::protobuf::RepeatedField<int> roles;
  roles.Add(Role::PACKING);
  roles.Add(Role::CONNECTOR);
  EXPECT_THAT(PlaceHold(order, Hold::MANUAL, "look", roles, At()), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(order.holds(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders::domain
