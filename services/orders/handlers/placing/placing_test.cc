#include "services/orders/handlers/placing/placing.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;

constexpr auto kPlacingUnavailable = absl::StatusCode::kUnavailable;

class PlacingTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PlacingTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PlacingTest, PlaceOrderErrors) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->set_phone("1");
  request.mutable_receiver()->mutable_address()->set_postal_code("12");
  const auto invalid = world_.Place(request);
  EXPECT_THAT(invalid, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(world_.catalog().calls("ReserveStock"), 0);
  request = PlaceRequest("o2", PaymentMethod::ESCROW, "unknown");
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kNotFound));
  request = PlaceRequest("o3", PaymentMethod::ESCROW, "a", 101);
  const auto none = world_.Place(request);
  EXPECT_THAT(none, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "available"), "100");
  request = PlaceRequest("o4");
  request.set_parent("shops/other");
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kNotFound));
  request = PlaceRequest("o5", PaymentMethod::COD, "a", 100);
  world_.catalog().SetStock("a", 100, 5000);
  EXPECT_THAT(world_.Place(request), HasReason("COD_NOT_POSSIBLE"));
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(PlacingTest, GoodsThatNobodyTakesAreNotOrdered) {
  world_.catalog().SetGoods("a", "battery");
  world_.logistics().SetCouriers(
      {{"air", logistics::v1::Mode::COURIER_AIR, 900, "", true, "battery"}});
  const auto refused = world_.Place(PlaceRequest("o1"));
  EXPECT_THAT(refused, HasReason("NO_DELIVERY"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "limit"), "prohibited_goods");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "goods"), "battery");
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_THAT(world_.Place(PlaceRequest("o2", PaymentMethod::ESCROW, "b")), IsOk());
  // Another courier takes them: the wish is refused, and told why.
  world_.logistics().SetCouriers(
      {{"air", logistics::v1::Mode::COURIER_AIR, 900, "", true, "battery"},
       {"sf", logistics::v1::Mode::COURIER_ROAD, 800}});
  PlaceOrderRequest wished = PlaceRequest("o3");
  wished.mutable_delivery()->set_carrier_id("air");
  const auto not_by_air = world_.Place(wished);
  EXPECT_THAT(not_by_air, HasReason("COURIER_NOT_POSSIBLE"));
  EXPECT_EQ(ErrorMetadataOf(not_by_air.status(), "goods"), "battery");
  EXPECT_THAT(world_.Place(PlaceRequest("o4")), IsOk());
}

TEST_P(PlacingTest, OrderIdIsTakenOnce) {
  ASSERT_THAT(world_.Place(PlaceRequest("o/1")), IsOk());
  PlaceOrderRequest second = PlaceRequest("o/1", PaymentMethod::ESCROW, "b");
  second.set_request_id("second");
  EXPECT_THAT(world_.Place(second), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(world_.Get("shops/s/orders/o%2F1").lines(0).sku_id(), "a");
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().reserved("b"), 0);
}

TEST_P(PlacingTest, PricesComeFromCatalogAndIdsFromTheRequest) {
  PlaceOrderRequest request = PlaceRequest("");
  request.set_request_id("r1");
  const auto first = world_.Place(request);
  const auto second = world_.Place(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->name(), second->name());
  EXPECT_EQ(first->total().minor(), 500);
}

TEST_P(PlacingTest, IdsThatNobodyChoseStandInTheOrderOfTime) {
  const auto request = [](const char* request_id) {
    PlaceOrderRequest made = PlaceRequest("");
    made.set_request_id(request_id);
    return made;
  };
  // Reserved, and not written.
  world_.logistics().FailNext("Quote", Fault::kBefore);
  EXPECT_THAT(world_.Place(request("r1")), StatusIs(kPlacingUnavailable));
  world_.Advance(absl::Milliseconds(1));
  const auto second = world_.Place(request("r2"));
  world_.Advance(absl::Minutes(1));
  const auto third = world_.Place(request("r3"));
  // What is repeated keeps the place of its reservation.
  const auto first = world_.Place(request("r1"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(third, IsOk());
  EXPECT_LT(first->name(), second->name());
  EXPECT_LT(second->name(), third->name());
  EXPECT_EQ(LastSegment(first->name()).size(), 36u);
  EXPECT_EQ(world_.Place(request("r1"))->name(), first->name());
}

TEST_P(PlacingTest, ABlankMessageIsNone) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.set_buyer_message(" \u3000\u200b\n");
  const auto placed = world_.Place(request);
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->buyer_message(), "");
  EXPECT_EQ(world_.Get(placed->name()).buyer_message(), "");
}

TEST_P(PlacingTest, PlaceOrderAnswerOfCatalogLost) {
  world_.catalog().FailNext("ReserveStock", Fault::kAfter);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), StatusIs(kPlacingUnavailable));
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

TEST_P(PlacingTest, PlaceOrderCutOffBeforeItIsWritten) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().FailNext("Quote", Fault::kBefore);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), StatusIs(kPlacingUnavailable));
  // Unknown outcomes keep their reservation.
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  world_.Restart();
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.Get("shops/s/orders/o").reservation_state(), Order::CONFIRMED);
}

TEST_P(PlacingTest, PlaceOrderRefusedForGoodGivesTheReservationBack) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().SetFreight(-1);
  EXPECT_THAT(world_.Place(PlaceRequest("o")), HasReason("NO_DELIVERY"));
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

// Orders that come faster than catalog confirms their reservations are refused before one of those
// that were taken can lose its own.
TEST_P(PlacingTest, RefusesOrdersThatCatalogCannotConfirmInTime) {
  const auto place = [&](const PlaceOrderRequest& request) {
    return world_.PlaceUnsettled(request).status();
  };
  world_.catalog().HoldConfirmations(true);
  world_.catalog().SetHold(absl::Hours(1));
  ASSERT_THAT(place(PlaceRequest("taken")), IsOk());
  world_.catalog().SetHold(absl::Milliseconds(1));
  absl::Status refused;
  for (int i = 0; refused.ok() && i < 1000; ++i) {
    refused = place(PlaceRequest(absl::StrCat("o", i)));
  }
  EXPECT_THAT(refused, HasReason("OVERLOADED"));
  EXPECT_TRUE(refused.GetPayload(kRetryInfoUrl).has_value());
  // Who has the time is taken.
  world_.catalog().SetHold(absl::Hours(1));
  EXPECT_THAT(place(PlaceRequest("patient")), IsOk());
  world_.catalog().HoldConfirmations(false);
  world_.Settle();
  EXPECT_EQ(world_.Get("shops/s/orders/taken").reservation_state(), Order::CONFIRMED);
  world_.catalog().SetHold(absl::Milliseconds(1));
  EXPECT_THAT(place(PlaceRequest("later")), IsOk());
}

}  // namespace
}  // namespace shopdesk::orders
