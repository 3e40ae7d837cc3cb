#include "services/orders/handlers/trade/follow_up.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;
using testing::World;

class FollowUpTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }
  Order PlaceKind(const std::string& id, OrderKind kind) {
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

  absl::StatusOr<Order> Contact(const Order& order, type::v1::ContactPurpose purpose,
                                type::v1::ContactChannel channel,
                                type::v1::ContactOutcome outcome) {
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
    request.set_channel(type::v1::IM);
    request.set_request_id(absl::StrCat("remind", order.name()));
    return world_.Write<Order>(request, handlers::RecordReminder);
  }
  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name()));
    return world_.Ship(ship);
  }

  World world_{GetParam()};
  int contacts_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FollowUpTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

// O10

TEST_P(FollowUpTest, OneReminderInTheAfternoonThenClosed) {
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
  EXPECT_EQ(world_.Get(placed.name()).state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
  EXPECT_THAT(world_.EventsOf(placed.name()),
              ElementsAre("order.placed", "order.payment_reminder_due", "order.payment_reminded",
                          "order.closed"));
}

TEST_P(FollowUpTest, AnOrderJustPlacedIsRemindedOfTheNextDay) {
  world_.Advance(absl::Hours(5) - absl::Minutes(15));
  const Order placed = Place(PlaceRequest("o"));
  EXPECT_EQ(FromProto(placed.payment_reminder().remind_time()), kTestTime + absl::Hours(29));
}

TEST_P(FollowUpTest, PaidOrClosedOrdersAreNotRemindedOf) {
  const Order paid = Place(PlaceRequest("paid"));
  const Order closed = Place(PlaceRequest("closed"));
  ASSERT_THAT(world_.Pay(PayRequest(paid, "p")), IsOk());
  world_.Advance(absl::Minutes(1));
  CloseOrderRequest close;
  close.set_name(closed.name());
  close.set_reason(BUYER_CHANGED_MIND);
  close.set_request_id("close");
  ASSERT_THAT(world_.Write<Order>(close, handlers::CloseOrder), IsOk());
  world_.Advance(absl::Hours(24));
  EXPECT_THAT(world_.logistics().notices(), IsEmpty());
  EXPECT_FALSE(world_.Get(closed.name()).has_payment_reminder());
}

TEST_P(FollowUpTest, GroupBuysAreRemindedOfAtHalfTimeFlashSalesNever) {
  const Order group = PlaceKind("group", GROUP_BUY);
  const Order flash = PlaceKind("flash", FLASH_SALE);
  EXPECT_FALSE(flash.has_payment_reminder());
  world_.Advance(absl::Minutes(30));
  EXPECT_EQ(world_.Get(flash.name()).state(), TRADE_CLOSED_UNPAID);
  world_.Advance(absl::Hours(1));
  EXPECT_EQ(world_.Get(group.name()).payment_reminder().state(), PaymentReminder::REMINDED);
  world_.Advance(absl::Minutes(90));
  EXPECT_EQ(world_.Get(group.name()).state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
}

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
  again.set_channel(type::v1::IM);
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

TEST_P(FollowUpTest, TheEffectIsMeasuredAgainstThoseHeldOut) {
  const Order reminded = Place(PlaceRequest("reminded"));
  const Order late = Place(PlaceRequest("late"));
  Policy policy = TestPolicy();
  policy.set_reminder_holdout_percent(100);
  world_.Advance(absl::Hours(5));
  Set(policy);
  const Order held_out = Place(PlaceRequest("held_out"));
  world_.Advance(absl::Hours(1));
  ASSERT_THAT(world_.Pay(PayRequest(reminded, "1")), IsOk());
  world_.Advance(absl::Hours(24));
  ASSERT_THAT(world_.Pay(PayRequest(late, "2")), IsOk());
  EXPECT_EQ(world_.Get(held_out.name()).payment_reminder().state(), PaymentReminder::NOT_SENT);
  EXPECT_EQ(world_.logistics().notices().size(), 2u);
  const OrderFigures::Reminders reminders = world_.Figures().reminders();
  EXPECT_EQ(reminders.reminded(), 2);
  EXPECT_EQ(reminders.reminded_paid(), 1);
  EXPECT_EQ(reminders.not_reminded(), 1);
  EXPECT_EQ(reminders.not_reminded_paid(), 0);
}

TEST_P(FollowUpTest, ABuyerWhoCantBeWrittenToIsNotReminded) {
  world_.logistics().SuppressNotices();
  const Order placed = Place(PlaceRequest("o"));
  world_.Advance(absl::Hours(5));
  EXPECT_EQ(world_.Get(placed.name()).payment_reminder().state(), PaymentReminder::NOT_SENT);
  EXPECT_EQ(world_.Figures().reminders().not_reminded(), 1);
}

TEST_P(FollowUpTest, AReminderIsSentOnceHoweverOftenItIsTried) {
  world_.logistics().FailNext("SendNotice", testing::Fault::kAfter);
  const Order placed = Place(PlaceRequest("o"));
  world_.Advance(absl::Hours(5));
  EXPECT_EQ(world_.Get(placed.name()).payment_reminder().state(), PaymentReminder::REMINDED);
  EXPECT_EQ(world_.logistics().calls("SendNotice"), 2);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
}

// O19

TEST_P(FollowUpTest, PackingIsWarnedBeforeShipBy) {
  const Order ready = world_.ReadyToShip("o");
  EXPECT_EQ(FromProto(ready.ship_by_time()), kTestTime + absl::Hours(48));
  world_.Advance(absl::Hours(42) - absl::Seconds(1));
  EXPECT_THAT(Work("ship_by"), IsEmpty());
  world_.Advance(absl::Seconds(1));
  ASSERT_EQ(Work("ship_by").size(), 1u);
  EXPECT_EQ(Work("ship_by")[0].role(), "packing");
  EXPECT_EQ(FromProto(Work("ship_by")[0].due_time()), kTestTime + absl::Hours(48));
  EXPECT_THAT(world_.EventsOf(ready.name()), Contains("order.ship_by_warning").Times(1));
  ASSERT_THAT(Ship(ready), IsOk());
  EXPECT_THAT(Work("ship_by"), IsEmpty());
  EXPECT_EQ(world_.Figures().ship_by().shipped(), 1);
  EXPECT_EQ(world_.Figures().ship_by().shipped_late(), 0);
}

TEST_P(FollowUpTest, DaysOnWhichNothingShipsDontCount) {
  Policy policy = TestPolicy();
  // 4 March 2024 is a Monday.
  policy.mutable_calendar()->set_time_zone("UTC");
  policy.mutable_calendar()->add_holidays("2024-03-05");
  Set(policy);
  EXPECT_EQ(FromProto(world_.ReadyToShip("o").ship_by_time()), kTestTime + absl::Hours(72));
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
  open.set_kind(MONEY_ONLY);
  open.set_reason(NOT_WANTED_BEFORE_SHIPPING);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(refund->state(), SUCCESS);
  EXPECT_EQ(world_.Get(ready.name()).state(), TRADE_CLOSED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  world_.Advance(absl::Hours(48));
  EXPECT_THAT(Work("ship_by"), IsEmpty());
}

TEST_P(FollowUpTest, LateShipmentsAreCounted) {
  const Order late = world_.ReadyToShip("late");
  world_.Advance(absl::Hours(49));
  ASSERT_THAT(Ship(late), IsOk());
  world_.Shipped("in_time");
  world_.Shipped("in_time2");
  const OrderFigures::ShipBy rate = world_.Figures().ship_by();
  EXPECT_EQ(rate.shipped(), 3);
  EXPECT_EQ(rate.shipped_late(), 1);
  EXPECT_EQ(rate.late_basis_points(), 3334);
}

// O12

TEST_P(FollowUpTest, TheFirstContactOfACodOrderIsOnTheClock) {
  const Order placed = Place(PlaceRequest("o", COD));
  ASSERT_EQ(Work("cod_contact").size(), 1u);
  EXPECT_EQ(FromProto(Work("cod_contact")[0].due_time()), kTestTime + absl::Minutes(30));
  ASSERT_THAT(Contact(placed, type::v1::CONFIRM_COD, type::v1::PHONE, type::v1::NO_ANSWER), IsOk());
  const Order contacted = world_.Get(placed.name());
  ASSERT_EQ(contacted.contacts_size(), 1);
  EXPECT_THAT(contacted.contacts(0).promise(), Not(::testing::HasSubstr("13812345678")));
  // The next attempt is due in two hours.
  EXPECT_EQ(FromProto(Work("cod_contact")[0].due_time()), kTestTime + absl::Hours(2));
  const Order neglected = Place(PlaceRequest("neglected", COD));
  world_.Advance(absl::Minutes(30));
  EXPECT_FALSE(world_.Get(placed.name()).cod_contact().missed());
  EXPECT_TRUE(world_.Get(neglected.name()).cod_contact().missed());
  EXPECT_THAT(world_.EventsOf(neglected.name()), Contains("order.cod_contact_missed"));
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(world_.Get(neglected.name()).close_reason(), BUYER_UNREACHABLE);
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
  const Order placed = Place(PlaceRequest("o", COD));
  EXPECT_EQ(FromProto(placed.cod_contact().deadline_time()),
            kTestTime + absl::Hours(23) + absl::Minutes(20));
}

TEST_P(FollowUpTest, EnoughAttemptsEndACodOrder) {
  const Order placed = Place(PlaceRequest("o", COD));
  for (const auto channel : {type::v1::PHONE, type::v1::PHONE, type::v1::SMS}) {
    EXPECT_EQ(world_.Get(placed.name()).state(), WAIT_COD_CONFIRM);
    ASSERT_THAT(Contact(placed, type::v1::CONFIRM_COD, channel, type::v1::NO_ANSWER), IsOk());
    world_.Advance(absl::Hours(2));
  }
  const Order closed = world_.Get(placed.name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), BUYER_UNREACHABLE);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_THAT(Contact(placed, type::v1::CONFIRM_COD, type::v1::IM, type::v1::REACHED),
              HasReason("WRONG_STATE"));
}

TEST_P(FollowUpTest, EnoughAttemptsLeaveTheReceiverUnreachable) {
  const Order placed = Place(PlaceRequest("o"));
  for (const auto channel : {type::v1::PHONE, type::v1::IM, type::v1::SMS}) {
    ASSERT_THAT(Contact(placed, type::v1::VERIFY_RECEIVER, channel, type::v1::NO_ANSWER), IsOk());
    world_.Advance(absl::Hours(2));
  }
  const Order order = world_.Get(placed.name());
  EXPECT_EQ(order.verification().state(), Verification::UNREACHABLE);
  EXPECT_EQ(order.verification().channel(), type::v1::SMS);
  EXPECT_THAT(world_.EventsOf(placed.name()), Contains("order.receiver_unreachable"));
}

TEST_P(FollowUpTest, ADeclinedCodOrderIsOrderedAgainWithoutLosingTheLastPiece) {
  world_.catalog().SetStock("a", 1);
  PlaceOrderRequest request = PlaceRequest("o", COD);
  request.set_buyer_message("call 13812345678");
  const Order placed = Place(request);
  EXPECT_EQ(world_.catalog().available("a"), 0);
  DeclineCodRequest decline;
  decline.set_name(placed.name());
  decline.set_reorder_method(ESCROW);
  decline.set_reorder_order_id("again");
  decline.set_channel(type::v1::PHONE);
  decline.set_request_id("decline");
  for (int i = 0; i < 2; ++i) {
    const auto declined = world_.Write<Order>(decline, handlers::DeclineCod);
    ASSERT_THAT(declined, IsOk());
    EXPECT_EQ(declined->state(), TRADE_CLOSED_UNPAID);
    EXPECT_EQ(declined->close_reason(), COD_DECLINED);
    EXPECT_EQ(declined->reordered_as(), "shops/s/orders/again");
  }
  const Order again = world_.Get("shops/s/orders/again");
  EXPECT_EQ(again.state(), WAIT_BUYER_PAY);
  EXPECT_EQ(again.reorder_of(), placed.name());
  EXPECT_EQ(again.total().minor(), 500);
  EXPECT_EQ(again.cod_surcharge().minor(), 0);
  EXPECT_EQ(again.buyer_message(), placed.buyer_message());
  EXPECT_EQ(again.reservation(), placed.reservation());
  EXPECT_EQ(again.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().OrderOf(again.reservation()), again.name());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().available("a"), 0);
  FindOrdersByPhoneRequest find;
  find.set_parent("shops/s");
  find.set_phone("13812345678");
  EXPECT_EQ(
      world_.Read<FindOrdersByPhoneResponse>(find, handlers::FindOrdersByPhone)->orders_size(), 2);
  // It goes its own way: paid, shipped once.
  ASSERT_THAT(world_.Pay(PayRequest(again, "again")), IsOk());
  EXPECT_THAT(world_.Get(again.name()).holds(), IsEmpty());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

TEST_P(FollowUpTest, AReorderThatIsClosedGivesTheGoodsBack) {
  const Order placed = Place(PlaceRequest("o", COD));
  DeclineCodRequest decline;
  decline.set_name(placed.name());
  decline.set_reorder_method(COD);
  decline.set_request_id("cod");
  EXPECT_THAT(world_.Write<Order>(decline, handlers::DeclineCod), HasReason("INVALID_ARGUMENT"));
  decline.set_reorder_method(ESCROW);
  decline.set_request_id("escrow");
  const auto declined = world_.Write<Order>(decline, handlers::DeclineCod);
  ASSERT_THAT(declined, IsOk());
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(world_.Get(declined->reordered_as()).state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(FollowUpTest, OnlyALeadReleasesUnconfirmedCod) {
  const Order placed = Place(PlaceRequest("o", COD));
  ReleaseCodUnconfirmedRequest release;
  release.set_name(placed.name());
  release.set_reason("a regular buyer, 13812345678");
  release.set_request_id("release");
  world_.role = "guide";
  EXPECT_THAT(world_.ReleaseCod(release), HasReason("LEAD_REQUIRED"));
  world_.role = "lead";
  ASSERT_THAT(world_.ReleaseCod(release), IsOk());
  const Order released = world_.Get(placed.name());
  EXPECT_EQ(released.state(), WAIT_SELLER_SEND_GOODS);
  EXPECT_TRUE(released.has_ship_by_time());
  EXPECT_THAT(released.cod_release_reason(), Not(::testing::HasSubstr("13812345678")));
  EXPECT_THAT(Work("cod_contact"), IsEmpty());
}

TEST_P(FollowUpTest, RefusalsAreCountedConfirmedAgainstUnconfirmed) {
  Policy policy = TestPolicy();
  policy.set_require_verified_receiver(false);
  Set(policy);
  const Order taken = Place(PlaceRequest("taken", COD));
  const Order refused = Place(PlaceRequest("refused", COD));
  ConfirmCodRequest confirm;
  confirm.set_name(taken.name());
  *confirm.mutable_surcharge_told() = taken.cod_surcharge();
  confirm.set_channel(type::v1::PHONE);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.ConfirmCod(confirm), IsOk());
  EXPECT_EQ(world_.Get(taken.name()).contacts(0).outcome(), type::v1::REACHED);
  ReleaseCodUnconfirmedRequest release;
  release.set_name(refused.name());
  release.set_reason("a regular buyer");
  release.set_request_id("release");
  ASSERT_THAT(world_.ReleaseCod(release), IsOk());
  for (const Order& order : {taken, refused}) ASSERT_THAT(Ship(order), IsOk());
  world_.Track(world_.Get(taken.name()).parcels(0).shipment(), logistics::v1::DELIVERED);
  const std::string shipment = world_.Get(refused.name()).parcels(0).shipment();
  world_.logistics().SetShipmentFreight(shipment, 1200);
  world_.Track(shipment, logistics::v1::REFUSED);
  world_.Track(shipment, logistics::v1::RETURNED);
  EXPECT_EQ(world_.Get(refused.name()).state(), TRADE_CLOSED_COD_REFUSED);
  const std::vector<LedgerEntry> ledger = world_.Ledger(refused.name());
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::COD_FREIGHT_OUT);
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::COD_FREIGHT_BACK);
  const OrderFigures::CodRates rates = world_.Figures().cod_rates();
  EXPECT_EQ(rates.all().delivered(), 1);
  EXPECT_EQ(rates.all().refused(), 1);
  EXPECT_EQ(rates.all().refused_basis_points(), 5000);
  EXPECT_EQ(rates.confirmed().delivered(), 1);
  EXPECT_EQ(rates.unconfirmed().refused(), 1);
  EXPECT_EQ(rates.unconfirmed().refused_basis_points(), 10000);
  EXPECT_EQ(rates.lost_freight_minor(), 2400);
  EXPECT_EQ(world_.Figures().freight_paid_minor(), 0);
}

}  // namespace
}  // namespace shopdesk::orders
