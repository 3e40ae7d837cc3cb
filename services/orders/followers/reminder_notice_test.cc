#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/trade/follow_up.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Notice;
using logistics::v1::SendNoticeRequest;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::kTestTime;
using ::testing::HasSubstr;
using testing::PlaceRequest;
using ::testing::SizeIs;
using testing::TestPolicy;
using testing::World;

// The shop opens on Monday, 4 March 2024, at 10:00 UTC.
class ReminderNoticeTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void Set(const Policy& policy) { ASSERT_THAT(world_.SetPolicy(policy, "policy2"), IsOk()); }

  Order Place(const std::string& id, const std::string& language,
              OrderKind::Value kind = OrderKind::NORMAL) {
    PlaceOrderRequest request = PlaceRequest(id);
    request.set_language_code(language);
    request.set_order_kind(kind);
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? *placed : Order();
  }
  std::string VariableOf(const SendNoticeRequest& notice, const std::string& name) {
    const auto found = notice.variables().find(name);
    return found == notice.variables().end() ? "" : found->second;
  }
  PaymentReminder::State StateOf(const Order& order) {
    return world_.Get(order.name()).payment_reminder().state();
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReminderNoticeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(ReminderNoticeTest, IsForTheBuyersLanguage) {
  Place("o", "pt_BR");
  world_.Advance(absl::Hours(5));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_REMINDER);
  EXPECT_EQ(notices[0].language_code(), "pt");
  EXPECT_THAT(VariableOf(notices[0], "amount"), HasSubstr(".00 CNY"));
  EXPECT_EQ(VariableOf(notices[0], "until"), "16:00");
}

TEST_P(ReminderNoticeTest, PromisesNoShippingOnADayWithoutIt) {
  Policy policy = TestPolicy();
  policy.mutable_calendar()->set_time_zone("UTC");
  for (const char* day : {"2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07"}) {
    policy.mutable_calendar()->add_holidays(day);
  }
  Set(policy);
  const Order order = Place("o", "en-GB");
  world_.Advance(absl::Hours(5));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_DUE);
  EXPECT_THAT(VariableOf(notices[0], "until"), HasSubstr("2024-03-07 "));
  EXPECT_EQ(StateOf(order), PaymentReminder::REMINDED);
}

TEST_P(ReminderNoticeTest, PromisesNoShippingAfterTheCutOff) {
  world_.Advance(absl::Hours(5));
  Place("o", "zh", OrderKind::GROUP_BUY);
  world_.Advance(absl::Minutes(90));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_DUE);
  EXPECT_EQ(VariableOf(notices[0], "until"), "2024-03-04 18:00");
}

TEST_P(ReminderNoticeTest, ALaterDateIsOfTheShopsZone) {
  Policy policy = TestPolicy();
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  Set(policy);
  ProposeShipDateRequest request;
  request.set_name(world_.ReadyToShip("o").name());
  *request.mutable_ship_time() = ToProto(kTestTime + absl::Hours(24 * 4 + 7));
  request.set_request_id("propose");
  ASSERT_THAT(world_.Write<Order>(request, handlers::ProposeShipDate), IsOk());
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].language_code(), "zh");
  EXPECT_EQ(VariableOf(notices[0], "date"), "2024-03-09");
}

TEST_P(ReminderNoticeTest, APaymentTakesBackWhatHasNotGoneOut) {
  const Order paid = Place("paid", "en");
  const Order closed = Place("closed", "en");
  world_.Advance(absl::Hours(5));
  ASSERT_THAT(world_.logistics().notices(), SizeIs(2));
  EXPECT_EQ(StateOf(paid), PaymentReminder::REMINDED);
  EXPECT_EQ(world_.Figures().reminders().reminded(), 2);
  // Logistics can't be asked at once.
  world_.logistics().FailNext("CancelNotice", testing::Fault::kBefore);
  ASSERT_THAT(world_.Pay(testing::PayRequest(paid, "p")), IsOk());
  world_.Settle();
  EXPECT_EQ(world_.logistics().NoticeOf("orders/paid/reminder").state(), Notice::CANCELLED);
  EXPECT_EQ(StateOf(paid), PaymentReminder::NOT_SENT);
  CloseOrderRequest close;
  close.set_name(closed.name());
  close.set_request_id("close");
  ASSERT_THAT(world_.Write<Order>(close, handlers::CloseOrder), IsOk());
  EXPECT_EQ(world_.logistics().NoticeOf("orders/closed/reminder").state(), Notice::CANCELLED);
  // What didn't go out moved nobody to pay.
  EXPECT_EQ(world_.Figures().reminders().reminded(), 0);
  EXPECT_EQ(world_.Figures().reminders().reminded_paid(), 0);
}

TEST_P(ReminderNoticeTest, WhatIsBeingSentOrWasSentStays) {
  const Order sending = Place("sending", "en");
  const Order sent = Place("sent", "en");
  world_.Advance(absl::Hours(5));
  world_.logistics().SetNoticeState("orders/sending/reminder", Notice::SENDING);
  world_.logistics().SetNoticeState("orders/sent/reminder", Notice::SENT);
  for (const Order& order : {sending, sent}) {
    ASSERT_THAT(world_.Pay(testing::PayRequest(order, order.buyer() + order.name())), IsOk());
    EXPECT_EQ(StateOf(order), PaymentReminder::REMINDED);
  }
  EXPECT_EQ(world_.Figures().reminders().reminded_paid(), 2);
  // One is asked for, so that it isn't attempted again; the other is over.
  EXPECT_EQ(world_.logistics().calls("CancelNotice"), 1);
}

TEST_P(ReminderNoticeTest, GoesByMailWhereTheReceiverHasAnAddress) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->set_mail_address("jane.doe@example.com");
  const auto placed = world_.Place(request);
  ASSERT_THAT(placed, IsOk());
  EXPECT_THAT(placed->SerializeAsString(), ::testing::Not(HasSubstr("jane.doe")));
  world_.Advance(absl::Hours(5));
  ASSERT_THAT(world_.logistics().notices(), SizeIs(1));
  EXPECT_EQ(world_.logistics().notices()[0].mail(), "jane.doe@example.com");
}

// By hand it is for before the day's cut-off, after which nothing ships any more.
TEST_P(ReminderNoticeTest, AnAgentsReminderIsDueAtTheCutOff) {
  Policy policy = TestPolicy();
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  policy.set_reminders_by_hand(true);
  policy.set_cut_off_minute(17 * 60);
  Set(policy);
  const Order order = Place("o", "en");
  world_.Advance(absl::Hours(24));
  ASSERT_EQ(StateOf(order), PaymentReminder::BY_HAND);
  work::v1::ListWorkItemsRequest list;
  list.set_parent("shops/s");
  list.set_kind("payment_reminder");
  const auto items = world_.Read<work::v1::ListWorkItemsResponse>(list, work::ListWorkItems);
  ASSERT_THAT(items, IsOk());
  ASSERT_THAT(items->work_items(), SizeIs(1));
  // 17:00 in Shanghai.
  const absl::Time due = FromProto(items->work_items(0).due_time());
  EXPECT_EQ(absl::FormatTime("%H:%M", due, absl::UTCTimeZone()), "09:00");
  EXPECT_EQ(due, FromProto(world_.Get(order.name()).payment_reminder().due_time()));
}

}  // namespace
}  // namespace shopdesk::orders
