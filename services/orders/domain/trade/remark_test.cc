#include "services/orders/domain/trade/remark.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

TEST(RemarkTest, NumbersAndSeesThemInTheirOrder) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  Remark first;
  ASSERT_THAT(NoteRemark(order, first, At()), IsOk());
  EXPECT_EQ(first.name(), "shops/s/orders/o/remarks/1");
  EXPECT_EQ(first.flag(), Remark::RED);
  EXPECT_THAT(CheckRemarks(order, 0), HasReason("RED_REMARK"));
  EXPECT_THAT(CheckRemarks(order, 1), IsOk());
  Remark green;
  green.set_flag(Remark::GREEN);
  ASSERT_THAT(NoteRemark(order, green, At()), IsOk());
  EXPECT_THAT(AcknowledgeRemark(order, green), HasReason("WRONG_STATE"));
  // Seeing what isn't there yet doesn't see it in advance.
  SeeRemark(order, 100);
  EXPECT_FALSE(HasUnseenRemark(order));
  Remark third;
  ASSERT_THAT(NoteRemark(order, third, At()), IsOk());
  EXPECT_TRUE(HasUnseenRemark(order));
  ASSERT_THAT(AcknowledgeRemark(order, third), IsOk());
  EXPECT_FALSE(HasUnseenRemark(order));
  order.set_remark_count(1000);
  EXPECT_THAT(NoteRemark(order, third, At()), HasReason("TOO_MANY_REMARKS"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
