#include "services/orders/handlers/trade/reservation.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::IsEmpty;

constexpr auto kReservationUnavailable = absl::StatusCode::kUnavailable;

class ReservationTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReservationTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ReservationTest, PaidAfterTheReservationWentReservesAgain) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  const std::string first = world_.Get(placed->name()).reservation();
  world_.catalog().Expire(first);
  world_.SetReservationState(placed->name(), Order::TENTATIVE, "");
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  const Order paid = world_.Get(placed->name());
  EXPECT_EQ(paid.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_THAT(paid.holds(), IsEmpty());
  EXPECT_NE(paid.reservation(), first);
  EXPECT_EQ(paid.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().StateOf(paid.reservation()), "CONFIRMED");
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

TEST_P(ReservationTest, ReservationLostBeforeItWasConfirmed) {
  // Catalog's clock ran ahead while orders could not reach it: the order learns that it is gone.
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  world_.catalog().Expire(placed->reservation());
  world_.SetReservationState(placed->name(), Order::TENTATIVE, "order.reservation_changed");
  EXPECT_EQ(world_.Get(placed->name()).reservation_state(), Order::LOST);
  EXPECT_THAT(world_.EventsOf(placed->name()), Contains("order.reservation_lost"));
}

TEST_P(ReservationTest, ReservationOfAPaidOrderIsMadeAnewByTheService) {
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
