// Money that comes otherwise than it should, and parcels that tracking takes back; on both
// databases.
#include "libs/base/money.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/pricing/price.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::World;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class MoneyTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  int64_t Sum(const Order& order, LedgerEntry::Kind kind) {
    int64_t sum = 0;
    for (const LedgerEntry& entry : world_.Ledger(order.name())) {
      if (entry.kind() == kind) sum += entry.total().minor();
    }
    return sum;
  }

  // Placed by PaymentMethod::COD and confirmed.
  Order ConfirmedCod(int64_t quantity = 1) {
    const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD, "a", quantity));
    EXPECT_THAT(placed, IsOk());
    ConfirmCodRequest confirm;
    confirm.set_name(placed->name());
    *confirm.mutable_surcharge_told() = placed->cod_surcharge();
    confirm.set_channel(type::v1::ContactChannel::PHONE);
    confirm.set_receiver_verified(true);
    confirm.set_request_id("confirm");
    EXPECT_THAT(world_.ConfirmCod(confirm), IsOk());
    return world_.Get(placed->name());
  }
  Order ShipPieces(const Order& order, int64_t quantity, const std::string& request_id) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    LineQuantity& part = *ship.add_lines();
    part.set_line(1);
    part.set_quantity(quantity);
    ship.set_request_id(request_id);
    EXPECT_THAT(world_.Ship(ship), IsOk());
    return world_.Get(order.name());
  }
  Order ShippedCod() { return ShipPieces(ConfirmedCod(), 1, "ship"); }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Databases, MoneyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(MoneyTest, AnotherAmountThanDueIsToldAndGoesBack) {
  const auto order = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(order, IsOk());
  RecordPaymentRequest pay = PayRequest(*order, "1");
  pay.mutable_amount()->set_minor(pay.amount().minor() + 40);
  EXPECT_THAT(world_.Pay(pay), HasReason("AMOUNT_MISMATCH"));
  EXPECT_EQ(Sum(*order, LedgerEntry::STRAY_PAID_IN), pay.amount().minor());
  EXPECT_EQ(Sum(*order, LedgerEntry::STRAY_REFUNDED), pay.amount().minor());
  EXPECT_THAT(world_.EventsOf(order->name()), Contains("order.stray_payment"));
  // The channel tells it again.
  pay.set_request_id("again");
  EXPECT_THAT(world_.Pay(pay), IsOk());
  EXPECT_EQ(Sum(*order, LedgerEntry::STRAY_PAID_IN), pay.amount().minor());
  EXPECT_EQ(world_.Get(order->name()).state(), OrderState::WAIT_BUYER_PAY);
  // The right amount pays it still.
  EXPECT_THAT(world_.Pay(PayRequest(*order, "2")), IsOk());
  EXPECT_EQ(world_.Get(order->name()).payment().held_minor(), order->total().minor());
}

TEST_P(MoneyTest, APaymentOfACodOrderIsToldAndGoesBack) {
  const auto order = world_.Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_THAT(order, IsOk());
  EXPECT_THAT(world_.Pay(PayRequest(*order, "1")), HasReason("WRONG_STATE"));
  EXPECT_EQ(Sum(*order, LedgerEntry::STRAY_REFUNDED), order->total().minor());
}

TEST_P(MoneyTest, AnotherAccountsMoneyIsNotOurs) {
  Policy policy = orders::testing::TestPolicy();
  policy.set_payee_account("shop@bank");
  ASSERT_THAT(world_.SetPolicy(policy, "payee"), IsOk());
  const auto order = world_.Place(PlaceRequest("o"));
  RecordPaymentRequest pay = PayRequest(*order, "1");
  pay.set_payee_account("other");
  pay.mutable_amount()->set_minor(1);
  EXPECT_THAT(world_.Pay(pay), HasReason("PAYEE_MISMATCH"));
  EXPECT_THAT(world_.Ledger(order->name()), IsEmpty());
}

TEST_P(MoneyTest, AnOrderOfNothingIsPaidByBeingPlaced) {
  world_.catalog().SetStock("free", 5, 0);
  const auto order = world_.Place(PlaceRequest("o", PaymentMethod::ESCROW, "free"));
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(order->payment().state(), PaymentState::HELD);
  EXPECT_EQ(world_.Get(order->name()).reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.Figures().units_sold(), 1);
  EXPECT_THAT(world_.EventsOf(order->name()), ElementsAre("order.placed", "order.paid"));
}

TEST_P(MoneyTest, ACorrectedDeliveryIsCollectedOnceAndItsReturnBookedOnce) {
  const Order order = ShippedCod();
  const std::string shipment = order.parcels(0).shipment();
  world_.logistics().SetShipmentFreight(shipment, 800);
  const int64_t available = world_.catalog().available("a");
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(world_.Figures().cod_rates().all().delivered(), 1);
  world_.Track(shipment, logistics::v1::TrackingStatus::EXCEPTION);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.Figures().cod_rates().all().delivered(), 0);
  EXPECT_THAT(world_.WorkOf(order.name()), Contains("troubled_parcel"));
  world_.Track(shipment, logistics::v1::TrackingStatus::REFUSED);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_THAT(world_.WorkOf(order.name()), Not(Contains("troubled_parcel")));
  EXPECT_EQ(world_.catalog().available("a"), available + 1);
  EXPECT_EQ(world_.Figures().cod().collected(), 0);
  // It didn't come back either.
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(world_.catalog().available("a"), available);
  EXPECT_EQ(world_.Figures().cod_rates().all().refused(), 0);
  EXPECT_EQ(world_.Figures().cod_rates().lost_freight_minor(), 0);
  EXPECT_EQ(Sum(order, LedgerEntry::COD_COLLECTED) - Sum(order, LedgerEntry::COD_COLLECTION_UNDONE),
            order.total().minor());
  world_.Advance(absl::Hours(24 * 7));
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_FINISHED);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_FINISHED);
  EXPECT_THAT(world_.WorkOf(order.name()), Contains("tracking_contradicted"));
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(world_.WorkOf(order.name()), Not(Contains("tracking_contradicted")));
}

TEST_P(MoneyTest, FreightLostHasNoFeeForCollecting) {
  const Order order = ShippedCod();
  const std::string shipment = order.parcels(0).shipment();
  world_.logistics().SetShipmentFreight(shipment, 1180, 600);
  world_.Track(shipment, logistics::v1::TrackingStatus::REFUSED);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Figures().cod_rates().lost_freight_minor(), 2 * 580);
  EXPECT_EQ(Sum(order, LedgerEntry::COD_FREIGHT_OUT), 580);
}

TEST_P(MoneyTest, ARefundOfADeliveryThatIsTakenBackEndsWithWhatIsThere) {
  const Order order = ShippedCod();
  const std::string shipment = order.parcels(0).shipment();
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  OpenRefundRequest open;
  open.set_parent(order.name());
  open.set_kind(RefundKind::MONEY_ONLY);
  open.set_reason(RefundReason::QUALITY);
  open.set_request_id("refund");
  const auto opened = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(opened, IsOk());
  world_.Track(shipment, logistics::v1::TrackingStatus::EXCEPTION);
  // Nobody answers: it is agreed to by itself.
  world_.Advance(absl::Hours(24 * 5));
  const auto refund = world_.Read<Refund>(
      [&] {
        GetRefundRequest get;
        get.set_name(opened->name());
        return get;
      }(),
      handlers::GetRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(refund->state(), RefundState::SUCCESS);
  EXPECT_EQ(refund->refunded().minor(), 0);
  EXPECT_EQ(refund->unpaid().minor(), opened->total().minor());
  EXPECT_THAT(world_.WorkOf(opened->name()), ElementsAre("refund_unpaid"));
  EXPECT_EQ(world_.Get(order.name()).open_refunds(), 0);
  // It arrives after all, and is collected.
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(order.name()).payment().paid_minor(), order.total().minor());
}

// The first parcel, which was to bring the freight, is refused while the second is on its way.
TEST_P(MoneyTest, AnotherParcelBringsTheFreight) {
  Policy policy = orders::testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const Order placed = ConfirmedCod(2);
  const Order first = ShipPieces(placed, 1, "ship1");
  const Order second = ShipPieces(placed, 1, "ship2");
  const std::string one = first.parcels(0).shipment();
  const std::string two = second.parcels(1).shipment();
  const auto cod_of = [&](const std::string& shipment) {
    for (const auto& made : world_.logistics().shipments()) {
      if (made.name() == shipment) return made.cod_amount().minor();
    }
    return int64_t{-1};
  };
  const int64_t freight = placed.freight().minor() + placed.cod_surcharge().minor();
  ASSERT_GT(freight, 800);
  EXPECT_EQ(cod_of(one), 500 + freight);
  EXPECT_EQ(cod_of(two), 500);
  // Told when it can be.
  world_.logistics().FailNext("ChangeCodAmount", orders::testing::Fault::kBefore);
  world_.Track(one, logistics::v1::TrackingStatus::REFUSED);
  world_.Advance(absl::Hours(1));
  EXPECT_EQ(cod_of(two), 500 + freight);
  world_.Track(two, logistics::v1::TrackingStatus::DELIVERED);
  world_.Track(one, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(world_.Get(placed.name()).payment().paid_minor(), 500 + freight);
}

TEST_P(MoneyTest, ADeclinedParcelLeavesTheFreightToTheNext) {
  Policy policy = orders::testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const Order placed = ConfirmedCod(2);
  // Whether it was made isn't known when the second is.
  world_.logistics().FailNext("CreateShipment", orders::testing::Fault::kBefore);
  ShipOrderRequest ship;
  ship.set_name(placed.name());
  ship.set_request_id("ship1");
  v1::LineQuantity& part = *ship.add_lines();
  part.set_line(1);
  part.set_quantity(1);
  EXPECT_THAT(world_.Ship(ship), Not(IsOk()));
  const Order second = ShipPieces(placed, 1, "ship2");
  const int64_t freight = placed.freight().minor() + placed.cod_surcharge().minor();
  ASSERT_THAT(world_.logistics().shipments(), ::testing::SizeIs(1));
  EXPECT_EQ(world_.logistics().shipments()[0].cod_amount().minor(), 500);
  world_.logistics().DeclineNext();
  EXPECT_THAT(world_.Ship(ship), HasReason("NO_DELIVERY"));
  world_.Settle();
  EXPECT_EQ(world_.logistics().shipments()[0].cod_amount().minor(), 500 + freight);
  EXPECT_EQ(world_.Get(placed.name()).parcels(0).cod_freight_minor(), freight);
}

TEST_P(MoneyTest, APaidParcelThatComesBackIsSomebodysWork) {
  const Order order = world_.Shipped("o");
  const std::string shipment = order.parcels(0).shipment();
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(world_.WorkOf(order.name()), IsEmpty());
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNING);
  EXPECT_FALSE(world_.Get(order.name()).has_deadline_time());
  EXPECT_THAT(world_.WorkOf(order.name()), ElementsAre("troubled_parcel"));
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_THAT(world_.WorkOf(order.name()), ElementsAre("troubled_parcel"));
  OpenRefundRequest refund;
  refund.set_parent(order.name());
  refund.set_kind(RefundKind::RETURN_AND_REFUND);
  refund.set_reason(RefundReason::NOT_RECEIVED);
  refund.set_seller_initiated(true);
  refund.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(refund, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_THAT(world_.WorkOf(order.name()), IsEmpty());
}

TEST_P(MoneyTest, FreightIsRefundedAloneAndAfterTheGoods) {
  Policy policy = orders::testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const Order order = world_.Shipped("o");
  ASSERT_EQ(order.freight().minor(), 800);
  const auto refund = [&](bool freight, int64_t minor, const std::string& id) {
    OpenRefundRequest request;
    request.set_parent(order.name());
    request.set_kind(RefundKind::MONEY_ONLY);
    request.set_reason(RefundReason::NOT_RECEIVED);
    request.set_seller_initiated(true);
    request.set_freight_only(freight);
    if (freight) request.set_freight_minor(minor);
    request.set_request_id(id);
    return world_.Write<Refund>(request, handlers::OpenRefund);
  };
  const auto alone = refund(true, 300, "alone");
  ASSERT_THAT(alone, IsOk());
  EXPECT_EQ(alone->refunded().minor(), 300);
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  ASSERT_THAT(refund(false, 0, "goods"), IsOk());
  EXPECT_EQ(world_.Get(order.name()).state(), OrderState::TRADE_CLOSED);
  EXPECT_THAT(refund(true, 501, "more"), HasReason("AMOUNT_EXCEEDED"));
  const auto after = refund(true, 500, "after");
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->refunded().minor(), 500);
  EXPECT_EQ(world_.Get(order.name()).payment().state(), PaymentState::REFUNDED);
  EXPECT_EQ(Sum(order, LedgerEntry::REFUNDED) + Sum(order, LedgerEntry::TAKEN_BACK),
            order.total().minor());
}

// A price change, payments of the old and the new amount and a close: in any order, one after the
// other or by four callers at once.
TEST_P(MoneyTest, RacesLeaveAnOrderPaidRightlyOrMoneyGivenBack) {
  for (int seed = 1; seed <= 48 && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const std::string id = absl::StrCat("o", seed);
    const auto order = world_.Place(PlaceRequest(id));
    ASSERT_THAT(order, IsOk());
    world_.Advance(absl::Seconds(11));
    ChangePriceRequest change;
    change.set_name(order->name());
    change.mutable_lines()->Add()->set_line(1);
    *change.mutable_lines(0)->mutable_unit_price() = MakeMoney("CNY", 460);
    change.set_reason(PriceChange::BARGAIN);
    change.set_request_id("change" + id);
    RecordPaymentRequest more = PayRequest(*order, id + "more");
    RecordPaymentRequest less = PayRequest(*order, id + "less");
    less.mutable_amount()->set_minor(460);
    CloseOrderRequest close;
    close.set_name(order->name());
    close.set_request_id("close" + id);
    std::vector<std::function<absl::Status()>> calls = {
        [&] { return world_.ChangePrice(change).status(); },
        [&] { return world_.Pay(more).status(); }, [&] { return world_.Pay(less).status(); },
        [&] { return world_.Write<Order>(close, handlers::CloseOrder).status(); }};
    std::shuffle(calls.begin(), calls.end(), random);
    std::vector<std::thread> callers;
    for (const auto& call : calls) {
      // Who isn't told what came of it asks again.
      const auto until_known = [&call] {
        while (IsTransient(call())) {
        }
      };
      callers.emplace_back(until_known);
      if (seed % 2 == 0) callers.back().join();
    }
    for (std::thread& caller : callers) {
      if (caller.joinable()) caller.join();
    }
    world_.Settle();
    const Order after = world_.Get(order->name());
    const int64_t stray = Sum(after, LedgerEntry::STRAY_PAID_IN);
    EXPECT_EQ(stray, Sum(after, LedgerEntry::STRAY_REFUNDED));
    EXPECT_EQ(Sum(after, LedgerEntry::PAID_IN) + stray, 500 + 460);
    EXPECT_EQ(after.payment().paid_minor(), Sum(after, LedgerEntry::PAID_IN));
    if (after.state() == OrderState::WAIT_SELLER_SEND_GOODS) {
      EXPECT_EQ(after.payment().held_minor(), after.total().minor());
    } else {
      EXPECT_EQ(after.payment().paid_minor(), 0);
    }
  }
}

TEST_P(MoneyTest, ADearBargainGivesTheListPrice) {
  world_.catalog().SetGrant("shops/s/grants/g", "buyer", "a", 900);
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_lines(0)->set_grant("shops/s/grants/g");
  const auto order = world_.Place(request);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->total().minor(), 500);
}

TEST_P(MoneyTest, ReachIsAskedWhereFreightIsFree) {
  world_.logistics().SetFreight(-1);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), HasReason("NO_DELIVERY"));
  world_.logistics().SetFreight(800);
  const auto order = world_.Place(PlaceRequest("o2"));
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->freight().minor(), 0);
}

TEST_P(MoneyTest, ACodOrderWaitsForServiceHoursToBeConfirmed) {
  Policy policy = orders::testing::TestPolicy();
  type::v1::ShopCalendar::Hours& hours = *policy.mutable_calendar()->add_service_hours();
  for (int weekday = 1; weekday <= 5; ++weekday) hours.add_weekdays(weekday);
  hours.set_start_minute(9 * 60);
  hours.set_end_minute(18 * 60);
  ASSERT_THAT(world_.SetPolicy(policy, "hours"), IsOk());
  // Friday, five minutes before the desk closes.
  world_.Advance(absl::Hours(4 * 24 + 7) + absl::Minutes(55));
  const auto order = world_.Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_THAT(order, IsOk());
  const absl::Time due = FromProto(order->cod_contact().deadline_time());
  EXPECT_GT(due, FromProto(order->create_time()) + absl::Hours(48));
  EXPECT_EQ(FromProto(order->deadline_time()), due - absl::Minutes(30) + absl::Hours(24));
}

}  // namespace
}  // namespace shopdesk::orders
