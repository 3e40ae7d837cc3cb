#include "services/logistics/domain/shipment/lateness.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Lateness;

const absl::Time kMade = absl::FromUnixSeconds(1'700'000'000);
constexpr LateRules kRules = {absl::Hours(24), absl::Hours(48)};

v1::Shipment LatenessShipmentIn(v1::TrackingStatus::Value status, int promised_hours = 0) {
  v1::Shipment shipment;
  shipment.set_status(status);
  *shipment.mutable_create_time() = ToProto(kMade);
  *shipment.mutable_status_time() = ToProto(kMade + absl::Hours(7));
  if (promised_hours > 0) {
    *shipment.mutable_promised_time() = ToProto(kMade + absl::Hours(promised_hours));
  }
  return shipment;
}

// "NO_SCAN@24" with the hours since it was made; "" if it isn't late.
std::string Judge(const v1::Shipment& shipment, int news_hours, int now_hours,
                  const LateRules& rules = kRules) {
  const auto lateness = JudgeLateness(shipment, rules, kMade + absl::Hours(news_hours),
                                      kMade + absl::Hours(now_hours));
  if (!lateness.has_value()) return "";
  const absl::Duration since = FromProto(lateness->since_time()) - kMade;
  return absl::StrCat(Lateness::Reason_Name(lateness->reason()), "@", since / absl::Hours(1));
}

absl::Duration Next(const v1::Shipment& shipment, int news_hours, int now_hours,
                    const LateRules& rules = kRules) {
  return NextLateDeadline(shipment, rules, kMade + absl::Hours(news_hours),
                          kMade + absl::Hours(now_hours)) -
         kMade;
}

TEST(LatenessTest, NobodyScannedIt) {
  for (const auto status : {v1::TrackingStatus::PENDING, v1::TrackingStatus::INFO_RECEIVED}) {
    EXPECT_EQ(Judge(LatenessShipmentIn(status), 0, 23), "");
    EXPECT_EQ(Judge(LatenessShipmentIn(status), 0, 24), "NO_SCAN@24");
    EXPECT_EQ(Next(LatenessShipmentIn(status), 0, 0), absl::Hours(24));
  }
}

TEST(LatenessTest, ItDoesNotMove) {
  for (const auto status : {v1::TrackingStatus::PICKED_UP, v1::TrackingStatus::IN_TRANSIT,
                            v1::TrackingStatus::CUSTOMS, v1::TrackingStatus::OUT_FOR_DELIVERY,
                            v1::TrackingStatus::ATTEMPT_FAILED, v1::TrackingStatus::EXCEPTION}) {
    EXPECT_EQ(Judge(LatenessShipmentIn(status), 30, 77), "");
    EXPECT_EQ(Judge(LatenessShipmentIn(status), 30, 78), "NO_MOVEMENT@78");
    EXPECT_EQ(Next(LatenessShipmentIn(status), 30, 30), absl::Hours(78));
  }
}

TEST(LatenessTest, ItShouldHaveBeenThere) {
  const v1::Shipment shipment = LatenessShipmentIn(v1::TrackingStatus::IN_TRANSIT, 60);
  EXPECT_EQ(Judge(shipment, 50, 59), "");
  EXPECT_EQ(Judge(shipment, 50, 60), "PAST_PROMISED@60");
  // What passed first counts.
  EXPECT_EQ(Judge(shipment, 10, 60), "NO_MOVEMENT@58");
  EXPECT_EQ(Next(shipment, 50, 50), absl::Hours(60));
  EXPECT_EQ(Next(shipment, 50, 60), absl::Hours(98));
}

TEST(LatenessTest, WhatIsNotUnderWayIsNotLate) {
  for (const auto status :
       {v1::TrackingStatus::AVAILABLE_FOR_PICKUP, v1::TrackingStatus::DELIVERED,
        v1::TrackingStatus::REFUSED, v1::TrackingStatus::INTERCEPTED, v1::TrackingStatus::RETURNING,
        v1::TrackingStatus::RETURNED, v1::TrackingStatus::CANCELLED}) {
    EXPECT_EQ(Judge(LatenessShipmentIn(status, 60), 0, 1000), "");
    EXPECT_EQ(Next(LatenessShipmentIn(status, 60), 0, 0), absl::InfiniteDuration());
  }
  EXPECT_EQ(Judge(LatenessShipmentIn(v1::TrackingStatus::EXPIRED), 0, 1000), "NO_MOVEMENT@7");
  EXPECT_EQ(Next(LatenessShipmentIn(v1::TrackingStatus::EXPIRED), 0, 0), absl::InfiniteDuration());
}

TEST(LatenessTest, ZeroIsNever) {
  const LateRules none;
  EXPECT_EQ(Judge(LatenessShipmentIn(v1::TrackingStatus::PENDING), 0, 1000, none), "");
  EXPECT_EQ(Judge(LatenessShipmentIn(v1::TrackingStatus::IN_TRANSIT), 0, 1000, none), "");
  EXPECT_EQ(Next(LatenessShipmentIn(v1::TrackingStatus::IN_TRANSIT), 0, 0, none),
            absl::InfiniteDuration());
  EXPECT_EQ(Judge(LatenessShipmentIn(v1::TrackingStatus::IN_TRANSIT, 60), 0, 1000, none),
            "PAST_PROMISED@60");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
