// Workflows cut off between two steps: a repetition, or the service by itself, finishes them.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
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
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::IsEmpty;

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

class CrashTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  ShipOrderRequest ShipRequest(const std::string& order, const std::string& request_id) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_request_id(request_id);
    return request;
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CrashTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(CrashTest, PlaceOrderAnswerOfCatalogLost) {
  world_.catalog().FailNext("ReserveStock", Fault::kAfter);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), StatusIs(kUnavailable));
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

TEST_P(CrashTest, PlaceOrderCutOffBeforeItIsWritten) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().FailNext("Quote", Fault::kBefore);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), StatusIs(kUnavailable));
  // Unknown outcomes keep their reservation.
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  world_.Restart();
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.Get("shops/s/orders/o").reservation_state(), Order::CONFIRMED);
}

TEST_P(CrashTest, PlaceOrderRefusedForGoodGivesTheReservationBack) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().SetFreight(-1);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), HasReason("NO_DELIVERY"));
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(CrashTest, ConfirmationIsRepeatedAcrossARestart) {
  world_.catalog().FailNext("ConfirmReservation", Fault::kAfter);
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  world_.Restart();
  world_.Settle();
  EXPECT_EQ(world_.Get("shops/s/orders/o").reservation_state(), Order::CONFIRMED);
}

TEST_P(CrashTest, PaymentCutOffAfterTheReservationWasConfirmed) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  const RecordPaymentRequest pay = PayRequest(*placed, "o");
  ASSERT_THAT(world_.Pay(pay), IsOk());
  // The channel calls again under another request_id: the transaction is known.
  RecordPaymentRequest again = pay;
  again.set_request_id("again");
  const Order before = world_.Get(placed->name());
  ASSERT_THAT(world_.Pay(again), IsOk());
  EXPECT_THAT(world_.Get(placed->name()), EqualsProto(before));
  EXPECT_EQ(world_.Ledger(placed->name()).size(), 1u);
}

TEST_P(CrashTest, SecondRealPaymentIsRefunded) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "1")), IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "2")), IsOk());
  EXPECT_EQ(world_.Ledger(placed->name()).size(), 3u);
  EXPECT_EQ(world_.Get(placed->name()).payment().held_minor(), 500);
  // A transaction belongs to one order.
  const auto other = world_.Place(PlaceRequest("o2"));
  ASSERT_THAT(other, IsOk());
  RecordPaymentRequest reused = PayRequest(*other, "2");
  reused.set_request_id("reused");
  EXPECT_THAT(world_.Pay(reused), HasReason("TRANSACTION_REUSED"));
}

TEST_P(CrashTest, EightPaymentsAtOncePayOnce) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  std::vector<std::thread> callers;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      // Four transactions, each told twice.
      RecordPaymentRequest request = PayRequest(*placed, absl::StrCat(i % 4));
      request.set_request_id(absl::StrCat("caller-", i));
      const runtime::CallInfo call = world_.CallOf("RecordPayment", request.request_id());
      Order response;
      const absl::Status status =
          world_.runtime().Workflow(call, &request, &response, [&](runtime::WorkflowContext& ctx) {
            return handlers::RecordPayment(ctx, request, &response, world_.catalog());
          });
      EXPECT_THAT(status, IsOk());
      if (status.ok()) ++answered;
    });
  }
  for (std::thread& caller : callers) caller.join();
  world_.Settle();
  EXPECT_EQ(answered, 8);
  int paid_in = 0;
  int stray = 0;
  for (const LedgerEntry& entry : world_.Ledger(placed->name())) {
    if (entry.kind() == LedgerEntry::PAID_IN) ++paid_in;
    if (entry.kind() == LedgerEntry::STRAY_REFUNDED) ++stray;
  }
  EXPECT_EQ(paid_in, 1);
  EXPECT_EQ(stray, 3);
  EXPECT_EQ(world_.Get(placed->name()).payment().held_minor(), 500);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

TEST_P(CrashTest, ShipOrderCallNotMadeThenRepeated) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kUnavailable));
  EXPECT_EQ(world_.Get(ready.name()).parcels(0).state(), Parcel::INTENDED);
  // Another call can't ship the same pieces meanwhile.
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "other")), HasReason("QUANTITY_EXCEEDED"));
  ASSERT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), IsOk());
  EXPECT_EQ(world_.Get(ready.name()).state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
}

TEST_P(CrashTest, ShipOrderAnswerLostIsFinishedByTheTimer) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kUnavailable));
  world_.Restart();
  EXPECT_EQ(world_.Get(ready.name()).parcels(0).state(), Parcel::INTENDED);
  world_.Advance(absl::Minutes(10));
  const Order shipped = world_.Get(ready.name());
  EXPECT_EQ(shipped.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
  // The caller comes back at last.
  const auto repeated = world_.Ship(ShipRequest(ready.name(), "ship"));
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->parcels(0).state(), Parcel::SHIPPED);
  EXPECT_THAT(world_.EventsOf(ready.name()), Contains("order.shipped").Times(1));
}

TEST_P(CrashTest, ShipOrderNeverCalledIsFinishedByTheTimer) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kUnavailable));
  world_.Advance(absl::Minutes(10));
  EXPECT_EQ(world_.Get(ready.name()).state(), WAIT_BUYER_CONFIRM_GOODS);
}

TEST_P(CrashTest, ShipOrderDeclinedLeavesNothing) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().DeclineNext();
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), HasReason("NO_DELIVERY"));
  const Order after = world_.Get(ready.name());
  EXPECT_THAT(after.parcels(), IsEmpty());
  EXPECT_EQ(after.lines(0).to_ship(), 1);
  EXPECT_EQ(after.state(), WAIT_SELLER_SEND_GOODS);
  ASSERT_THAT(world_.Ship(ShipRequest(ready.name(), "ship2")), IsOk());
}

TEST_P(CrashTest, ShipOrderDeclinedWhenTheTimerRepeatsIt) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kUnavailable));
  world_.logistics().DeclineNext();
  world_.Advance(absl::Minutes(10));
  EXPECT_THAT(world_.Get(ready.name()).parcels(), IsEmpty());
}

TEST_P(CrashTest, TrackingTellsOfAShipmentBeforeShipOrderCould) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kUnavailable));
  world_.Track(world_.logistics().shipments()[0].name(), logistics::v1::DELIVERED);
  const Order delivered = world_.Get(ready.name());
  EXPECT_EQ(delivered.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(delivered.lines(0).delivered(), 1);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
}

TEST_P(CrashTest, StockCallsAreRepeatedUntilTheySucceed) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().FailNext("ReleaseReservation", Fault::kAfter);
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(world_.catalog().available("a"), 100);
  EXPECT_EQ(world_.catalog().calls("ReleaseReservation"), 2);
}

TEST_P(CrashTest, ReservationLostBeforeItWasConfirmed) {
  // Catalog's clock ran ahead while orders could not reach it: the order learns that it is gone.
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().Expire(placed->reservation());
  world_.SetReservationState(placed->name(), Order::TENTATIVE, "order.reservation_changed");
  EXPECT_EQ(world_.Get(placed->name()).reservation_state(), Order::LOST);
  EXPECT_THAT(world_.EventsOf(placed->name()), Contains("order.reservation_lost"));
}

TEST_P(CrashTest, ReservationOfAPaidOrderIsMadeAnewByTheService) {
  const Order ready = world_.ReadyToShip("o");
  world_.catalog().Expire(ready.reservation());
  world_.SetReservationState(ready.name(), Order::TENTATIVE, "order.reservation_changed");
  const Order renewed = world_.Get(ready.name());
  EXPECT_NE(renewed.reservation(), ready.reservation());
  EXPECT_EQ(renewed.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  // And once more, with nothing left.
  world_.catalog().Expire(renewed.reservation());
  world_.catalog().SetStock("a", 0);
  world_.SetReservationState(ready.name(), Order::TENTATIVE, "order.reservation_changed");
  const Order held = world_.Get(ready.name());
  ASSERT_EQ(held.holds_size(), 1);
  EXPECT_EQ(held.holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
  EXPECT_EQ(held.deadline_event(), "paid_out_of_stock_refund");
}

}  // namespace
}  // namespace shopdesk::orders
