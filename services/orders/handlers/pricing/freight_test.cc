#include "services/orders/handlers/pricing/freight.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/handlers/pricing/courier.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::TestReceiver;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

class FreightTest : public WorldTest {
 protected:
  FreightTest() {
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
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, FreightTest, testing::BothDatabases(), testing::NameOf);

TEST_P(FreightTest, FreightIsTheChosenCouriers) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o1"));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->freight().minor(), 800);
  const auto chosen = world_.ChooseCourier(Wish(placed->name(), "ems"));
  ASSERT_THAT(chosen, IsOk());
  EXPECT_EQ(chosen->payment().due().minor(), 1700);
  const auto back = world_.ChooseCourier(Wish(placed->name(), ""));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->payment().due().minor(), 1300);
  PlaceOrderRequest wished = PlaceRequest("o2");
  wished.mutable_delivery()->set_carrier_id("yto");
  EXPECT_THAT(world_.Place(wished), HasReason("COURIER_NOT_POSSIBLE"));
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  policy.set_default_delivery(Policy::CHEAPEST);
  ASSERT_THAT(world_.SetPolicy(policy, "cheapest"), IsOk());
  const auto cheapest = world_.Place(PlaceRequest("o3"));
  ASSERT_THAT(cheapest, IsOk());
  EXPECT_EQ(cheapest->freight().minor(), 300);
}

class RequoteTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RequoteTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RequoteTest, AnotherAddressIsQuotedAgain) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->total().minor(), 1300);
  ChangeReceiverRequest change;
  change.set_name(placed->name());
  *change.mutable_receiver() = TestReceiver();
  change.set_channel(type::v1::ContactChannel::IM);
  change.set_request_id("unpaid");
  world_.logistics().SetFreight(1000);
  const auto unpaid = world_.ChangeReceiver(change);
  ASSERT_THAT(unpaid, IsOk());
  EXPECT_EQ(unpaid->payment().due().minor(), 1500);
  EXPECT_EQ(unpaid->verification().state(), Verification::UNVERIFIED);
  ASSERT_THAT(world_.Pay(PayRequest(*unpaid, "o")), IsOk());
  world_.logistics().SetFreight(1100);
  change.set_request_id("dearer");
  const auto dearer = world_.ChangeReceiver(change);
  ASSERT_THAT(dearer, IsOk());
  EXPECT_EQ(dearer->top_up().amount().minor(), 100);
  EXPECT_EQ(dearer->total().minor(), 1500);
  world_.logistics().SetFreight(900);
  change.set_request_id("cheaper");
  const auto cheaper = world_.ChangeReceiver(change);
  ASSERT_THAT(cheaper, IsOk());
  EXPECT_EQ(cheaper->top_up().state(), TopUp::CANCELLED);
  EXPECT_EQ(cheaper->payment().refunded_minor(), 100);
  world_.logistics().SetFreight(-1);
  change.set_request_id("nowhere");
  EXPECT_THAT(world_.ChangeReceiver(change), HasReason("NO_DELIVERY"));
}

}  // namespace
}  // namespace shopdesk::orders
