#include "services/orders/followers/outbox.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kOutboxUnavailable = absl::StatusCode::kUnavailable;

class OutboxTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OutboxTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OutboxTest, CodRefusedAtTheDoorIsRestocked) {
  world_.catalog().SetLocation("a", "south");
  Policy policy = TestPolicy();
  policy.set_cod_rule(Policy::OFF);
  ASSERT_THAT(world_.SetPolicy(policy, "off"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD, "a", 2));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->state(), OrderState::WAIT_SELLER_SEND_GOODS);
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  EXPECT_EQ(world_.catalog().available("a"), 98);
  const std::string shipment = world_.Get(placed->name()).parcels(0).shipment();
  world_.Track(shipment, logistics::v1::TrackingStatus::REFUSED);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().adjusted_at("a"), "south");
  EXPECT_THAT(world_.Ledger(placed->name()), IsEmpty());
}

TEST_P(OutboxTest, ReturnedGoodsAreRestockedAsInspectedWhereTheyLay) {
  world_.catalog().SetLocation("a", "south");
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RefundKind::RETURN_AND_REFUND);
  open.set_reason(RefundReason::QUALITY);
  open.set_request_id("refund");
  open.set_seller_initiated(true);
  open.set_inspection(Inspection::DAMAGED);
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  const Order closed = world_.Get(shipped.name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(closed.lines(0).returned(), 1);
  EXPECT_EQ(world_.catalog().damaged("a"), 1);
  EXPECT_EQ(world_.catalog().adjusted_at("a"), "south");
  EXPECT_EQ(world_.catalog().available("a"), 99);
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.units_returned(), 1);
  EXPECT_EQ(figures.refunded_minor(), 500);
}

TEST_P(OutboxTest, GoodsThatCatalogDoesNotBookAreSomebodysWork) {
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  world_.catalog().RemoveSku("a");
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RefundKind::RETURN_AND_REFUND);
  open.set_reason(RefundReason::QUALITY);
  open.set_request_id("refund");
  open.set_seller_initiated(true);
  open.set_inspection(Inspection::RESTOCK);
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  EXPECT_THAT(world_.WorkOf(shipped.name()), ElementsAre("stock_not_booked"));
  // The feed goes on.
  world_.catalog().SetStock("b", 5);
  ASSERT_THAT(world_.Place(PlaceRequest("next", PaymentMethod::ESCROW, "b")), IsOk());
  EXPECT_EQ(world_.Get("shops/s/orders/next").reservation_state(), Order::CONFIRMED);
}

TEST_P(OutboxTest, ConfirmationIsRepeatedAcrossARestart) {
  world_.catalog().FailNext("ConfirmReservation", Fault::kAfter);
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  world_.Restart();
  world_.Settle();
  EXPECT_EQ(world_.Get("shops/s/orders/o").reservation_state(), Order::CONFIRMED);
}

TEST_P(OutboxTest, StockCallsAreRepeatedUntilTheySucceed) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().FailNext("ReleaseReservation", Fault::kAfter);
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().calls("ReleaseReservation"), 2);
}

}  // namespace
}  // namespace shopdesk::orders
