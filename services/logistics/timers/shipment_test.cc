#include "services/logistics/timers/shipment.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::timers {
namespace {

using shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Lateness;

constexpr char kShipment[] = "shops/1/shipments/a";

// The post promises 48 h.
class LatenessTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a", "buyer: 'b1'")); }

  // "NO_SCAN@24" with the hours since the beginning; "!" once it is over; "" if it never was late.
  std::string Late(const std::string& id = "a") {
    const absl::StatusOr<v1::Shipment> shipment = GetShipment(id);
    EXPECT_OK(shipment);
    if (!shipment.ok() || !shipment->has_lateness()) return "";
    const Lateness& lateness = shipment->lateness();
    const absl::Duration since = FromProto(lateness.since_time()) - kTestTime;
    return absl::StrCat(Lateness::Reason_Name(lateness.reason()), "@", since / absl::Hours(1),
                        lateness.has_end_time() ? "!" : "");
  }
  void AdvanceTo(int hours) {
    ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(hours), absl::InfiniteFuture()));
  }
};

TEST_P(LatenessTest, NobodyScannedIt) {
  AdvanceTo(23);
  EXPECT_EQ(Late(), "");
  AdvanceTo(24);
  EXPECT_EQ(Late(), "NO_SCAN@24");
  EXPECT_THAT(Work(), ElementsAre("late_parcel shops/1/shipments/a"));
  EXPECT_EQ(Figures().late_by_reason(0).shipments(), 1);
  EXPECT_EQ(Figures().late_now(), 1);
  ASSERT_OK(Record("a", {"PICKED_UP@24"}));
  EXPECT_EQ(Late(), "NO_SCAN@24!");
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Figures().late_by_reason(0).shipments(), 1);
  EXPECT_EQ(Figures().late_now(), 0);
  EXPECT_THAT(EventTypes(kShipment), ElementsAre("shipment.created", "shipment.late",
                                                 "shipment.picked_up", "shipment.late_over"));
}

TEST_P(LatenessTest, ItShouldHaveBeenThereUntilItIs) {
  AdvanceTo(10);
  ASSERT_OK(Record("a", {"IN_TRANSIT@10"}));
  AdvanceTo(47);
  EXPECT_EQ(Late(), "");
  AdvanceTo(49);
  EXPECT_EQ(Late(), "PAST_PROMISED@48");
  // It moves, and is late all the same: still the same lateness.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@49"}));
  EXPECT_EQ(Late(), "PAST_PROMISED@48");
  EXPECT_THAT(Work(), ElementsAre("late_parcel shops/1/shipments/a"));
  ASSERT_OK(Record("a", {"DELIVERED@50"}));
  EXPECT_EQ(Late(), "PAST_PROMISED@48!");
  EXPECT_THAT(Work(), IsEmpty());
  AdvanceTo(1000);
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.late",
                          "shipment.out_for_delivery", "shipment.delivered", "shipment.late_over"));
}

TEST_P(LatenessTest, NewsWithoutAChangeOfStatusIsMovement) {
  // The road promises 24 h; without a promise only movement counts.
  ASSERT_OK(ImportRateTables(R"pb(
    parent: "shops/1"
    rate_tables {
      carrier_id: "road"
      rate_table_id: "road"
      rate_table {
        mode: COURIER_ROAD
        currency_code: "CNY"
        zones { zone_id: "cn" }
        rates { zone_id: "cn" first_minor: 300 }
      }
    }
  )pb"));
  ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"IN_TRANSIT@0"}));
  AdvanceTo(30);
  ASSERT_OK(Record("b", {"IN_TRANSIT@30"}));
  AdvanceTo(77);
  EXPECT_EQ(Late("b"), "");
  AdvanceTo(78);
  EXPECT_EQ(Late("b"), "NO_MOVEMENT@78");
  AdvanceTo(80);
  ASSERT_OK(Record("b", {"IN_TRANSIT@80"}));
  EXPECT_EQ(Late("b"), "NO_MOVEMENT@78!");
  AdvanceTo(128);
  EXPECT_EQ(Late("b"), "NO_MOVEMENT@128");
  // 30 days without news: EXPIRED, and still on the list.
  AdvanceTo(24 * 40);
  EXPECT_EQ(GetShipment("b")->status(), v1::TrackingStatus::EXPIRED);
  EXPECT_THAT(Work(), Contains("late_parcel shops/1/shipments/b"));
  ASSERT_OK(Record("b", {"RETURNING@961"}));
  EXPECT_THAT(Work(), Not(Contains("late_parcel shops/1/shipments/b")));
}

TEST_P(LatenessTest, WhatArrivesInTimeIsNeverLate) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "DELIVERED@2"}));
  Advance(absl::ZeroDuration());
  ASSERT_OK_AND_ASSIGN(const int64_t work, runtime_->AdvanceTo(kTestTime + absl::Hours(24 * 90),
                                                               absl::InfiniteFuture()));
  EXPECT_EQ(work, 0);
  EXPECT_EQ(Late(), "");
}

TEST_P(LatenessTest, ARunningDeadlineKeepsTheValueItStartedWith) {
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' unscanned_seconds: 3600 }"));
  ASSERT_OK(CreateShipment("b"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' unscanned_off: true }"));
  AdvanceTo(2);
  EXPECT_EQ(Late(), "");
  EXPECT_EQ(Late("b"), "NO_SCAN@1");
}

INSTANTIATE_TEST_SUITE_P(Databases, LatenessTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

// 30 days without news are silence.
class SilenceTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a")); }

  v1::TrackingStatus::Value Status(const std::string& id) {
    const absl::StatusOr<v1::Shipment> shipment = GetShipment(id);
    EXPECT_OK(shipment);
    return shipment.ok() ? shipment->status() : v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
  }
};

TEST_P(SilenceTest, SilenceExpiresAndNewsReopens) {
  const auto advance = [&](absl::Duration to) {
    ASSERT_OK(runtime_->AdvanceTo(kTestTime + to, absl::InfiniteFuture()));
  };
  advance(absl::Hours(24 * 20));
  ASSERT_OK(Record("a", {"IN_TRANSIT@1"}));
  // 30 days after it was created there was news 10 days ago.
  advance(absl::Hours(24 * 49));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::IN_TRANSIT);
  advance(absl::Hours(24 * 50) - absl::Seconds(1));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::IN_TRANSIT);
  advance(absl::Hours(24 * 50));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::EXPIRED);
  ASSERT_OK(Record("a", {"IN_TRANSIT@1200"}));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::IN_TRANSIT);
  advance(absl::Hours(24 * 80));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::EXPIRED);
  // Late before it had news, and again.
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.late", "shipment.in_transit",
                          "shipment.expired", "shipment.in_transit", "shipment.expired"));
}

TEST_P(SilenceTest, DeliveredOnesDoNotExpire) {
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  Advance(absl::ZeroDuration());
  ASSERT_OK_AND_ASSIGN(
      int64_t work, runtime_->AdvanceTo(kTestTime + absl::Hours(24 * 90), absl::InfiniteFuture()));
  EXPECT_EQ(work, 0);
  EXPECT_EQ(Status("a"), v1::TrackingStatus::DELIVERED);
}

TEST_P(SilenceTest, ARunningDeadlineKeepsTheValueItStartedWith) {
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' silent_seconds: 3600 }"));
  ASSERT_OK(CreateShipment("b"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' silent_off: true }"));
  ASSERT_OK(CreateShipment("c"));
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(2), absl::InfiniteFuture()));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::PENDING);
  EXPECT_EQ(Status("b"), v1::TrackingStatus::EXPIRED);
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(24 * 100), absl::InfiniteFuture()));
  EXPECT_EQ(Status("a"), v1::TrackingStatus::EXPIRED);
  EXPECT_EQ(Status("c"), v1::TrackingStatus::PENDING);
}

INSTANTIATE_TEST_SUITE_P(Databases, SilenceTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::timers
