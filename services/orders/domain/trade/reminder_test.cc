#include "services/orders/domain/trade/reminder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/desk/order_error.h"
#include "services/orders/domain/placing/duplicate.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;

class ReminderTest : public ::testing::Test {
 protected:
  // When the reminder of an order placed now would be sent; infinite past: never.
  absl::Time Planned() {
    PlanReminder(order_, policy_, kNow);
    return order_.has_payment_reminder() ? FromProto(order_.payment_reminder().remind_time())
                                         : absl::InfinitePast();
  }

  v1::Policy policy_ = ShopPolicy();
  Order order_ = PlacedOrder(v1::PaymentMethod::ESCROW);
};

TEST(ReminderStatesTest, EveryStateAndEvent) {
  using R = PaymentReminder;
  testing::CheckMachine<R::State>(ReminderMachine(), R::State_MAX,
                                  {{{R::PLANNED, "due"}, R::DUE},
                                   {{R::PLANNED, "by_hand"}, R::BY_HAND},
                                   {{R::PLANNED, "hold_out"}, R::NOT_SENT},
                                   {{R::PLANNED, "record"}, R::REMINDED},
                                   {{R::DUE, "sent"}, R::REMINDED},
                                   {{R::DUE, "not_sent"}, R::NOT_SENT},
                                   {{R::REMINDED, "withdrawn"}, R::NOT_SENT},
                                   {{R::BY_HAND, "record"}, R::REMINDED},
                                   {{R::BY_HAND, "not_sent"}, R::NOT_SENT}});
}

TEST_F(ReminderTest, InTheAfternoonOfADayThatShips) {
  EXPECT_EQ(Planned(), kNow + absl::Hours(5));
  // 4 March 2024 is a Monday.
  policy_.mutable_calendar()->add_holidays("2024-03-04");
  EXPECT_EQ(Planned(), kNow + absl::Hours(29));
  // No day before the close ships: better reminded than not.
  SetDeadline(order_, kUnpaidClose, kNow + absl::Hours(10));
  EXPECT_EQ(Planned(), kNow + absl::Hours(5));
  SetDeadline(order_, kUnpaidClose, kNow + absl::Hours(5));
  EXPECT_EQ(Planned(), absl::InfinitePast());
}

TEST_F(ReminderTest, InTheShopsTimeAndNotInQuietHours) {
  policy_.mutable_calendar()->set_time_zone("Asia/Shanghai");
  // 10:00 UTC is 18:00 there.
  EXPECT_EQ(Planned(), kNow + absl::Hours(21));
  policy_.mutable_calendar()->set_quiet_start_minute(14 * 60);
  EXPECT_EQ(Planned(), absl::InfinitePast());
}

TEST_F(ReminderTest, AMissedAfternoonIsPlannedAnew) {
  RemindDue(order_, policy_, At(absl::Hours(6)));
  EXPECT_EQ(order_.payment_reminder().state(), PaymentReminder::PLANNED);
  EXPECT_EQ(FromProto(order_.payment_reminder().remind_time()), kNow + absl::Hours(29));
}

TEST_F(ReminderTest, WhoSaysThatHePaidIsNotReminded) {
  order_.mutable_payment()->set_state(v1::PaymentState::CLAIMED);
  RemindDue(order_, policy_, At(absl::Hours(5)));
  EXPECT_FALSE(order_.has_payment_reminder());
  EXPECT_THAT(RecordReminder(order_, type::v1::ContactChannel::IM, At(absl::Hours(5))),
              HasReason("WRONG_STATE"));
}

TEST_F(ReminderTest, OnlyWhatLogisticsMayHaveIsTakenBack) {
  EXPECT_FALSE(MayHaveNotice(order_));
  RemindDue(order_, policy_, At(absl::Hours(5)));
  // Its call may have been cut off.
  SettleReminder(order_, /*sent=*/false, At(absl::Hours(5)));
  EXPECT_TRUE(MayHaveNotice(order_));
  WithdrawReminder(order_);
  EXPECT_EQ(order_.payment_reminder().state(), PaymentReminder::NOT_SENT);
  order_.mutable_payment_reminder()->set_state(PaymentReminder::REMINDED);
  EXPECT_TRUE(MayHaveNotice(order_));
  WithdrawReminder(order_);
  EXPECT_EQ(order_.payment_reminder().state(), PaymentReminder::NOT_SENT);
  // An agent's word can't be taken back.
  order_.mutable_payment_reminder()->set_channel(type::v1::ContactChannel::IM);
  EXPECT_FALSE(MayHaveNotice(order_));
}

TEST(ReminderStatesTest, IsDocumented) {
  testing::CheckPage(
      "docs/states/follow_up.md",
      "# States of what follows orders up\n\nDrawn from the tables in services/orders/domain "
      "(reminder.cc, ship_by.cc, duplicate.cc, order_error.cc).\n\n" +
          ReminderMachine().ToMarkdown() + "\n" + ShipDateMachine().ToMarkdown() + "\n" +
          DuplicateMachine().ToMarkdown() + "\n" + OrderErrorMachine().ToMarkdown());
}

}  // namespace
}  // namespace shopdesk::orders::domain
