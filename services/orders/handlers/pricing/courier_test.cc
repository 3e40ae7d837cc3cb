#include "services/orders/handlers/pricing/courier.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::FakeLogistics;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::TestPolicy;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class CourierTest : public WorldTest {
 protected:
  CourierTest() {
    world_.logistics().SetCouriers({{"post", logistics::v1::Mode::SURFACE_MAIL, 300, ""},
                                    {"sf", logistics::v1::Mode::COURIER_ROAD, 800, ""},
                                    {"ems", logistics::v1::Mode::EMS, 1200, ""},
                                    {"yto", logistics::v1::Mode::COURIER_ROAD, 1500, "杭州市"}});
  }

  ChooseCourierRequest Wish(const std::string& order, const std::string& carrier) {
    ChooseCourierRequest request;
    request.set_name(order);
    request.mutable_delivery()->set_carrier_id(carrier);
    request.set_request_id(absl::StrCat("choose-", ++calls_));
    return request;
  }
  absl::StatusOr<Order> Ship(const std::string& order, int64_t seen = 0) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_seen_remark(seen);
    request.set_request_id(absl::StrCat("ship-", ++calls_));
    return world_.Ship(request);
  }
  // The mode that logistics was asked for.
  std::string ModeOf(const Order& order) {
    return logistics::v1::Mode::Value_Name(
        world_.logistics().RequestOf(order.parcels(0).shipment()).mode());
  }
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CourierTest, testing::BothDatabases(), testing::NameOf);

TEST_P(CourierTest, OptionsAreThoseThatReachTheAddress) {
  const std::string order = world_.ReadyToShip("o").name();
  const auto options = world_.ListCourierOptions(order);
  ASSERT_THAT(options, IsOk());
  ASSERT_THAT(options->options(), SizeIs(3));
  EXPECT_EQ(options->options(0).carrier_id(), "post");
  EXPECT_FALSE(options->options(0).chosen());
  EXPECT_TRUE(options->options(1).chosen());
  EXPECT_EQ(options->options(1).price().minor(), 800);
  ASSERT_THAT(options->refusals(), SizeIs(1));
  EXPECT_EQ(options->refusals(0).carrier_id(), "yto");
  EXPECT_EQ(options->refusals(0).reason(), "NO_ZONE");
}

TEST_P(CourierTest, OptionsTellHowWellTheCarrierServesTheCity) {
  FakeLogistics::Courier judged = {"ems", logistics::v1::Mode::EMS, 1200};
  judged.score = 8700;
  world_.logistics().SetCouriers({{"sf", logistics::v1::Mode::COURIER_ROAD, 800}, judged});
  const auto options = world_.ListCourierOptions(world_.ReadyToShip("o").name());
  ASSERT_THAT(options, IsOk());
  ASSERT_THAT(options->options(), SizeIs(2));
  EXPECT_FALSE(options->options(0).has_score());
  EXPECT_EQ(options->options(0).advice(), "");
  EXPECT_EQ(options->options(1).score(), 8700);
  EXPECT_EQ(options->options(1).advice(), "RECOMMENDED");
}

TEST_P(CourierTest, TheBuyersChoiceIsRecordedAndShipped) {
  const std::string order = world_.ReadyToShip("o").name();
  const auto refused = world_.ChooseCourier(Wish(order, "yto"));
  EXPECT_THAT(refused, HasReason("COURIER_NOT_POSSIBLE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "alternatives"),
            "post SURFACE_MAIL, sf COURIER_ROAD, ems EMS");
  ChooseCourierRequest nonsense = Wish(order, "ems");
  nonsense.mutable_delivery()->set_mode("BALLOON");
  EXPECT_THAT(world_.ChooseCourier(nonsense), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto chosen = world_.ChooseCourier(Wish(order, "ems"));
  ASSERT_THAT(chosen, IsOk());
  EXPECT_EQ(chosen->delivery().carrier_id(), "ems");
  EXPECT_EQ(chosen->delivery().actor().id(), "7");
  const auto options = world_.ListCourierOptions(order);
  ASSERT_THAT(options, IsOk());
  EXPECT_TRUE(options->options(2).chosen());
  // Packing is told: the order was to be packed already.
  EXPECT_THAT(world_.WorkOf(order), ElementsAre("red_remark"));
  const auto shipped = Ship(order, chosen->red_remark());
  ASSERT_THAT(shipped, IsOk());
  EXPECT_EQ(shipped->parcels(0).carrier_id(), "ems");
  EXPECT_THAT(world_.ChooseCourier(Wish(order, "sf")), HasReason("WRONG_STATE"));
}

TEST_P(CourierTest, ExpressIsTheDefaultWhereItReaches) {
  const auto express = Ship(world_.ReadyToShip("o1").name());
  ASSERT_THAT(express, IsOk());
  EXPECT_EQ(ModeOf(*express), "COURIER_ROAD");
  world_.logistics().SetCouriers({{"ems", logistics::v1::Mode::EMS, 1200, ""}});
  const auto other = Ship(world_.ReadyToShip("o2").name());
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(ModeOf(*other), "MODE_UNSPECIFIED");
  Policy policy = TestPolicy();
  policy.set_default_delivery(Policy::CHEAPEST);
  ASSERT_THAT(world_.SetPolicy(policy, "cheapest"), IsOk());
  const Order cheapest = world_.ReadyToShip("o3");
  const int quotes = world_.logistics().calls("Quote");
  ASSERT_THAT(Ship(cheapest.name()), IsOk());
  EXPECT_EQ(world_.logistics().calls("Quote"), quotes);
}

}  // namespace
}  // namespace shopdesk::orders
