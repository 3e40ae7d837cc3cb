#include "services/logistics/handlers/tracking.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/handlers/shipment.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kShipment[] = "shops/1/shipments/a";

class TrackingTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a")); }

  v1::TrackingStatus Status() {
    const absl::StatusOr<v1::Shipment> shipment = GetShipment("a");
    EXPECT_OK(shipment);
    return shipment.ok() ? shipment->status() : v1::TRACKING_STATUS_UNSPECIFIED;
  }

  std::vector<std::string> Events() {
    v1::ListTrackingEventsRequest request;
    request.set_parent(kShipment);
    request.set_page_size(2);
    std::vector<std::string> events;
    for (const auto& page : Pages<v1::ListTrackingEventsResponse>(ListTrackingEvents, request)) {
      for (const v1::TrackingEvent& event : page.events()) {
        events.push_back(absl::StrCat(event.code(), event.applied() ? "+" : "-"));
      }
    }
    return events;
  }

  absl::StatusOr<v1::Shipment> Correct(v1::TrackingStatus status, const char* etag = "") {
    v1::CorrectTrackingRequest request;
    request.set_name(kShipment);
    request.set_status(status);
    request.set_reason("signed but not received, call 13812345678");
    request.set_etag(etag);
    return Write<v1::Shipment>(CorrectTracking, request);
  }
};

TEST_P(TrackingTest, AParcelGoesItsWay) {
  ASSERT_OK_AND_ASSIGN(auto response, Record("a", {"PICKED_UP@1", "IN_TRANSIT@2"}));
  EXPECT_EQ(response.new_count(), 2);
  EXPECT_EQ(response.applied_count(), 2);
  ASSERT_OK(Record("a", {"IN_TRANSIT@3"}));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@40"}));
  ASSERT_OK(Record("a", {"DELIVERED@48"}));
  // One event a change of status; news without change makes none.
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.picked_up", "shipment.in_transit",
                          "shipment.out_for_delivery", "shipment.delivered"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::DELIVERED);
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTestTime + absl::Hours(48));
  EXPECT_EQ(shipment.last_event().code(), "DELIVERED");
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT+", "IN_TRANSIT+", "OUT_FOR_DELIVERY+",
                                    "DELIVERED+"));
}

// Case 9 of the domain: a late duplicate doesn't move a delivered parcel.
TEST_P(TrackingTest, ALateDuplicateDoesNotMoveADeliveredParcel) {
  ASSERT_OK(Record("a", {"PICKED_UP@1", "OUT_FOR_DELIVERY@40", "DELIVERED@48"}));
  ASSERT_OK_AND_ASSIGN(v1::Shipment before, GetShipment("a"));
  ASSERT_OK_AND_ASSIGN(auto again, Record("a", {"OUT_FOR_DELIVERY@40", "DELIVERED@48"}));
  EXPECT_EQ(again.new_count(), 0);
  EXPECT_EQ(again.known_count(), 2);
  EXPECT_EQ(again.applied_count(), 0);
  ASSERT_OK_AND_ASSIGN(v1::Shipment after, GetShipment("a"));
  EXPECT_THAT(after, shopdesk::testing::EqualsProto(before));
  // Late, and after delivery: kept, moves nothing.
  ASSERT_OK_AND_ASSIGN(auto late, Record("a", {"IN_TRANSIT@20", "OUT_FOR_DELIVERY@50"}));
  EXPECT_EQ(late.new_count(), 2);
  EXPECT_EQ(late.applied_count(), 0);
  EXPECT_EQ(Status(), v1::DELIVERED);
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT-", "OUT_FOR_DELIVERY+", "DELIVERED+",
                                    "OUT_FOR_DELIVERY-"));
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.picked_up", "shipment.out_for_delivery",
                          "shipment.delivered"));
}

TEST_P(TrackingTest, OneRequestIsTakenInTheOrderOfTheCarriersTime) {
  ASSERT_OK_AND_ASSIGN(auto response,
                       Record("a", {"DELIVERED@48", "PICKED_UP@1", "IN_TRANSIT@2", "PICKED_UP@1"}));
  EXPECT_EQ(response.new_count(), 3);
  EXPECT_EQ(response.applied_count(), 3);
  EXPECT_EQ(response.known_count(), 1);
  EXPECT_EQ(Status(), v1::DELIVERED);
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT+", "DELIVERED+"));
}

TEST_P(TrackingTest, BadRowsAreReportedAndDoNotStopTheRest) {
  ASSERT_OK(CreateShipment("b"));
  v1::RecordTrackingRequest request = Reports("a", {"PICKED_UP@1"});
  request.MergeFrom(Reports("none", {"PICKED_UP@1"}));
  request.MergeFrom(Reports("b", {"PICKED_UP@1", "PICKED_UP@2"}));
  request.mutable_reports(3)->mutable_event()->set_source(v1::KUAIDI100);
  *request.add_reports() = request.reports(0);
  request.mutable_reports(4)->set_shipment("shops/2/shipments/a");
  *request.add_reports() = request.reports(0);
  request.mutable_reports(5)->mutable_event()->clear_event_time();
  *request.add_reports() = request.reports(0);
  request.mutable_reports(6)->clear_shipment();
  request.mutable_reports(6)->set_carrier_id("post");
  request.mutable_reports(6)->set_waybill_number("none");
  *request.add_reports() = request.reports(6);
  request.mutable_reports(7)->clear_waybill_number();
  ASSERT_OK_AND_ASSIGN(auto response, Write<v1::RecordTrackingResponse>(RecordTracking, request));
  EXPECT_EQ(response.new_count(), 2);
  std::vector<int> indexes;
  for (const v1::ImportError& error : response.errors()) indexes.push_back(error.index());
  EXPECT_THAT(indexes, ElementsAre(1, 3, 4, 5, 6, 7));
  EXPECT_THAT(response.errors(0).id(), "shops/1/shipments/none");
  EXPECT_THAT(response.errors(1).message(), HasSubstr("KUAIDI100"));
  request.set_parent("shops/2");
  EXPECT_THAT(Write<v1::RecordTrackingResponse>(RecordTracking, request), HasReason("NOT_FOUND"));
}

TEST_P(TrackingTest, ReportsFindTheirParcelByWaybill) {
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, GetShipment("a"));
  v1::IngestTrackingRequest request;
  request.set_parent("shops/1");
  v1::TrackingReport& report = *request.add_reports();
  report.set_carrier_id("post");
  report.set_waybill_number(shipment.waybill_number());
  report.mutable_event()->set_source(v1::KDNIAO);
  report.mutable_event()->set_code("202");
  report.mutable_event()->set_text("快递员正在派件，电话 13812345678");
  *report.mutable_event()->mutable_event_time() = ToProto(kTestTime);
  ASSERT_OK_AND_ASSIGN(auto response, Write<v1::IngestTrackingResponse>(IngestTracking, request));
  EXPECT_EQ(response.applied_count(), 1);
  ASSERT_OK_AND_ASSIGN(shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::OUT_FOR_DELIVERY);
  EXPECT_EQ(shipment.last_event().code(), "202");
  EXPECT_THAT(shipment.last_event().text(), HasSubstr("快递员"));
  EXPECT_THAT(shipment.last_event().text(), Not(HasSubstr("13812345678")));
}

TEST_P(TrackingTest, TheReturnLegEndsInReturned) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "INTERCEPTED@2", "RETURNING@3", "IN_TRANSIT@4",
                         "RETURNED@5", "DELIVERED@6"}));
  EXPECT_EQ(Status(), v1::RETURNED);
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.returning", "shipment.returned"));
}

TEST_P(TrackingTest, ACorrectionReopensAndIsRecorded) {
  EXPECT_THAT(Correct(v1::IN_TRANSIT), HasReason("WRONG_STATE"));
  ASSERT_OK(Record("a", {"DELIVERED@-1"}));
  EXPECT_THAT(Correct(v1::IN_TRANSIT, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(1), absl::InfiniteFuture()));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, Correct(v1::IN_TRANSIT));
  EXPECT_EQ(shipment.status(), v1::IN_TRANSIT);
  EXPECT_FALSE(shipment.has_deliver_time());
  EXPECT_THAT(shipment.last_event().text(), HasSubstr("signed but not received"));
  EXPECT_THAT(shipment.last_event().text(), Not(HasSubstr("13812345678")));
  // What the carrier said before that stays behind it.
  ASSERT_OK(Record("a", {"DELIVERED@0"}));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-1"}));
  ASSERT_OK(Record("a", {"DELIVERED@5"}));
  EXPECT_EQ(Status(), v1::DELIVERED);
  EXPECT_THAT(EventTypes(kShipment), ElementsAre("shipment.created", "shipment.delivered",
                                                 "shipment.in_transit", "shipment.delivered"));
}

// Many reporters of one parcel at once: nothing is lost, and the latest event wins.
TEST_P(TrackingTest, ReportersOfOneParcelDoNotOverwriteEachOther) {
  constexpr int kThreads = 8;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const bool last = t == 3 && i == kEach / 2;
        const int hours = last ? 1000 : 1 + t * kEach + i;
        EXPECT_OK(Record("a", {absl::StrCat(last ? "DELIVERED@" : "IN_TRANSIT@", hours)}));
        // A second reporter says the same.
        EXPECT_OK(Record("a", {"PICKED_UP@0"}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Status(), v1::DELIVERED);
  EXPECT_EQ(Events().size(), static_cast<size_t>(kThreads * kEach + 1));
  v1::GetShipmentFiguresRequest request;
  request.set_parent("shops/1");
  ASSERT_OK_AND_ASSIGN(auto figures, Read<v1::ShipmentFigures>(GetShipmentFigures, request));
  EXPECT_EQ(figures.tracking_events(), kThreads * kEach + 1);
  int delivered = 0;
  for (const std::string& type : EventTypes(kShipment)) delivered += type == "shipment.delivered";
  EXPECT_EQ(delivered, 1);
}

// Two requests that name the same parcels in different orders don't wait for each other for ever.
TEST_P(TrackingTest, BatchesOfTheSameParcelsDoNotBlock) {
  for (const char* id : {"b", "c", "d"}) ASSERT_OK(CreateShipment(id));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        std::vector<std::string> ids = {"a", "b", "c", "d"};
        if (t % 2 == 1) std::reverse(ids.begin(), ids.end());
        v1::RecordTrackingRequest request;
        for (const std::string& id : ids) {
          request.MergeFrom(Reports(id, {absl::StrCat("IN_TRANSIT@", t * 10 + i)}));
        }
        request.set_parent("shops/1");
        const auto response = Write<v1::RecordTrackingResponse>(RecordTracking, request);
        EXPECT_OK(response);
        EXPECT_EQ(response.ok() ? response->new_count() : -1, 4);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Events().size(), 40u);
}

INSTANTIATE_TEST_SUITE_P(Databases, TrackingTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
