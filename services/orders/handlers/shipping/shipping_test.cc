#include "services/orders/handlers/shipping/shipping.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::IsEmpty;

constexpr auto kShippingUnavailable = absl::StatusCode::kUnavailable;

class ShippingTest : public WorldTest {
 protected:
  ShipOrderRequest ShipRequest(const std::string& order, const std::string& request_id) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_request_id(request_id);
    return request;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ShippingTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ShippingTest, PartShippingCommitsWhatIsShipped) {
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::ESCROW, "a", 3));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  LineQuantity& part = *ship.add_lines();
  part.set_line(1);
  part.set_quantity(1);
  ship.set_request_id("part");
  const auto first = world_.Ship(ship);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->state(), OrderState::SELLER_CONSIGNED_PART);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
  ship.clear_lines();
  ship.set_request_id("rest");
  const auto rest = world_.Ship(ship);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.catalog().shipped("a"), 3);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(ShippingTest, LogisticsIsToldWhatGoesAndWhatItIsInsuredFor) {
  Policy policy = testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  policy.set_insure_parcels(true);
  ASSERT_THAT(world_.SetPolicy(policy, "insure"), IsOk());
  world_.logistics().SetCouriers(
      {{"sf", logistics::v1::Mode::COURIER_ROAD, 800, "", true, "", /*premium_bps=*/1000}});
  world_.catalog().SetGoods("a", "fragile");
  const Order ready = world_.ReadyToShip("o");
  EXPECT_EQ(ready.freight().minor(), 800) << "insurance is the shop's";
  const auto shipped = world_.Ship(ShipRequest(ready.name(), "ship"));
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->parcels(0).declared_value().minor(), 500);
  const auto told = world_.logistics().RequestOf(shipped->parcels(0).shipment());
  EXPECT_EQ(told.declared_value().minor(), 500);
  EXPECT_EQ(told.goods_value().minor(), 500);
  ASSERT_EQ(told.parcels_size(), 1);
  EXPECT_THAT(told.parcels(0).goods(), ::testing::ElementsAre("fragile"));
}

TEST_P(ShippingTest, WhoShipsSaysWhatItIsInsuredFor) {
  const Order ready = world_.ReadyToShip("o");
  ShipOrderRequest request = ShipRequest(ready.name(), "wrong");
  request.mutable_declared_value()->set_currency_code("USD");
  request.mutable_declared_value()->set_minor(400);
  EXPECT_THAT(world_.Ship(request), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(world_.Get(ready.name()).parcels(), IsEmpty());
  // What was said holds when the timer goes on with it.
  request.mutable_declared_value()->set_currency_code("CNY");
  request.set_request_id("right");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(request), StatusIs(kShippingUnavailable));
  world_.Advance(absl::Minutes(10));
  const Order shipped = world_.Get(ready.name());
  ASSERT_EQ(shipped.parcels(0).state(), Parcel::SHIPPED);
  EXPECT_EQ(world_.logistics().RequestOf(shipped.parcels(0).shipment()).declared_value().minor(),
            400);
}

TEST_P(ShippingTest, ThePartThatGoesIsQuotedAndNotTheWholeOrder) {
  world_.catalog().SetGoods("a", "battery");
  PlaceOrderRequest place = PlaceRequest("o", PaymentMethod::ESCROW, "b");
  place.add_lines()->set_sku_id("a");
  place.mutable_lines(1)->set_quantity(1);
  const auto placed = world_.Place(place);
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  // Since then no courier takes batteries.
  world_.logistics().SetCouriers(
      {{"post", logistics::v1::Mode::SURFACE_MAIL, 300},
       {"sf", logistics::v1::Mode::COURIER_ROAD, 800, "", true, "battery"}});
  int32_t plain = 0;
  for (const OrderLine& line : placed->lines()) {
    if (line.sku_id() == "b") plain = line.line();
  }
  ShipOrderRequest part = ShipRequest(placed->name(), "part");
  part.add_lines()->set_line(plain);
  part.mutable_lines(0)->set_quantity(1);
  const auto first = world_.Ship(part);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->parcels(0).carrier_id(), "sf");
  const auto rest = world_.Ship(ShipRequest(placed->name(), "rest"));
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->parcels(1).carrier_id(), "post");
}

TEST_P(ShippingTest, TheSenderIsWhereGoodsComeBackTo) {
  const Order without = world_.Shipped("o1");
  EXPECT_FALSE(world_.logistics().RequestOf(without.parcels(0).shipment()).has_sender());
  SetReturnAddressRequest set;
  set.set_name("shops/s/returnAddresses/main");
  *set.mutable_receiver() = testing::TestReceiver();
  set.mutable_receiver()->set_name("退货组");
  set.set_request_id("address");
  ASSERT_THAT(world_.Write<ReturnAddress>(set, handlers::SetReturnAddress), IsOk());
  const Order with = world_.Shipped("o2");
  EXPECT_EQ(world_.logistics().RequestOf(with.parcels(0).shipment()).sender().name(), "退货组");
}

TEST_P(ShippingTest, ExtensionMovesTheTimer) {
  const Order shipped = world_.Shipped("o");
  ExtendReceiptRequest extend;
  extend.set_name(shipped.name());
  extend.set_days(3);
  extend.set_request_id("extend");
  ASSERT_THAT(world_.Write<Order>(extend, handlers::ExtendReceipt), IsOk());
  extend.set_request_id("again");
  EXPECT_THAT(world_.Write<Order>(extend, handlers::ExtendReceipt), HasReason("ALREADY_EXTENDED"));
  world_.Advance(absl::Hours(10 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  world_.Advance(absl::Hours(3 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), OrderState::TRADE_FINISHED);
}

TEST_P(ShippingTest, ShipOrderCallNotMadeThenRepeated) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kShippingUnavailable));
  EXPECT_EQ(world_.Get(ready.name()).parcels(0).state(), Parcel::INTENDED);
  // Another call can't ship the same pieces meanwhile.
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "other")), HasReason("QUANTITY_EXCEEDED"));
  ASSERT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), IsOk());
  EXPECT_EQ(world_.Get(ready.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
}

TEST_P(ShippingTest, ShipOrderAnswerLostIsFinishedByTheTimer) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kShippingUnavailable));
  world_.Restart();
  EXPECT_EQ(world_.Get(ready.name()).parcels(0).state(), Parcel::INTENDED);
  world_.Advance(absl::Minutes(10));
  const Order shipped = world_.Get(ready.name());
  EXPECT_EQ(shipped.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
  // The caller comes back at last.
  const auto repeated = world_.Ship(ShipRequest(ready.name(), "ship"));
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->parcels(0).state(), Parcel::SHIPPED);
  EXPECT_THAT(world_.EventsOf(ready.name()), Contains("order.shipped").Times(1));
}

TEST_P(ShippingTest, ShipOrderNeverCalledIsFinishedByTheTimer) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kShippingUnavailable));
  world_.Advance(absl::Minutes(10));
  EXPECT_EQ(world_.Get(ready.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
}

TEST_P(ShippingTest, ShipOrderDeclinedLeavesNothing) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().DeclineNext();
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), HasReason("NO_DELIVERY"));
  const Order after = world_.Get(ready.name());
  EXPECT_THAT(after.parcels(), IsEmpty());
  EXPECT_EQ(after.lines(0).to_ship(), 1);
  EXPECT_EQ(after.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  ASSERT_THAT(world_.Ship(ShipRequest(ready.name(), "ship2")), IsOk());
}

TEST_P(ShippingTest, ShipOrderDeclinedWhenTheTimerRepeatsIt) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kShippingUnavailable));
  world_.logistics().DeclineNext();
  world_.Advance(absl::Minutes(10));
  EXPECT_THAT(world_.Get(ready.name()).parcels(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
