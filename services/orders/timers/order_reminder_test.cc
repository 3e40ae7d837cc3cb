#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"
#include "services/orders/timers/order.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;

class FollowUpTimersTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }
  Order PlaceKind(const std::string& id, OrderKind::Value kind) {
    PlaceOrderRequest request = PlaceRequest(id);
    request.set_order_kind(kind);
    return Place(request);
  }
  void Set(Policy policy) { ASSERT_THAT(world_.SetPolicy(policy, "policy2"), IsOk()); }

  std::vector<work::v1::WorkItem> Work(const std::string& kind) {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind(kind);
    const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(listed, IsOk());
    if (!listed.ok()) return {};
    return {listed->work_items().begin(), listed->work_items().end()};
  }

  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name()));
    return world_.Ship(ship);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FollowUpTimersTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(FollowUpTimersTest, OneReminderInTheAfternoonThenClosed) {
  const Order placed = Place(PlaceRequest("o"));
  EXPECT_EQ(FromProto(placed.payment_reminder().remind_time()), kTestTime + absl::Hours(5));
  world_.Advance(absl::Hours(5) - absl::Seconds(1));
  EXPECT_THAT(world_.logistics().notices(), IsEmpty());
  world_.Advance(absl::Seconds(1));
  const auto notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::PAYMENT_REMINDER);
  EXPECT_EQ(notices[0].variables().at("until"), "16:00");
  EXPECT_EQ(notices[0].phone(), "+8613812345678");
  EXPECT_TRUE(notices[0].unasked());
  EXPECT_EQ(world_.Get(placed.name()).payment_reminder().state(), PaymentReminder::REMINDED);
  world_.Advance(absl::Hours(67));
  EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
  EXPECT_THAT(world_.EventsOf(placed.name()),
              ElementsAre("order.placed", "order.payment_reminder_due", "order.payment_reminded",
                          "order.closed"));
}

TEST_P(FollowUpTimersTest, AnOrderJustPlacedIsRemindedOfTheNextDay) {
  world_.Advance(absl::Hours(5) - absl::Minutes(15));
  const Order placed = Place(PlaceRequest("o"));
  EXPECT_EQ(FromProto(placed.payment_reminder().remind_time()), kTestTime + absl::Hours(29));
}

TEST_P(FollowUpTimersTest, PaidOrClosedOrdersAreNotRemindedOf) {
  const Order paid = Place(PlaceRequest("paid"));
  const Order closed = Place(PlaceRequest("closed"));
  ASSERT_THAT(world_.Pay(PayRequest(paid, "p")), IsOk());
  world_.Advance(absl::Minutes(1));
  CloseOrderRequest close;
  close.set_name(closed.name());
  close.set_reason(CloseReason::BUYER_CHANGED_MIND);
  close.set_request_id("close");
  ASSERT_THAT(world_.Write<Order>(close, handlers::CloseOrder), IsOk());
  world_.Advance(absl::Hours(24));
  EXPECT_THAT(world_.logistics().notices(), IsEmpty());
  EXPECT_FALSE(world_.Get(closed.name()).has_payment_reminder());
}

TEST_P(FollowUpTimersTest, GroupBuysAreRemindedOfAtHalfTimeFlashSalesNever) {
  const Order group = PlaceKind("group", OrderKind::GROUP_BUY);
  const Order flash = PlaceKind("flash", OrderKind::FLASH_SALE);
  EXPECT_FALSE(flash.has_payment_reminder());
  world_.Advance(absl::Minutes(30));
  EXPECT_EQ(world_.Get(flash.name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  world_.Advance(absl::Hours(1));
  EXPECT_EQ(world_.Get(group.name()).payment_reminder().state(), PaymentReminder::REMINDED);
  world_.Advance(absl::Minutes(90));
  EXPECT_EQ(world_.Get(group.name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
}

TEST_P(FollowUpTimersTest, PackingIsWarnedBeforeShipBy) {
  const Order ready = world_.ReadyToShip("o");
  EXPECT_EQ(FromProto(ready.ship_by_time()), kTestTime + absl::Hours(48));
  world_.Advance(absl::Hours(42) - absl::Seconds(1));
  EXPECT_THAT(Work("ship_by"), IsEmpty());
  world_.Advance(absl::Seconds(1));
  ASSERT_EQ(Work("ship_by").size(), 1u);
  EXPECT_EQ(Work("ship_by")[0].role(), Role::PACKING);
  EXPECT_EQ(FromProto(Work("ship_by")[0].due_time()), kTestTime + absl::Hours(48));
  EXPECT_THAT(world_.EventsOf(ready.name()), Contains("order.ship_by_warning").Times(1));
  ASSERT_THAT(Ship(ready), IsOk());
  EXPECT_THAT(Work("ship_by"), IsEmpty());
  EXPECT_EQ(world_.Figures().ship_by().shipped(), 1);
  EXPECT_EQ(world_.Figures().ship_by().shipped_late(), 0);
}

TEST_P(FollowUpTimersTest, DaysOnWhichNothingShipsDontCount) {
  Policy policy = TestPolicy();
  // 4 March 2024 is a Monday.
  policy.mutable_calendar()->set_time_zone("UTC");
  policy.mutable_calendar()->add_holidays("2024-03-05");
  Set(policy);
  EXPECT_EQ(FromProto(world_.ReadyToShip("o").ship_by_time()), kTestTime + absl::Hours(72));
}

}  // namespace
}  // namespace shopdesk::orders
