#include "services/orders/handlers/trade/sender.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/testing/packing.h"

// What an order's freight and parcels are whose goods lie at two addresses.
namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Mode;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::TestReceiver;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::SizeIs;

class SenderWorldTest : public testing::PackingTest {
 protected:
  SenderWorldTest() {
    testing::FakeLogistics::Courier near = {"sf", Mode::COURIER_ROAD, 800};
    near.from = "杭州市";
    testing::FakeLogistics::Courier far = {"sf", Mode::COURIER_ROAD, 1500};
    far.from = "哈尔滨市";
    testing::FakeLogistics::Courier post = {"post", Mode::SURFACE_MAIL, 500};
    post.from = "杭州市";
    world_.logistics().SetCouriers({post, near, far});
    Policy policy = TestPolicy();
    policy.set_freight(Policy::QUOTED);
    EXPECT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
    Set("main", "杭州市");
    Set("north", "哈尔滨市");
    world_.catalog().SetStock("a", 10, 500);
    world_.catalog().SetStock("b", 10, 300);
    world_.catalog().SetLocation("b", "north");
  }
  void Set(const std::string& location, const std::string& city) {
    SetReturnAddressRequest request;
    request.set_name("shops/s/returnAddresses/" + location);
    *request.mutable_receiver() = TestReceiver();
    request.mutable_receiver()->mutable_address()->set_locality(city);
    request.mutable_receiver()->set_name(city);
    request.set_request_id("address-" + location);
    EXPECT_THAT(world_.Write<ReturnAddress>(request, handlers::SetReturnAddress), IsOk());
  }
  // One piece of "a" and one of "b".
  absl::StatusOr<Order> PlaceBoth(const std::string& id) {
    PlaceOrderRequest request = PlaceRequest(id);
    PlaceOrderLine& line = *request.add_lines();
    line.set_sku_id("b");
    line.set_quantity(1);
    return world_.Place(request);
  }
  Order ReadyBoth(const std::string& id) {
    const auto placed = PlaceBoth(id);
    EXPECT_THAT(placed, IsOk());
    EXPECT_THAT(world_.Pay(PayRequest(*placed, id)), IsOk());
    ConfirmReceiverRequest confirm;
    confirm.set_name(placed->name());
    confirm.set_channel(type::v1::ContactChannel::IM);
    confirm.set_request_id("confirm-" + id);
    EXPECT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
    return world_.Get(placed->name());
  }
  absl::StatusOr<Order> Ship(const std::string& order, int32_t line) {
    ShipOrderRequest request;
    request.set_name(order);
    if (line > 0) {
      request.add_lines()->set_line(line);
      request.mutable_lines(0)->set_quantity(1);
    }
    request.set_request_id(NextId());
    return world_.Ship(request);
  }
  // Who sends the order's parcel of that number, as logistics was told.
  std::string SenderOf(const Order& order, int parcel) {
    return world_.logistics().RequestOf(order.parcels(parcel).shipment()).sender().name();
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, SenderWorldTest, testing::BothDatabases(), testing::NameOf);

TEST_P(SenderWorldTest, FreightIsTheSumFromEachAddress) {
  const auto near = world_.Place(PlaceRequest("near"));
  ASSERT_THAT(near, IsOk());
  EXPECT_EQ(near->lines(0).location(), "main");
  EXPECT_EQ(near->freight().minor(), 800);
  const auto both = PlaceBoth("both");
  ASSERT_THAT(both, IsOk());
  EXPECT_EQ(both->lines(1).location(), "north");
  EXPECT_EQ(both->freight().minor(), 2300);
  // Who takes but one of them is no choice.
  const auto options = world_.ListCourierOptions(both->name());
  ASSERT_THAT(options, IsOk());
  ASSERT_THAT(options->options(), SizeIs(1));
  EXPECT_EQ(options->options(0).carrier_id(), "sf");
  EXPECT_EQ(options->options(0).price().minor(), 2300);
  EXPECT_TRUE(options->options(0).chosen());
  ChooseCourierRequest choose;
  choose.set_name(both->name());
  choose.mutable_delivery()->set_carrier_id("post");
  choose.set_request_id("choose");
  EXPECT_THAT(world_.ChooseCourier(choose), HasReason("COURIER_NOT_POSSIBLE"));
}

TEST_P(SenderWorldTest, EachAddressSendsAParcel) {
  const Order order = ReadyBoth("o");
  const auto both = Ship(order.name(), 0);
  EXPECT_THAT(both, HasReason("SEVERAL_SENDERS"));
  EXPECT_EQ(ErrorMetadataOf(both.status(), "senders"), "main, north");
  EXPECT_THAT(world_.Get(order.name()).parcels(), SizeIs(0));
  ASSERT_THAT(Ship(order.name(), 2), IsOk());
  const auto rest = Ship(order.name(), 0);
  ASSERT_THAT(rest, IsOk());
  ASSERT_THAT(rest->parcels(), SizeIs(2));
  EXPECT_EQ(SenderOf(*rest, 0), "哈尔滨市");
  EXPECT_EQ(SenderOf(*rest, 1), "杭州市");
}

TEST_P(SenderWorldTest, AJobPacksWhatGoesFromOneAddress) {
  const Order order = ReadyBoth("o");
  StartPackingRequest request;
  request.set_parent("shops/s");
  request.add_orders(order.name());
  for (const int line : {1, 2}) {
    LineQuantity& part = *request.add_lines();
    part.set_line(line);
    part.set_quantity(1);
  }
  request.set_request_id("both");
  EXPECT_THAT(world_.Workflow<PackingJob>(request, handlers::StartPacking,
                                          static_cast<clients::Catalog&>(world_.catalog())),
              HasReason("SEVERAL_SENDERS"));
  for (const char* const sku : {"a", "b"}) {
    const PackingJob job = Picked({order.name()});
    ASSERT_THAT(job.lines(), SizeIs(1));
    EXPECT_EQ(job.lines(0).sku_id(), sku);
    ASSERT_THAT(Scan(job.name(), sku), IsOk());
    ASSERT_THAT(FinishJob(job.name()), IsOk());
    ASSERT_THAT(Ship(order.name(), 0), IsOk());
  }
  const Order shipped = world_.Get(order.name());
  EXPECT_THAT(shipped.parcels(), SizeIs(2));
  EXPECT_EQ(shipped.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
}

TEST_P(SenderWorldTest, OneAddressForAllIsOneParcel) {
  DeleteReturnAddressRequest remove;
  remove.set_name("shops/s/returnAddresses/north");
  remove.set_request_id("remove");
  ASSERT_THAT(world_.Write<ReturnAddress>(remove, handlers::DeleteReturnAddress), IsOk());
  const Order order = ReadyBoth("o");
  EXPECT_EQ(order.freight().minor(), 800);
  const auto shipped = Ship(order.name(), 0);
  ASSERT_THAT(shipped, IsOk());
  EXPECT_THAT(shipped->parcels(), SizeIs(1));
  EXPECT_EQ(SenderOf(*shipped, 0), "杭州市");
}

}  // namespace
}  // namespace shopdesk::orders
