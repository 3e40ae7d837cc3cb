#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

// Monday, 4 March 2024, 10:00 UTC.
TEST(ReminderTruthTest, ShipsTodayOnAShippingDayBeforeTheCutOff) {
  v1::Policy policy = ShopPolicy();
  EXPECT_EQ(ShipsTodayUntil(policy, kNow), kNow + absl::Hours(6));
  EXPECT_EQ(ShipsTodayUntil(policy, kNow + absl::Hours(6)), absl::nullopt);
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  // 18:00 there.
  EXPECT_EQ(ShipsTodayUntil(policy, kNow), absl::nullopt);
  EXPECT_EQ(ShipsTodayUntil(policy, kNow - absl::Hours(3)), kNow - absl::Hours(2));
  policy.mutable_calendar()->add_holidays("2024-03-04");
  EXPECT_EQ(ShipsTodayUntil(policy, kNow - absl::Hours(3)), absl::nullopt);
}

TEST(ReminderTruthTest, IsMissedPastItsCutOffAndInQuietHours) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  const v1::Policy policy = ShopPolicy();
  *order.mutable_payment_reminder()->mutable_remind_time() = ToProto(kNow + absl::Hours(5));
  EXPECT_FALSE(IsReminderMissed(order, policy, kNow + absl::Hours(5)));
  EXPECT_TRUE(IsReminderMissed(order, policy, kNow + absl::Hours(6)));
  EXPECT_TRUE(IsReminderMissed(order, policy, kNow + absl::Hours(12)));
  order.set_order_kind(v1::OrderKind::GROUP_BUY);
  EXPECT_FALSE(IsReminderMissed(order, policy, kNow + absl::Hours(6)));
  EXPECT_TRUE(IsReminderMissed(order, policy, kNow + absl::Hours(12)));
}

TEST(ReminderTruthTest, WhoSaysThatHePaidIsNobodysWork) {
  Order order = PlacedOrder(v1::PaymentMethod::BANK_TRANSFER);
  order.mutable_payment_reminder()->set_state(PaymentReminder::BY_HAND);
  EndReminder(order);
  EXPECT_EQ(order.payment_reminder().state(), PaymentReminder::BY_HAND);
  order.mutable_payment()->set_state(v1::PaymentState::CLAIMED);
  EndReminder(order);
  EXPECT_EQ(order.payment_reminder().state(), PaymentReminder::NOT_SENT);
  order.mutable_payment_reminder()->set_state(PaymentReminder::PLANNED);
  EndReminder(order);
  EXPECT_FALSE(order.has_payment_reminder());
}

}  // namespace
}  // namespace shopdesk::orders::domain
