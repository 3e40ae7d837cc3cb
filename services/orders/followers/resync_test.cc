#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/fake_feed.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/world.h"

// What orders makes of the snapshot of a logistics that was restored: news that were missed are
// taken once, and what the order knows of a past that is gone stays.
namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Intercept;
using logistics::v1::TrackingStatus;
using orders::testing::Fault;
using orders::testing::PlaceRequest;
using orders::testing::TestReceiver;
using shopdesk::testing::AwaitResync;
using shopdesk::testing::IsOk;
using shopdesk::testing::kTestTime;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TrackingResyncTest : public testing::WorldTest {
 protected:
  // Tells of the shipment as the carrier saw it `after` tests began.
  void Tell(const std::string& shipment, TrackingStatus::Value status, absl::Duration after) {
    for (logistics::v1::Shipment& made : world_.logistics().shipments()) {
      if (made.name() != shipment) continue;
      made.set_status(status);
      *made.mutable_status_time() = ToProto(kTestTime + after);
      world_.feed().Add(made, "shipment.tracked");
    }
  }
  void Tell(const Order& order, TrackingStatus::Value status, absl::Duration after) {
    Tell(order.parcels(0).shipment(), status, after);
  }
  void TellIntercept(const Order& order, Intercept::State state) {
    Intercept intercept;
    intercept.set_name(order.parcels(0).intercept());
    intercept.set_kind(Intercept::ADDRESS_CHANGE);
    intercept.set_order(order.name());
    intercept.set_state(state);
    world_.feed().Add(intercept, "intercept.changed");
  }
  void SettleAfterRestore(int64_t times = 1) {
    AwaitResync(world_.runtime(), "orders.logistics", times);
    world_.Settle();
  }
  Order ShippedCod() {
    const auto placed = world_.Place(PlaceRequest("cod", PaymentMethod::COD));
    EXPECT_THAT(placed, IsOk());
    ConfirmCodRequest confirm;
    confirm.set_name(placed->name());
    *confirm.mutable_surcharge_told() = placed->cod_surcharge();
    confirm.set_channel(type::v1::ContactChannel::PHONE);
    confirm.set_receiver_verified(true);
    confirm.set_request_id("confirm");
    EXPECT_THAT(world_.ConfirmCod(confirm), IsOk());
    ShipOrderRequest ship;
    ship.set_name(placed->name());
    ship.set_request_id("ship");
    EXPECT_THAT(world_.Ship(ship), IsOk());
    return world_.Get(placed->name());
  }
  // Its receiver asked for a change of address on the way.
  Order Redirected() {
    const Order order = world_.Shipped("o");
    Tell(order, TrackingStatus::IN_TRANSIT, absl::Minutes(1));
    world_.logistics().SetStatus(order.parcels(0).shipment(), TrackingStatus::IN_TRANSIT);
    world_.Settle();
    ChangeReceiverRequest change;
    change.set_name(order.name());
    *change.mutable_receiver() = TestReceiver();
    change.mutable_receiver()->set_name("李四");
    change.set_channel(type::v1::ContactChannel::IM);
    change.set_request_id("change");
    const auto redirected = world_.ChangeReceiver(change);
    EXPECT_THAT(redirected, IsOk());
    return world_.Get(order.name());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, TrackingResyncTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(TrackingResyncTest, ADeliveryThatLogisticsLostStays) {
  const Order cod = ShippedCod();
  Tell(cod, TrackingStatus::IN_TRANSIT, absl::Minutes(1));
  world_.Settle();
  const size_t backup = world_.feed().size();
  Tell(cod, TrackingStatus::DELIVERED, absl::Minutes(2));
  world_.Settle();
  ASSERT_EQ(world_.Get(cod.name()).state(), OrderState::TRADE_BUYER_SIGNED);
  world_.feed().RestoreTo(backup);
  SettleAfterRestore();
  const Order order = world_.Get(cod.name());
  EXPECT_EQ(order.state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(order.parcels(0).state(), Parcel::DELIVERED);
  EXPECT_THAT(order.parcels(0).contradicted_by(), IsEmpty());
  EXPECT_THAT(domain::KindsOf(world_.Ledger(cod.name())), ElementsAre(LedgerEntry::COD_COLLECTED));
  // The carrier tells it again.
  Tell(cod, TrackingStatus::DELIVERED, absl::Minutes(2));
  world_.Settle();
  EXPECT_THAT(domain::KindsOf(world_.Ledger(cod.name())), ElementsAre(LedgerEntry::COD_COLLECTED));
}

TEST_P(TrackingResyncTest, ADeliveryThatWasMissedIsTakenOnce) {
  const Order cod = ShippedCod();
  Tell(cod, TrackingStatus::IN_TRANSIT, absl::Minutes(1));
  world_.Settle();
  const size_t backup = world_.feed().size();
  Tell(cod, TrackingStatus::ATTEMPT_FAILED, absl::Minutes(2));
  world_.Settle();
  ASSERT_EQ(world_.Get(cod.name()).parcels(0).state(), Parcel::TROUBLED);
  world_.feed().RestoreTo(backup);
  Tell(cod, TrackingStatus::DELIVERED, absl::Minutes(3));
  SettleAfterRestore();
  EXPECT_EQ(world_.Get(cod.name()).state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_THAT(domain::KindsOf(world_.Ledger(cod.name())), ElementsAre(LedgerEntry::COD_COLLECTED));
  world_.feed().RestoreTo(backup);
  Tell(cod, TrackingStatus::DELIVERED, absl::Minutes(3));
  SettleAfterRestore(2);
  EXPECT_THAT(domain::KindsOf(world_.Ledger(cod.name())), ElementsAre(LedgerEntry::COD_COLLECTED));
  // News still count that come after two snapshots, though the log's sequences begin again.
  Tell(cod, TrackingStatus::ATTEMPT_FAILED, absl::Minutes(4));
  world_.Settle();
  EXPECT_EQ(world_.Get(cod.name()).parcels(0).state(), Parcel::TROUBLED);
}

TEST_P(TrackingResyncTest, AShipmentThatVanishedStaysAsItWasTold) {
  const Order kept = world_.Shipped("kept");
  Tell(kept, TrackingStatus::IN_TRANSIT, absl::Minutes(1));
  const size_t backup = world_.feed().size();
  const Order vanished = world_.Shipped("vanished");
  Tell(vanished, TrackingStatus::EXCEPTION, absl::Minutes(2));
  world_.Settle();
  ASSERT_EQ(world_.Get(vanished.name()).parcels(0).state(), Parcel::TROUBLED);
  world_.feed().RestoreTo(backup);
  // One that orders never had.
  logistics::v1::Shipment strange;
  strange.set_name("shops/s/shipments/strange");
  strange.set_order("shops/s/orders/strange");
  strange.set_status(TrackingStatus::DELIVERED);
  world_.feed().Add(strange, "shipment.tracked");
  SettleAfterRestore();
  EXPECT_EQ(world_.Get(vanished.name()).parcels(0).state(), Parcel::TROUBLED);
  EXPECT_EQ(world_.Get(kept.name()).parcels(0).state(), Parcel::SHIPPED);
  for (const event::Follower* follower : world_.runtime().followers()) {
    EXPECT_EQ(follower->State().parked_count, 0) << follower->State().name;
  }
}

// ShipOrder was cut off after it had made the shipment; a shipment without news is none, but in a
// snapshot.
TEST_P(TrackingResyncTest, AnIntendedParcelFindsItsShipment) {
  const Order other = world_.Shipped("other");
  Tell(other, TrackingStatus::IN_TRANSIT, absl::Minutes(1));
  world_.Settle();
  const size_t backup = world_.feed().size();
  Tell(other, TrackingStatus::OUT_FOR_DELIVERY, absl::Minutes(2));
  world_.Settle();
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  ShipOrderRequest ship;
  ship.set_name(ready.name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), shopdesk::testing::StatusIs(absl::StatusCode::kUnavailable));
  const Order intended = world_.Get(ready.name());
  ASSERT_EQ(intended.parcels(0).state(), Parcel::INTENDED);
  world_.feed().RestoreTo(backup);
  Tell(intended, TrackingStatus::PENDING, absl::Minutes(3));
  SettleAfterRestore();
  EXPECT_EQ(world_.Get(ready.name()).parcels(0).state(), Parcel::SHIPPED);
  EXPECT_EQ(world_.Get(ready.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
}

TEST_P(TrackingResyncTest, AChangeOfAddressThatTookPlaceStays) {
  const Order order = Redirected();
  TellIntercept(order, Intercept::ACCEPTED);
  world_.Settle();
  const size_t backup = world_.feed().size();
  TellIntercept(order, Intercept::DONE);
  world_.Settle();
  ASSERT_EQ(world_.Get(order.name()).receiver().name(), "李**");
  world_.feed().RestoreTo(backup);
  SettleAfterRestore();
  EXPECT_EQ(world_.Get(order.name()).parcels(0).intercept_state(), "DONE");
  EXPECT_EQ(world_.Get(order.name()).receiver().name(), "李**");
}

TEST_P(TrackingResyncTest, AChangeOfAddressThatWasMissedIsAdopted) {
  const Order order = Redirected();
  const size_t backup = world_.feed().size();
  TellIntercept(order, Intercept::ACCEPTED);
  world_.Settle();
  world_.feed().RestoreTo(backup);
  TellIntercept(order, Intercept::DONE);
  SettleAfterRestore();
  EXPECT_EQ(world_.Get(order.name()).parcels(0).intercept_state(), "DONE");
  EXPECT_EQ(world_.Get(order.name()).receiver().name(), "李**");
}

}  // namespace
}  // namespace shopdesk::orders
