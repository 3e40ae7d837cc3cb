#include "services/logistics/domain/shipment/pickup.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using v1::Pickup;

const absl::Time kPickupTime = absl::FromUnixSeconds(1'700'000'000);

v1::BookPickupRequest Booking(int64_t from_hours, int64_t to_hours,
                              const char* shipments = "shipments: 'shops/1/shipments/a'") {
  auto request = ParseText<v1::BookPickupRequest>(
      absl::StrCat("parent: 'shops/1' carrier_id: 'sf' ", shipments).c_str());
  *request.mutable_start_time() = ToProto(kPickupTime + absl::Hours(from_hours));
  *request.mutable_end_time() = ToProto(kPickupTime + absl::Hours(to_hours));
  return request;
}

TEST(PickupTest, TheWindowIsAheadAndNotTooFar) {
  EXPECT_THAT(CheckPickup(Booking(-1, 1), kPickupTime), IsOk());
  EXPECT_THAT(CheckPickup(Booking(1, 720), kPickupTime), IsOk());
  EXPECT_THAT(CheckPickup(Booking(-2, 0), kPickupTime), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CheckPickup(Booking(2, 2), kPickupTime), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CheckPickup(Booking(1, 721), kPickupTime), HasReason("INVALID_ARGUMENT"));
}

TEST(PickupTest, ShipmentsAreTheShopsAndStandOnce) {
  EXPECT_THAT(CheckPickup(Booking(1, 2, "shipments: 'shops/2/shipments/a'"), kPickupTime),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CheckPickup(Booking(1, 2,
                                  "shipments: 'shops/1/shipments/a' "
                                  "shipments: 'shops/1/shipments/a'"),
                          kPickupTime),
              HasReason("INVALID_ARGUMENT"));
}

TEST(PickupTest, WhatTheCarrierDoesNotHaveYetCanBeFetched) {
  const auto check = [](const char* shipment) {
    return CheckFetchable("sf", ParseText<v1::Shipment>(shipment));
  };
  EXPECT_THAT(check("carrier_id: 'sf' status: PENDING"), IsOk());
  EXPECT_THAT(check("carrier_id: 'sf' status: INFO_RECEIVED"), IsOk());
  EXPECT_THAT(check("carrier_id: 'sf' status: PICKED_UP"), HasReason("WRONG_STATE"));
  EXPECT_THAT(check("carrier_id: 'sf' status: CANCELLED"), HasReason("WRONG_STATE"));
  EXPECT_THAT(check("carrier_id: 'zto' status: PENDING"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("carrier_id: 'sf' status: PENDING refund: 'r'"), HasReason("IS_RETURN"));
}

TEST(PickupTest, StepsOfABooking) {
  struct Case {
    Pickup::State from;
    const char* event;
    Pickup::State to;
  };
  const Case allowed[] = {{Pickup::BOOKED, "confirm", Pickup::CONFIRMED},
                          {Pickup::BOOKED, "complete", Pickup::DONE},
                          {Pickup::BOOKED, "miss", Pickup::MISSED},
                          {Pickup::BOOKED, "cancel", Pickup::CANCELLED},
                          {Pickup::CONFIRMED, "complete", Pickup::DONE},
                          {Pickup::CONFIRMED, "miss", Pickup::MISSED},
                          {Pickup::CONFIRMED, "cancel", Pickup::CANCELLED},
                          {Pickup::MISSED, "complete", Pickup::DONE},
                          {Pickup::MISSED, "cancel", Pickup::CANCELLED}};
  int count = 0;
  for (int state = Pickup::BOOKED; state <= Pickup::CANCELLED; ++state) {
    for (const char* event : {"confirm", "complete", "miss", "cancel"}) {
      Pickup pickup;
      pickup.set_state(static_cast<Pickup::State>(state));
      const absl::Status stepped = StepPickup(event, kPickupTime, pickup);
      bool found = false;
      for (const Case& each : allowed) {
        if (each.from != state || absl::string_view(each.event) != event) continue;
        found = true;
        EXPECT_EQ(pickup.state(), each.to);
      }
      EXPECT_EQ(stepped.ok(), found) << state << event;
      count += found ? 1 : 0;
    }
  }
  EXPECT_EQ(count, 9);
}

}  // namespace
}  // namespace shopdesk::logistics::domain
