#include "tools/shopdesk/replay/order_life.h"

#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

// Orders of a shop in London that are placed on Friday, 2024-03-01, 10:00, and paid at once. Nobody
// is called before a step is taken.
class OrderLifeTest : public ::testing::Test {
 protected:
  OrderLifeTest() {
    EXPECT_OK(suite_.Connect());
    desk_ = std::make_unique<Desk>(suite_, "retail", "0", /*threads=*/1);
    rules_.currency = "GBP";
    rules_.time_zone = "Europe/London";
    rules_.special_cases = true;
    rules_.verified = true;
  }
  OrderLife Of(const std::string& number) {
    invoice_.number = number;
    invoice_.time = placed_;
    return OrderLife(*desk_, invoice_, rules_);
  }

  const absl::Time placed_ = absl::FromCivil(absl::CivilHour(2024, 3, 1, 10), absl::UTCTimeZone());
  Suite suite_;
  std::unique_ptr<Desk> desk_;
  ShopRules rules_;
  Invoice invoice_{.pay_time = placed_, .sale_lines = {{"A", 100, 3, false}}};
};

TEST_F(OrderLifeTest, ShipsInAnHourAndDeliversInTwoDays) {
  const OrderLife order = Of("536300");
  EXPECT_EQ(order.number(), "536300");
  EXPECT_EQ(order.due(), placed_) << "to be paid";
  EXPECT_EQ(order.ship_time() - placed_, absl::Minutes(59));
  EXPECT_EQ(order.deliver_time() - order.ship_time(), absl::Hours(47));
  EXPECT_FALSE(order.delivered());
}

TEST_F(OrderLifeTest, AReceiverWhomNobodyConfirmsWaitsUntilShortlyBeforeShipBy) {
  EXPECT_EQ(Of("536313").ship_time() - placed_, absl::Hours(46) + absl::Minutes(1));
}

TEST_F(OrderLifeTest, ALateParcelComesAfterTheBuyerWasTold) {
  const OrderLife order = Of("536349");
  EXPECT_GT(order.deliver_time() - order.ship_time(), kLateAfter + absl::Hours(1));
}

TEST_F(OrderLifeTest, WhoIsRemindedPaysHalfAnHourLater) {
  // Reminders go at 15:00 of the shop's time, of what is half an hour old.
  EXPECT_EQ(Of("536341").pay_time() - placed_, absl::Hours(5) + absl::Minutes(30));
  invoice_.pay_time = absl::InfiniteFuture();
  const OrderLife order = Of("536381");
  EXPECT_EQ(order.pay_time() - placed_, absl::Hours(5) + absl::Minutes(30));
  EXPECT_EQ(order.ship_time() - order.pay_time(), absl::Minutes(59));
}

TEST_F(OrderLifeTest, WithoutSpecialCasesNumbersMeanNothing) {
  rules_.special_cases = false;
  EXPECT_EQ(Of("536313").ship_time(), Of("536300").ship_time());
  EXPECT_EQ(Of("536349").deliver_time(), Of("536300").deliver_time());
  EXPECT_EQ(Of("536341").pay_time(), placed_);
}

TEST_F(OrderLifeTest, WhatIsNeverPaidHasNoSteps) {
  invoice_.pay_time = absl::InfiniteFuture();
  const OrderLife order = Of("536300");
  EXPECT_EQ(order.due(), absl::InfiniteFuture());
  EXPECT_TRUE(order.delivered()) << "nothing is on its way";
}

}  // namespace
}  // namespace shopdesk::cli
