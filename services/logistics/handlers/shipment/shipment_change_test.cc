#include "services/logistics/handlers/shipment/shipment_change.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::kTestTime;
using ::testing::ElementsAre;

constexpr char kShipmentChangeShipment[] = "shops/1/shipments/a";

class ShipmentChangeTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a")); }

  // When the timer of the shipment is due; nullopt if it has none.
  absl::optional<absl::Time> DueTime(const char* timer) {
    absl::optional<absl::Time> due;
    EXPECT_OK(shopdesk::testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(due, runtime_->timers().DueTime(ctx.txn(), timer, kShipmentChangeShipment));
      return absl::OkStatus();
    }));
    return due;
  }
  void Correct(v1::TrackingStatus::Value status) {
    v1::CorrectTrackingRequest request;
    request.set_name(kShipmentChangeShipment);
    request.set_status(status);
    request.set_reason("signed but not received");
    ASSERT_OK(Write<v1::Shipment>(CorrectTracking, request));
  }
};

TEST_P(ShipmentChangeTest, ATimerEndsWithTheWayAndComesBackWithACorrection) {
  ASSERT_OK(Record("a", {"PICKED_UP@1"}));
  ASSERT_TRUE(DueTime(kSilentTimer).has_value());
  ASSERT_TRUE(DueTime(kLateTimer).has_value());
  ASSERT_OK(Record("a", {"DELIVERED@2"}));
  EXPECT_EQ(DueTime(kSilentTimer), absl::nullopt);
  EXPECT_EQ(DueTime(kLateTimer), absl::nullopt);
  Correct(v1::TrackingStatus::IN_TRANSIT);
  EXPECT_TRUE(DueTime(kSilentTimer).has_value());
  EXPECT_TRUE(DueTime(kLateTimer).has_value());
}

// Our own step is in the parcel's history as what a carrier reports is, and told once.
TEST_P(ShipmentChangeTest, AStepOfOurOwnIsAnEvent) {
  ASSERT_OK(Record("a", {"DELIVERED@2"}));
  Correct(v1::TrackingStatus::IN_TRANSIT);
  EXPECT_THAT(EventTypes(kShipmentChangeShipment),
              ElementsAre("shipment.created", "shipment.delivered", "shipment.in_transit"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.last_event().source(), "CANONICAL");
  EXPECT_EQ(shipment.last_event().text(), "signed but not received");
  EXPECT_FALSE(shipment.has_deliver_time());
}

INSTANTIATE_TEST_SUITE_P(Databases, ShipmentChangeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
