#include "services/orders/handlers/trade/follow_up.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;

class FollowUpTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
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

  absl::StatusOr<Order> Contact(const Order& order, type::v1::ContactPurpose::Value purpose,
                                type::v1::ContactChannel::Value channel,
                                type::v1::ContactOutcome::Value outcome) {
    LogContactRequest request;
    request.set_name(order.name());
    request.mutable_report()->set_purpose(purpose);
    request.mutable_report()->set_channel(channel);
    request.mutable_report()->set_outcome(outcome);
    request.mutable_report()->set_promise("call 13812345678 later");
    request.set_request_id(absl::StrCat("contact", ++contacts_));
    return world_.Write<Order>(request, handlers::LogContact);
  }
  absl::StatusOr<Order> Propose(const Order& order, absl::Time ship_time) {
    ProposeShipDateRequest request;
    request.set_name(order.name());
    *request.mutable_ship_time() = ToProto(ship_time);
    request.set_reason("the supplier is late");
    request.set_request_id(absl::StrCat("propose", ToMillis(ship_time)));
    return world_.Write<Order>(request, handlers::ProposeShipDate);
  }
  absl::StatusOr<Order> Answer(const Order& order, AnswerShipDateRequest::Answer answer) {
    AnswerShipDateRequest request;
    request.set_name(order.name());
    request.set_answer(answer);
    request.set_request_id("answer");
    return world_.Write<Order>(request, handlers::AnswerShipDate);
  }
  absl::StatusOr<Order> Remind(const Order& order) {
    RecordReminderRequest request;
    request.set_name(order.name());
    request.set_channel(type::v1::ContactChannel::IM);
    request.set_request_id(absl::StrCat("remind", order.name()));
    return world_.Write<Order>(request, handlers::RecordReminder);
  }
  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name()));
    return world_.Ship(ship);
  }
  int contacts_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FollowUpTest, testing::BothDatabases(), testing::NameOf);

TEST_P(FollowUpTest, AgentsRemindWhereThePolicySaysSo) {
  Policy policy = TestPolicy();
  policy.set_reminders_by_hand(true);
  Set(policy);
  const Order one = Place(PlaceRequest("one"));
  const Order other = Place(PlaceRequest("other"));
  world_.Advance(absl::Hours(5));
  EXPECT_THAT(world_.logistics().notices(), IsEmpty());
  ASSERT_EQ(Work("payment_reminder").size(), 2u);
  ASSERT_THAT(Remind(one), IsOk());
  ASSERT_EQ(Work("payment_reminder").size(), 1u);
  EXPECT_EQ(Work("payment_reminder")[0].resource(), other.name());
  RecordReminderRequest again;
  again.set_name(one.name());
  again.set_channel(type::v1::ContactChannel::IM);
  again.set_request_id("again");
  EXPECT_THAT(world_.Write<Order>(again, handlers::RecordReminder), HasReason("WRONG_STATE"));
  ASSERT_THAT(world_.Pay(PayRequest(one, "1")), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(other, "2")), IsOk());
  EXPECT_THAT(Work("payment_reminder"), IsEmpty());
  const OrderFigures::Reminders reminders = world_.Figures().reminders();
  EXPECT_EQ(reminders.reminded(), 1);
  EXPECT_EQ(reminders.reminded_paid(), 1);
  EXPECT_EQ(reminders.not_reminded(), 1);
  EXPECT_EQ(reminders.not_reminded_paid(), 1);
}

TEST_P(FollowUpTest, ALaterDateThatTheBuyerAcceptsIsThePromise) {
  const Order ready = world_.ReadyToShip("o");
  const absl::Time later = kTestTime + absl::Hours(96);
  EXPECT_THAT(Propose(ready, kTestTime + absl::Hours(48)), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Answer(ready, AnswerShipDateRequest::ACCEPT), HasReason("WRONG_STATE"));
  ASSERT_THAT(Propose(ready, later), IsOk());
  const auto notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::SHIPPING_DELAY);
  EXPECT_EQ(notices[0].variables().at("date"), "2024-03-08");
  EXPECT_FALSE(notices[0].unasked());
  ASSERT_THAT(Answer(ready, AnswerShipDateRequest::ACCEPT), IsOk());
  const Order accepted = world_.Get(ready.name());
  EXPECT_EQ(FromProto(accepted.ship_by_time()), later);
  EXPECT_EQ(FromProto(accepted.deadline_time()), later);
  world_.Advance(absl::Hours(95));
  EXPECT_THAT(world_.EventsOf(ready.name()), Contains("order.ship_by_warning").Times(1));
  ASSERT_THAT(Ship(ready), IsOk());
  EXPECT_EQ(world_.Figures().ship_by().shipped_late(), 0);
}

TEST_P(FollowUpTest, WhoRefusesALaterDateIsRefundedAtOnce) {
  const Order ready = world_.ReadyToShip("o");
  ASSERT_THAT(Propose(ready, kTestTime + absl::Hours(96)), IsOk());
  ASSERT_THAT(Answer(ready, AnswerShipDateRequest::REFUSE), IsOk());
  OpenRefundRequest open;
  open.set_parent(ready.name());
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(refund->state(), RefundState::SUCCESS);
  EXPECT_EQ(world_.Get(ready.name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  world_.Advance(absl::Hours(48));
  EXPECT_THAT(Work("ship_by"), IsEmpty());
}

TEST_P(FollowUpTest, TheFirstContactOfACodOrderIsOnTheClock) {
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_EQ(Work("cod_contact").size(), 1u);
  EXPECT_EQ(FromProto(Work("cod_contact")[0].due_time()), kTestTime + absl::Minutes(30));
  ASSERT_THAT(Contact(placed, type::v1::ContactPurpose::CONFIRM_COD,
                      type::v1::ContactChannel::PHONE, type::v1::ContactOutcome::NO_ANSWER),
              IsOk());
  const Order contacted = world_.Get(placed.name());
  ASSERT_EQ(contacted.contacts_size(), 1);
  EXPECT_THAT(contacted.contacts(0).promise(), Not(::testing::HasSubstr("13812345678")));
  // The next attempt is due in two hours.
  EXPECT_EQ(FromProto(Work("cod_contact")[0].due_time()), kTestTime + absl::Hours(2));
  const Order neglected = Place(PlaceRequest("neglected", PaymentMethod::COD));
  world_.Advance(absl::Minutes(30));
  EXPECT_FALSE(world_.Get(placed.name()).cod_contact().missed());
  EXPECT_TRUE(world_.Get(neglected.name()).cod_contact().missed());
  EXPECT_THAT(world_.EventsOf(neglected.name()), Contains("order.cod_contact_missed"));
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(world_.Get(neglected.name()).close_reason(), CloseReason::BUYER_UNREACHABLE);
  EXPECT_THAT(Work("cod_contact"), IsEmpty());
  EXPECT_EQ(world_.Figures().cod_rates().contacted(), 1);
  EXPECT_EQ(world_.Figures().cod_rates().contact_missed(), 1);
}

TEST_P(FollowUpTest, ServiceHoursStopTheClockOfTheFirstContact) {
  Policy policy = TestPolicy();
  type::v1::ShopCalendar& calendar = *policy.mutable_calendar();
  calendar.set_time_zone("UTC");
  auto& hours = *calendar.add_service_hours();
  for (int day = 1; day <= 7; ++day) hours.add_weekdays(day);
  hours.set_start_minute(9 * 60);
  hours.set_end_minute(10 * 60 + 10);
  Set(policy);
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  EXPECT_EQ(FromProto(placed.cod_contact().deadline_time()),
            kTestTime + absl::Hours(23) + absl::Minutes(20));
}

TEST_P(FollowUpTest, EnoughAttemptsEndACodOrder) {
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  for (const auto channel : {type::v1::ContactChannel::PHONE, type::v1::ContactChannel::PHONE,
                             type::v1::ContactChannel::SMS}) {
    EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::WAIT_COD_CONFIRM);
    ASSERT_THAT(Contact(placed, type::v1::ContactPurpose::CONFIRM_COD, channel,
                        type::v1::ContactOutcome::NO_ANSWER),
                IsOk());
    world_.Advance(absl::Hours(2));
  }
  const Order closed = world_.Get(placed.name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), CloseReason::BUYER_UNREACHABLE);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_THAT(Contact(placed, type::v1::ContactPurpose::CONFIRM_COD, type::v1::ContactChannel::IM,
                      type::v1::ContactOutcome::REACHED),
              HasReason("WRONG_STATE"));
}

TEST_P(FollowUpTest, EnoughAttemptsLeaveTheReceiverUnreachable) {
  const Order placed = Place(PlaceRequest("o"));
  for (const auto channel : {type::v1::ContactChannel::PHONE, type::v1::ContactChannel::IM,
                             type::v1::ContactChannel::SMS}) {
    ASSERT_THAT(Contact(placed, type::v1::ContactPurpose::VERIFY_RECEIVER, channel,
                        type::v1::ContactOutcome::NO_ANSWER),
                IsOk());
    world_.Advance(absl::Hours(2));
  }
  const Order order = world_.Get(placed.name());
  EXPECT_EQ(order.verification().state(), Verification::UNREACHABLE);
  EXPECT_EQ(order.verification().channel(), type::v1::ContactChannel::SMS);
  EXPECT_THAT(world_.EventsOf(placed.name()), Contains("order.receiver_unreachable"));
}

}  // namespace
}  // namespace shopdesk::orders
