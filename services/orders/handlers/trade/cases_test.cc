// The cases of a whole order's life, on both databases.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::World;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class CasesTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CasesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

std::vector<int> Kinds(const std::vector<LedgerEntry>& ledger) {
  std::vector<int> kinds;
  for (const LedgerEntry& entry : ledger) kinds.push_back(entry.kind());
  return kinds;
}

// Calls twice with the same request_id: the same answer, and the order as it was.
template <class Call>
Order Twice(World& world, Call call) {
  const absl::StatusOr<Order> first = call();
  EXPECT_THAT(first, IsOk());
  if (!first.ok()) return {};
  const Order after = world.Get(first->name());
  const absl::StatusOr<Order> second = call();
  EXPECT_THAT(second, IsOk());
  if (second.ok()) {
    EXPECT_THAT(*second, EqualsProto(*first));
  }
  EXPECT_THAT(world.Get(first->name()), EqualsProto(after));
  return after;
}

TEST_P(CasesTest, EscrowHappyPathEveryCallTwice) {
  const PlaceOrderRequest place = PlaceRequest("o", ESCROW, "a", 3);
  const Order placed = Twice(world_, [&] { return world_.Place(place); });
  EXPECT_EQ(placed.state(), WAIT_BUYER_PAY);
  EXPECT_EQ(placed.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().available("a"), 97);

  const RecordPaymentRequest pay = PayRequest(placed, "o");
  const Order paid = Twice(world_, [&] { return world_.Pay(pay); });
  EXPECT_EQ(paid.state(), WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(paid.payment().state(), HELD);

  ConfirmReceiverRequest confirm;
  confirm.set_name(placed.name());
  confirm.set_channel(type::v1::IM);
  confirm.set_request_id("confirm");
  Twice(world_, [&] { return world_.Write<Order>(confirm, handlers::ConfirmReceiver); });

  ShipOrderRequest ship;
  ship.set_name(placed.name());
  ship.set_request_id("ship");
  const Order shipped = Twice(world_, [&] { return world_.Ship(ship); });
  EXPECT_EQ(shipped.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 3);

  world_.Track(shipped.parcels(0).shipment(), logistics::v1::DELIVERED);
  EXPECT_EQ(world_.Get(placed.name()).lines(0).delivered(), 3);

  ConfirmReceiptRequest receipt;
  receipt.set_name(placed.name());
  receipt.set_request_id("receipt");
  const Order finished =
      Twice(world_, [&] { return world_.Write<Order>(receipt, handlers::ConfirmReceipt); });
  EXPECT_EQ(finished.state(), TRADE_FINISHED);
  EXPECT_EQ(finished.payment().released_minor(), 1500);

  // Money in once and released once, one shipping notice, and nothing left to happen.
  EXPECT_THAT(Kinds(world_.Ledger(placed.name())),
              ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::RELEASED));
  world_.Advance(absl::Hours(24 * 60));
  EXPECT_THAT(world_.Get(placed.name()), EqualsProto(finished));
  EXPECT_THAT(world_.EventsOf(placed.name()),
              ElementsAre("order.placed", "order.paid", "order.receiver_confirmed", "order.shipped",
                          "order.delivered", "order.finished"));
  const OrderFigures figures = world_.Figures();
  EXPECT_THAT(figures, EqualsProto(R"pb(
                orders: 1
                orders_by_state { key: "TRADE_FINISHED" value: 1 }
                paid_minor: 1500
                units_sold: 3
                escrow { paid_in: 1500 released: 1500 }
                cod {}
                bank {}
                ship_by { shipped: 1 }
                reminders {}
                cod_rates {
                  all {}
                  confirmed {}
                  unconfirmed {}
                }
              )pb"));
}

TEST_P(CasesTest, SilentBuyerReceiptByTimer) {
  const Order shipped = world_.Shipped("o");
  world_.Advance(absl::Hours(240) - absl::Seconds(1));
  EXPECT_EQ(world_.Get(shipped.name()).state(), WAIT_BUYER_CONFIRM_GOODS);
  world_.Advance(absl::Seconds(1));
  const Order finished = world_.Get(shipped.name());
  EXPECT_EQ(finished.state(), TRADE_FINISHED);
  EXPECT_EQ(finished.history(finished.history_size() - 1).event(), "auto_confirm");
  EXPECT_EQ(finished.payment().held_minor(), 0);
  EXPECT_EQ(finished.payment().released_minor(), 500);
}

TEST_P(CasesTest, NobodyPays) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.Advance(absl::Hours(72));
  const Order closed = world_.Get(placed->name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), UNPAID_TOO_LONG);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  // A late callback is recorded and refunded, once.
  const RecordPaymentRequest late = PayRequest(*placed, "late");
  for (int i = 0; i < 2; ++i) {
    const auto answered = world_.Pay(late);
    ASSERT_THAT(answered, IsOk());
    EXPECT_THAT(*answered, EqualsProto(closed));
  }
  EXPECT_THAT(Kinds(world_.Ledger(placed->name())),
              ElementsAre(LedgerEntry::STRAY_PAID_IN, LedgerEntry::STRAY_REFUNDED));
  EXPECT_THAT(world_.EventsOf(placed->name()), Contains("order.stray_payment").Times(1));
  EXPECT_EQ(world_.Figures().paid_minor(), 0);
}

TEST_P(CasesTest, PaidAfterTheReservationWentReservesAgain) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  const std::string first = world_.Get(placed->name()).reservation();
  world_.catalog().Expire(first);
  world_.SetReservationState(placed->name(), Order::TENTATIVE, "");
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  const Order paid = world_.Get(placed->name());
  EXPECT_EQ(paid.state(), WAIT_SELLER_SEND_GOODS);
  EXPECT_THAT(paid.holds(), IsEmpty());
  EXPECT_NE(paid.reservation(), first);
  EXPECT_EQ(paid.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().StateOf(paid.reservation()), "CONFIRMED");
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

// The reservation expires before it could be confirmed, and another buyer takes the last piece.
class LastPieceGoneTest : public CasesTest {
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

INSTANTIATE_TEST_SUITE_P(BothDatabases, LastPieceGoneTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(LastPieceGoneTest, PaidIsHeldAndRefundedByPolicy) {
  ASSERT_THAT(world_.Pay(PayRequest(order_, "o")), IsOk());
  const Order held = world_.Get(order_.name());
  EXPECT_EQ(held.state(), WAIT_SELLER_SEND_GOODS);
  ASSERT_EQ(held.holds_size(), 1);
  EXPECT_EQ(held.holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
  EXPECT_EQ(held.payment().state(), HELD);
  EXPECT_EQ(held.deadline_event(), "paid_out_of_stock_refund");
  ConfirmReceiverRequest confirm;
  confirm.set_name(held.name());
  confirm.set_channel(type::v1::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(held.name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("ON_HOLD"));

  world_.Advance(absl::Hours(24));
  const Order closed = world_.Get(order_.name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED);
  EXPECT_EQ(closed.payment().state(), REFUNDED);
  EXPECT_EQ(closed.payment().refunded_minor(), 500);
  EXPECT_THAT(Kinds(world_.Ledger(order_.name())),
              ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::REFUNDED));
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.escrow().refunded(), 500);
  EXPECT_EQ(figures.escrow().held(), 0);
  EXPECT_EQ(figures.refunds_by_state().at("SUCCESS"), 1);
  EXPECT_EQ(world_.catalog().available("a"), 0);
}

TEST_P(LastPieceGoneTest, ByHandIfThePolicySaysSo) {
  UpdatePolicyRequest update;
  Policy policy = TestPolicy();
  policy.set_paid_out_of_stock_refund_seconds(0);
  update.mutable_update_mask()->add_paths("paid_out_of_stock_refund_seconds");
  *update.mutable_policy() = policy;
  update.set_request_id("by-hand");
  ASSERT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(order_, "o")), IsOk());
  world_.Advance(absl::Hours(24 * 30));
  EXPECT_EQ(world_.Get(order_.name()).state(), WAIT_SELLER_SEND_GOODS);
}

TEST_P(CasesTest, RefundBeforeShippingIsAgreedAfterTwoDays) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const Order ready = world_.ReadyToShip("o");
  EXPECT_EQ(ready.freight().minor(), 800);
  OpenRefundRequest open;
  open.set_parent(ready.name());
  open.set_kind(MONEY_ONLY);
  open.set_reason(NOT_WANTED_BEFORE_SHIPPING);
  open.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  EXPECT_EQ(world_.Get(ready.name()).lines(0).locked(), 1);
  ShipOrderRequest ship;
  ship.set_name(ready.name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("LINES_LOCKED"));

  world_.Advance(absl::Hours(48));
  const Order closed = world_.Get(ready.name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED);
  EXPECT_EQ(closed.payment().refunded_minor(), 1300);
  const std::vector<LedgerEntry> ledger = world_.Ledger(ready.name());
  ASSERT_THAT(Kinds(ledger), ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::REFUNDED));
  EXPECT_EQ(ledger[1].freight_minor(), 800);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(CasesTest, RefundPausesTheReceiptTimer) {
  const Order shipped = world_.Shipped("o");
  world_.Advance(absl::Hours(24));
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(MONEY_ONLY);
  open.set_reason(NOT_AS_DESCRIBED);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(world_.Get(shipped.name()).paused_seconds_left(), 9 * 86400);
  RefuseRefundRequest refuse;
  refuse.set_name(refund->name());
  refuse.set_refusal("已发货");
  refuse.set_request_id("refuse");
  ASSERT_THAT(world_.Write<Refund>(refuse, handlers::RefuseRefund), IsOk());
  // The buyer doesn't escalate: closed after 5 days, and the clock runs on.
  world_.Advance(absl::Hours(5 * 24));
  const Order resumed = world_.Get(shipped.name());
  EXPECT_EQ(resumed.open_refunds(), 0);
  EXPECT_EQ(resumed.deadline_event(), "auto_confirm");
  EXPECT_EQ(FromProto(resumed.deadline_time()),
            shopdesk::testing::kTestTime + absl::Hours((1 + 5 + 9) * 24));
  world_.Advance(absl::Hours(9 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), TRADE_FINISHED);
}

TEST_P(CasesTest, CodFromConfirmationToRemittance) {
  const auto placed = world_.Place(PlaceRequest("o", COD, "a", 2));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->state(), WAIT_COD_CONFIRM);
  ConfirmCodRequest confirm;
  confirm.set_name(placed->name());
  *confirm.mutable_surcharge_told() = placed->cod_surcharge();
  confirm.set_channel(type::v1::PHONE);
  confirm.set_receiver_verified(true);
  confirm.set_request_id("confirm");
  Twice(world_, [&] { return world_.ConfirmCod(confirm); });
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  const Order shipped = world_.Get(placed->name());
  EXPECT_EQ(world_.logistics().RequestOf(shipped.parcels(0).shipment()).cod_amount().minor(), 1500);
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::DELIVERED);
  EXPECT_EQ(world_.Get(placed->name()).state(), TRADE_BUYER_SIGNED);
  RecordCodRemittanceRequest remit;
  remit.set_name(placed->name());
  *remit.mutable_amount() = placed->total();
  remit.set_request_id("remit");
  Twice(world_, [&] { return world_.Write<Order>(remit, handlers::RecordCodRemittance); });
  world_.Advance(absl::Hours(7 * 24));
  const Order finished = world_.Get(placed->name());
  EXPECT_EQ(finished.state(), TRADE_FINISHED);
  EXPECT_EQ(finished.payment().state(), REMITTED);
  EXPECT_THAT(Kinds(world_.Ledger(placed->name())),
              ElementsAre(LedgerEntry::COD_COLLECTED, LedgerEntry::COD_REMITTED));
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.cod().collected(), 1000);
  EXPECT_EQ(figures.cod_surcharge_paid_minor(), 500);
  EXPECT_EQ(figures.units_sold(), 2);
}

TEST_P(CasesTest, CodRefusedAtTheDoorIsRestocked) {
  Policy policy = TestPolicy();
  policy.set_cod_rule(Policy::OFF);
  ASSERT_THAT(world_.SetPolicy(policy, "off"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o", COD, "a", 2));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->state(), WAIT_SELLER_SEND_GOODS);
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  EXPECT_EQ(world_.catalog().available("a"), 98);
  const std::string shipment = world_.Get(placed->name()).parcels(0).shipment();
  world_.Track(shipment, logistics::v1::REFUSED);
  world_.Track(shipment, logistics::v1::RETURNED);
  // A late event of a carrier changes nothing any more.
  world_.Track(shipment, logistics::v1::DELIVERED);
  EXPECT_EQ(world_.Get(placed->name()).state(), TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_THAT(world_.Ledger(placed->name()), IsEmpty());
}

TEST_P(CasesTest, CodNobodyAnswers) {
  const auto placed = world_.Place(PlaceRequest("o", COD));
  ASSERT_THAT(placed, IsOk());
  world_.Advance(absl::Hours(24));
  const Order closed = world_.Get(placed->name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), BUYER_UNREACHABLE);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(CasesTest, ReturnedGoodsAreRestockedAsInspected) {
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::DELIVERED);
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RETURN_AND_REFUND);
  open.set_reason(QUALITY);
  open.set_request_id("refund");
  open.set_seller_initiated(true);
  open.set_inspection(DAMAGED);
  ASSERT_THAT(world_.Write<Refund>(open, handlers::OpenRefund), IsOk());
  const Order closed = world_.Get(shipped.name());
  EXPECT_EQ(closed.state(), TRADE_CLOSED);
  EXPECT_EQ(closed.lines(0).returned(), 1);
  EXPECT_EQ(world_.catalog().damaged("a"), 1);
  EXPECT_EQ(world_.catalog().available("a"), 99);
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.units_returned(), 1);
  EXPECT_EQ(figures.refunded_minor(), 500);
}

}  // namespace
}  // namespace shopdesk::orders
