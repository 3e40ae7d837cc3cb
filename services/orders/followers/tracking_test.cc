#include "services/orders/followers/tracking.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using shopdesk::testing::StatusIs;

constexpr auto kTrackingUnavailable = absl::StatusCode::kUnavailable;

class TrackingTest : public WorldTest {
 protected:
  ShipOrderRequest ShipRequest(const std::string& order, const std::string& request_id) {
    ShipOrderRequest request;
    request.set_name(order);
    request.set_request_id(request_id);
    return request;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, TrackingTest, testing::BothDatabases(), testing::NameOf);

TEST_P(TrackingTest, TrackingTellsOfAShipmentBeforeShipOrderCould) {
  const Order ready = world_.ReadyToShip("o");
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  EXPECT_THAT(world_.Ship(ShipRequest(ready.name(), "ship")), StatusIs(kTrackingUnavailable));
  world_.Track(world_.logistics().shipments()[0].name(), logistics::v1::TrackingStatus::DELIVERED);
  const Order delivered = world_.Get(ready.name());
  EXPECT_EQ(delivered.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(delivered.lines(0).delivered(), 1);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
}

}  // namespace
}  // namespace shopdesk::orders
