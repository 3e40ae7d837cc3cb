#include "services/orders/timers/order.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;

class DeadlinesTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, DeadlinesTest, testing::BothDatabases(), testing::NameOf);

TEST_P(DeadlinesTest, SilentBuyerReceiptByTimer) {
  const Order shipped = world_.Shipped("o");
  world_.Advance(absl::Hours(240) - absl::Seconds(1));
  EXPECT_EQ(world_.Get(shipped.name()).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  world_.Advance(absl::Seconds(1));
  const Order finished = world_.Get(shipped.name());
  EXPECT_EQ(finished.state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(finished.history(finished.history_size() - 1).event(), "auto_confirm");
  EXPECT_EQ(finished.payment().held_minor(), 0);
  EXPECT_EQ(finished.payment().released_minor(), 500);
}

TEST_P(DeadlinesTest, NobodyPays) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.Advance(absl::Hours(72));
  const Order closed = world_.Get(placed->name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), CloseReason::UNPAID_TOO_LONG);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  // A late callback is recorded and refunded, once.
  const RecordPaymentRequest late = PayRequest(*placed, "late");
  for (int i = 0; i < 2; ++i) {
    const auto answered = world_.Pay(late);
    ASSERT_THAT(answered, IsOk());
    EXPECT_THAT(*answered, EqualsProto(closed));
  }
  EXPECT_THAT(domain::KindsOf(world_.Ledger(placed->name())),
              ElementsAre(LedgerEntry::STRAY_PAID_IN, LedgerEntry::STRAY_REFUNDED));
  EXPECT_THAT(world_.EventsOf(placed->name()), Contains("order.stray_payment").Times(1));
  EXPECT_EQ(world_.Figures().paid_minor(), 0);
}

// The reservation expires before it could be confirmed, and another buyer takes the last piece.
class LastPieceGoneTest : public WorldTest {
 protected:
  void SetUp() override {
    world_.catalog().SetStock("a", 1);
    const auto placed = world_.Place(PlaceRequest("o"));
    ASSERT_THAT(placed, IsOk());
    order_ = *placed;
    world_.catalog().Expire(order_.reservation());
    world_.catalog().SetStock("a", 0);
    world_.SetReservationState(order_.name(), Order::LOST, "order.reservation_lost");
  }

  Order order_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, LastPieceGoneTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(LastPieceGoneTest, PaidIsHeldAndRefundedByPolicy) {
  ASSERT_THAT(world_.Pay(PayRequest(order_, "o")), IsOk());
  const Order held = world_.Get(order_.name());
  EXPECT_EQ(held.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  ASSERT_EQ(held.holds_size(), 1);
  EXPECT_EQ(held.holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
  EXPECT_EQ(held.payment().state(), PaymentState::HELD);
  EXPECT_EQ(held.deadline_event(), "paid_out_of_stock_refund");
  ConfirmReceiverRequest confirm;
  confirm.set_name(held.name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(held.name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("ON_HOLD"));

  world_.Advance(absl::Hours(24));
  const Order closed = world_.Get(order_.name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(closed.payment().state(), PaymentState::REFUNDED);
  EXPECT_EQ(closed.payment().refunded_minor(), 500);
  EXPECT_THAT(domain::KindsOf(world_.Ledger(order_.name())),
              ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::REFUNDED));
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.escrow().refunded(), 500);
  EXPECT_EQ(figures.escrow().held(), 0);
  EXPECT_EQ(figures.refunds_by_state(0).refunds(), 1);
  EXPECT_EQ(world_.catalog().available("a"), 0);
}

TEST_P(LastPieceGoneTest, ByHandIfThePolicySaysSo) {
  UpdatePolicyRequest update;
  Policy policy = TestPolicy();
  policy.set_paid_out_of_stock_by_hand(true);
  update.mutable_update_mask()->add_paths("paid_out_of_stock_by_hand");
  *update.mutable_policy() = policy;
  update.set_request_id("by-hand");
  ASSERT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(order_, "o")), IsOk());
  world_.Advance(absl::Hours(24 * 30));
  EXPECT_EQ(world_.Get(order_.name()).state(), OrderState::WAIT_SELLER_SEND_GOODS);
}

}  // namespace
}  // namespace shopdesk::orders
