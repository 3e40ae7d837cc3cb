#include "services/orders/handlers/trade/order_upkeep.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;
using testing::PayRequest;
using testing::PlaceRequest;
using testing::TestPolicy;

class OrderUpkeepTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }
  void Set(Policy policy) { ASSERT_THAT(world_.SetPolicy(policy, "policy2"), IsOk()); }

  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name()));
    return world_.Ship(ship);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderUpkeepTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderUpkeepTest, TheEffectIsMeasuredAgainstThoseHeldOut) {
  const Order reminded = Place(PlaceRequest("reminded"));
  const Order late = Place(PlaceRequest("late"));
  Policy policy = TestPolicy();
  policy.set_reminder_holdout_percent(100);
  world_.Advance(absl::Hours(5));
  Set(policy);
  const Order held_out = Place(PlaceRequest("held_out"));
  world_.Advance(absl::Hours(1));
  for (const char* cause : {"orders/reminded/reminder", "orders/late/reminder"}) {
    world_.logistics().SetNoticeState(cause, logistics::v1::Notice::SENT);
  }
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

TEST_P(OrderUpkeepTest, LateShipmentsAreCounted) {
  const Order late = world_.ReadyToShip("late");
  world_.Advance(absl::Hours(49));
  ASSERT_THAT(Ship(late), IsOk());
  world_.Shipped("in_time");
  world_.Shipped("in_time2");
  const OrderFigures::ShipBy rate = world_.Figures().ship_by();
  EXPECT_EQ(rate.shipped(), 3);
  EXPECT_EQ(rate.shipped_late(), 1);
  EXPECT_EQ(rate.late_bps(), 3333);
}

TEST_P(OrderUpkeepTest, RefusalsAreCountedConfirmedAgainstUnconfirmed) {
  Policy policy = TestPolicy();
  policy.set_require_verified_receiver(false);
  Set(policy);
  const Order taken = Place(PlaceRequest("taken", PaymentMethod::COD));
  const Order refused = Place(PlaceRequest("refused", PaymentMethod::COD));
  ConfirmCodRequest confirm;
  confirm.set_name(taken.name());
  *confirm.mutable_surcharge_told() = taken.cod_surcharge();
  confirm.set_channel(type::v1::ContactChannel::PHONE);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.ConfirmCod(confirm), IsOk());
  EXPECT_EQ(world_.Get(taken.name()).contacts(0).outcome(), type::v1::ContactOutcome::REACHED);
  ReleaseCodUnconfirmedRequest release;
  release.set_name(refused.name());
  release.set_reason("a regular buyer");
  release.set_request_id("release");
  ASSERT_THAT(world_.ReleaseCod(release), IsOk());
  for (const Order& order : {taken, refused}) ASSERT_THAT(Ship(order), IsOk());
  world_.Track(world_.Get(taken.name()).parcels(0).shipment(),
               logistics::v1::TrackingStatus::DELIVERED);
  const std::string shipment = world_.Get(refused.name()).parcels(0).shipment();
  world_.logistics().SetShipmentFreight(shipment, 1200);
  world_.Track(shipment, logistics::v1::TrackingStatus::REFUSED);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(refused.name()).state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  const std::vector<LedgerEntry> ledger = world_.Ledger(refused.name());
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::COD_FREIGHT_OUT);
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::COD_FREIGHT_BACK);
  const OrderFigures::CodRates rates = world_.Figures().cod_rates();
  EXPECT_EQ(rates.all().delivered(), 1);
  EXPECT_EQ(rates.all().refused(), 1);
  EXPECT_EQ(rates.all().refused_bps(), 5000);
  EXPECT_EQ(rates.confirmed().delivered(), 1);
  EXPECT_EQ(rates.unconfirmed().refused(), 1);
  EXPECT_EQ(rates.unconfirmed().refused_bps(), 10000);
  EXPECT_EQ(rates.lost_freight_minor(), 2400);
  EXPECT_EQ(world_.Figures().freight_paid_minor(), 0);
}

}  // namespace
}  // namespace shopdesk::orders
