#include "services/logistics/handlers/tracking/tracking.h"

#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTrackingShipment[] = "shops/1/shipments/a";

class TrackingTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a")); }

  v1::TrackingStatus::Value Status() {
    const absl::StatusOr<v1::Shipment> shipment = GetShipment("a");
    EXPECT_OK(shipment);
    return shipment.ok() ? shipment->status() : v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
  }

  std::vector<std::string> Events(const std::string& id = "a") {
    v1::ListTrackingEventsRequest request;
    request.set_parent("shops/1/shipments/" + id);
    request.set_page_size(2);
    std::vector<std::string> events;
    for (const auto& page : Pages<v1::ListTrackingEventsResponse>(ListTrackingEvents, request)) {
      for (const v1::TrackingEvent& event : page.events()) {
        events.push_back(absl::StrCat(event.code(), event.applied() ? "+" : "-"));
      }
    }
    return events;
  }

  absl::StatusOr<v1::Shipment> Correct(v1::TrackingStatus::Value status, const char* etag = "") {
    v1::CorrectTrackingRequest request;
    request.set_name(kTrackingShipment);
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
  ASSERT_OK(Record("a", {"DELIVERED@47"}));
  // One event a change of status; news without change makes none.
  EXPECT_THAT(EventTypes(kTrackingShipment),
              ElementsAre("shipment.created", "shipment.picked_up", "shipment.in_transit",
                          "shipment.out_for_delivery", "shipment.delivered"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTestTime + absl::Hours(47));
  EXPECT_EQ(shipment.last_event().code(), "DELIVERED");
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT+", "IN_TRANSIT+", "OUT_FOR_DELIVERY+",
                                    "DELIVERED+"));
}

// Case 9 of the domain: a late duplicate doesn't move a delivered parcel.
TEST_P(TrackingTest, ALateDuplicateDoesNotMoveADeliveredParcel) {
  ASSERT_OK(Record("a", {"PICKED_UP@1"}));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@40", "DELIVERED@47"}));
  ASSERT_OK_AND_ASSIGN(v1::Shipment before, GetShipment("a"));
  ASSERT_OK_AND_ASSIGN(auto again, Record("a", {"OUT_FOR_DELIVERY@40", "DELIVERED@47"}));
  EXPECT_EQ(again.new_count(), 0);
  EXPECT_EQ(again.known_count(), 2);
  EXPECT_EQ(again.applied_count(), 0);
  ASSERT_OK_AND_ASSIGN(v1::Shipment after, GetShipment("a"));
  EXPECT_THAT(after, shopdesk::testing::EqualsProto(before));
  // Late, and after delivery: it stands where it belongs, and moves nothing.
  ASSERT_OK_AND_ASSIGN(auto late, Record("a", {"IN_TRANSIT@20", "OUT_FOR_DELIVERY@48"}));
  EXPECT_EQ(late.new_count(), 2);
  EXPECT_EQ(late.applied_count(), 1);
  EXPECT_EQ(Status(), v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT+", "OUT_FOR_DELIVERY+", "DELIVERED+",
                                    "OUT_FOR_DELIVERY-"));
  EXPECT_THAT(EventTypes(kTrackingShipment),
              ElementsAre("shipment.created", "shipment.picked_up", "shipment.out_for_delivery",
                          "shipment.delivered"));
}

TEST_P(TrackingTest, ADeliveryStampedBeforeTheTourCountsWhenItComes) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@40"}));
  ASSERT_OK_AND_ASSIGN(const auto late, Record("a", {"DELIVERED@39", "PICKED_UP@1"}));
  EXPECT_EQ(late.new_count(), 2);
  EXPECT_EQ(late.applied_count(), 2);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTestTime + absl::Hours(39));
  EXPECT_EQ(shipment.last_event().code(), "DELIVERED");
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "DELIVERED+", "OUT_FOR_DELIVERY-"));
  EXPECT_THAT(EventTypes(kTrackingShipment),
              ElementsAre("shipment.created", "shipment.late", "shipment.out_for_delivery",
                          "shipment.late_over", "shipment.delivered"));
  // It waits for no more news.
  Advance(absl::Hours(24 * 90));
  EXPECT_EQ(Status(), v1::TrackingStatus::DELIVERED);
}

// Each permutation of the same news, one by one and in two batches, ends the same.
TEST_P(TrackingTest, TheOutcomeDoesNotDependOnTheOrderOfArrival) {
  const std::vector<std::string> trace = {"IN_TRANSIT@1", "DELIVERED@3", "OUT_FOR_DELIVERY@3",
                                          "RETURNING@4", "DELIVERED@5"};
  Advance(absl::Hours(6));
  std::vector<int> order = {0, 1, 2, 3, 4};
  int parcels = 0;
  std::set<std::string> outcomes;
  do {
    const std::string id = absl::StrCat("p", parcels++);
    ASSERT_OK(CreateShipment(id));
    std::vector<std::string> batch;
    for (const int i : order) {
      batch.push_back(trace[i]);
      if (parcels % 2 == 0 && batch.size() == 1) continue;
      ASSERT_OK(Record(id, batch));
      batch.clear();
    }
    if (!batch.empty()) {
      ASSERT_OK(Record(id, batch));
    }
    ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment(id));
    outcomes.insert(absl::StrCat(v1::TrackingStatus::Value_Name(shipment.status()), " ",
                                 ToMillis(FromProto(shipment.status_time())), " ",
                                 ToMillis(FromProto(shipment.deliver_time())), " ",
                                 shipment.last_event().code(), " ",
                                 absl::StrJoin(Events(id), " ")));
  } while (std::next_permutation(order.begin(), order.end()) && parcels < 40);
  EXPECT_EQ(outcomes.size(), 1u) << absl::StrJoin(outcomes, "\n");
  EXPECT_THAT(*outcomes.begin(), StartsWith("RETURNED "));
}

TEST_P(TrackingTest, SilenceDoesNotShutOutWhatHappenedMeanwhile) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1"}));
  Advance(absl::Hours(24 * 31));
  EXPECT_EQ(Status(), v1::TrackingStatus::EXPIRED);
  // The carrier's news come a month late.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@20", "DELIVERED@21"}));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTestTime + absl::Hours(21));
}

TEST_P(TrackingTest, AnExpiredOneCanBeCorrected) {
  Advance(absl::Hours(24 * 31));
  EXPECT_EQ(Status(), v1::TrackingStatus::EXPIRED);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, Correct(v1::TrackingStatus::DELIVERED));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);
}

TEST_P(TrackingTest, TimesThatCanNotBeAreRowErrors) {
  Advance(absl::Hours(1));
  v1::RecordTrackingRequest request =
      Reports("a", {"DELIVERED@2", "IN_TRANSIT@1", "PICKED_UP@-721"});
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Write<v1::RecordTrackingResponse>(RecordTracking, request));
  EXPECT_EQ(response.new_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_EQ(response.errors(0).index(), 0);
  EXPECT_THAT(response.errors(0).message(), HasSubstr("event_time"));
  EXPECT_EQ(response.errors(1).index(), 2);
  EXPECT_EQ(Status(), v1::TrackingStatus::IN_TRANSIT);
}

TEST_P(TrackingTest, AnUnknownCodeIsKeptWithItsText) {
  v1::RecordTrackingRequest request = Reports("a", {"PICKED_UP@0", "PICKED_UP@0"});
  request.mutable_reports(1)->mutable_event()->set_source("KUAIDI100");
  request.mutable_reports(1)->mutable_event()->set_code("77");
  request.mutable_reports(1)->mutable_event()->set_text("handed to a drone");
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Write<v1::RecordTrackingResponse>(RecordTracking, request));
  EXPECT_EQ(response.new_count(), 2);
  EXPECT_EQ(response.applied_count(), 1);
  EXPECT_EQ(response.errors_size(), 0);
  v1::ListTrackingEventsRequest list;
  list.set_parent(kTrackingShipment);
  ASSERT_OK_AND_ASSIGN(const auto events,
                       Read<v1::ListTrackingEventsResponse>(ListTrackingEvents, list));
  ASSERT_EQ(events.events_size(), 2);
  const bool second = events.events(1).code() == "77";
  EXPECT_EQ(events.events(second).text(), "handed to a drone");
  EXPECT_EQ(events.events(second).status(), v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED);
}

TEST_P(TrackingTest, AShipmentKeepsSoManyEvents) {
  Advance(absl::Hours(600));
  std::vector<std::string> events;
  for (int i = 0; i < domain::kMaxEvents; ++i) {
    events.push_back(absl::StrCat("IN_TRANSIT@", i - 500));
  }
  // The youngest first: all others are older than what is known.
  ASSERT_OK(Record("a", {events.back()}));
  ASSERT_OK_AND_ASSIGN(auto response, Record("a", events));
  EXPECT_EQ(response.new_count(), domain::kMaxEvents - 1);
  EXPECT_EQ(response.applied_count(), domain::kMaxEvents - 1);
  ASSERT_OK_AND_ASSIGN(response, Record("a", {"DELIVERED@550"}));
  EXPECT_EQ(response.new_count(), 0);
  EXPECT_EQ(response.errors_size(), 1);
  // People can still say what is true.
  Advance(absl::Hours(24 * 31));
  ASSERT_OK(Correct(v1::TrackingStatus::DELIVERED));
}

TEST_P(TrackingTest, AScanOfACancelledParcelIsWork) {
  ASSERT_OK(CreateShipment("b"));
  for (const char* id : {"a", "b"}) {
    v1::CancelShipmentRequest request;
    request.set_name(absl::StrCat("shops/1/shipments/", id));
    ASSERT_OK(Write<v1::Shipment>(CancelShipment, request));
  }
  ASSERT_OK(Record("a", {"INFO_RECEIVED@1"}));
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK(Record("a", {"PICKED_UP@2"}));
  EXPECT_EQ(Status(), v1::TrackingStatus::CANCELLED);
  EXPECT_THAT(Work(), ElementsAre("cancelled_parcel shops/1/shipments/a"));
  // The carrier's cancellation comes after the scan that it doesn't let through.
  ASSERT_OK(CreateShipment("c"));
  ASSERT_OK(Record("c", {"PICKED_UP@4"}));
  ASSERT_OK(Record("c", {"CANCELLED@3"}));
  EXPECT_EQ(GetShipment("c")->status(), v1::TrackingStatus::CANCELLED);
  EXPECT_THAT(Work(), ElementsAre("cancelled_parcel shops/1/shipments/a",
                                  "cancelled_parcel shops/1/shipments/c"));
}

TEST_P(TrackingTest, ACancelledShipmentFreesItsNumber) {
  ASSERT_OK(CreateShipment("x", "waybill_number: ' ee123 456785cn'"));
  EXPECT_EQ(GetShipment("x")->waybill_number(), "EE123456785CN");
  EXPECT_THAT(CreateShipment("y", "waybill_number: 'EE123456785CN'"), HasReason("ALREADY_EXISTS"));
  v1::CancelShipmentRequest cancel;
  cancel.set_name("shops/1/shipments/x");
  ASSERT_OK(Write<v1::Shipment>(CancelShipment, cancel));
  v1::GetShipmentByWaybillRequest find;
  find.set_parent("shops/1");
  find.set_carrier_id("post");
  find.set_waybill_number("ee 123456785 cn");
  EXPECT_EQ(Read<v1::Shipment>(GetShipmentByWaybill, find)->name(), "shops/1/shipments/x");
  ASSERT_OK(CreateShipment("y", "waybill_number: 'EE123456785CN'"));
  EXPECT_EQ(Read<v1::Shipment>(GetShipmentByWaybill, find)->name(), "shops/1/shipments/y");
  v1::CorrectTrackingRequest correct;
  correct.set_name("shops/1/shipments/x");
  correct.set_status(v1::TrackingStatus::PENDING);
  correct.set_reason("it goes after all");
  EXPECT_THAT(Write<v1::Shipment>(CorrectTracking, correct), HasReason("ALREADY_EXISTS"));
  // It comes back all the same, without the number.
  ASSERT_OK(Record("x", {"RETURNING@1"}));
  EXPECT_EQ(GetShipment("x")->status(), v1::TrackingStatus::RETURNING);
  EXPECT_EQ(Read<v1::Shipment>(GetShipmentByWaybill, find)->name(), "shops/1/shipments/y");
}

TEST_P(TrackingTest, OneRequestIsTakenInTheOrderOfTheCarriersTime) {
  ASSERT_OK_AND_ASSIGN(auto response,
                       Record("a", {"DELIVERED@47", "PICKED_UP@1", "IN_TRANSIT@2", "PICKED_UP@1"}));
  EXPECT_EQ(response.new_count(), 3);
  EXPECT_EQ(response.applied_count(), 3);
  EXPECT_EQ(response.known_count(), 1);
  EXPECT_EQ(Status(), v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(Events(), ElementsAre("PICKED_UP+", "IN_TRANSIT+", "DELIVERED+"));
}

TEST_P(TrackingTest, BadRowsAreReportedAndDoNotStopTheRest) {
  ASSERT_OK(CreateShipment("b"));
  Advance(absl::Hours(2));
  v1::RecordTrackingRequest request = Reports("a", {"PICKED_UP@1"});
  request.MergeFrom(Reports("none", {"PICKED_UP@1"}));
  request.MergeFrom(Reports("b", {"PICKED_UP@1", "PICKED_UP@2"}));
  request.mutable_reports(3)->mutable_event()->set_source("KUAIDI100");
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
  EXPECT_EQ(response.new_count(), 3);
  std::vector<int> indexes;
  for (const type::v1::RowError& error : response.errors()) indexes.push_back(error.index());
  // The code that kuaidi100 doesn't have (row 3) is kept.
  EXPECT_THAT(indexes, ElementsAre(1, 4, 5, 6, 7));
  EXPECT_THAT(response.errors(0).id(), "shops/1/shipments/none");
  request.set_parent("shops/2");
  EXPECT_THAT(Write<v1::RecordTrackingResponse>(RecordTracking, request),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(TrackingTest, ReportsFindTheirParcelByWaybill) {
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, GetShipment("a"));
  v1::IngestTrackingRequest request;
  request.set_parent("shops/1");
  v1::TrackingReport& report = *request.add_reports();
  report.set_carrier_id("post");
  report.set_waybill_number(shipment.waybill_number());
  report.mutable_event()->set_source("KDNIAO");
  report.mutable_event()->set_code("202");
  report.mutable_event()->set_text("快递员正在派件，电话 13812345678");
  *report.mutable_event()->mutable_event_time() = ToProto(kTestTime);
  ASSERT_OK_AND_ASSIGN(auto response, Write<v1::IngestTrackingResponse>(IngestTracking, request));
  EXPECT_EQ(response.applied_count(), 1);
  ASSERT_OK_AND_ASSIGN(shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::OUT_FOR_DELIVERY);
  EXPECT_EQ(shipment.last_event().code(), "202");
  EXPECT_THAT(shipment.last_event().text(), HasSubstr("快递员"));
  EXPECT_THAT(shipment.last_event().text(), Not(HasSubstr("13812345678")));
}

TEST_P(TrackingTest, ASourceThatTheShopRegisteredIsUnderstood) {
  v1::RecordTrackingRequest request = Reports("a", {"IN_TRANSIT@1"});
  v1::TrackingEvent& event = *request.mutable_reports(0)->mutable_event();
  event.set_source("YTO");
  event.set_code("SIGNED");
  event.set_utc_offset_seconds(8 * 3600);
  event.set_name("made up");
  *event.mutable_event_time() = ToProto(kTestTime);
  ASSERT_OK_AND_ASSIGN(auto response, Write<v1::RecordTrackingResponse>(RecordTracking, request));
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).field(), "event.source");
  ASSERT_OK(
      UpdatePolicy("policy { name: 'shops/1/policy' tracking_sources { source: 'YTO' "
                   "codes { code: 'SIGNED' status: DELIVERED } } }"));
  ASSERT_OK_AND_ASSIGN(response, Write<v1::RecordTrackingResponse>(RecordTracking, request));
  EXPECT_EQ(response.applied_count(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(shipment.last_event().utc_offset_seconds(), 8 * 3600);
  EXPECT_NE(shipment.last_event().name(), "made up");
  EXPECT_THAT(UpdatePolicy("policy { name: 'shops/1/policy' tracking_sources { source: 'KDNIAO' "
                           "codes { code: '3' status: DELIVERED } } }"),
              HasReason("INVALID_ARGUMENT"));
}

TEST_P(TrackingTest, TheReturnLegEndsInReturned) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "INTERCEPTED@2", "RETURNING@3", "IN_TRANSIT@4",
                         "RETURNED@5", "DELIVERED@6"}));
  EXPECT_EQ(Status(), v1::TrackingStatus::RETURNED);
  EXPECT_THAT(EventTypes(kTrackingShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.returning", "shipment.returned"));
}

TEST_P(TrackingTest, ACorrectionReopensAndIsRecorded) {
  EXPECT_THAT(Correct(v1::TrackingStatus::IN_TRANSIT), HasReason("WRONG_STATE"));
  ASSERT_OK(Record("a", {"DELIVERED@-1"}));
  EXPECT_THAT(Correct(v1::TrackingStatus::IN_TRANSIT, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(1), absl::InfiniteFuture()));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, Correct(v1::TrackingStatus::IN_TRANSIT));
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::IN_TRANSIT);
  EXPECT_FALSE(shipment.has_deliver_time());
  EXPECT_THAT(shipment.last_event().text(), HasSubstr("signed but not received"));
  EXPECT_THAT(shipment.last_event().text(), Not(HasSubstr("13812345678")));
  // What the carrier says of the time until then stays behind it; of later, it counts.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-1", "DELIVERED@-2"}));
  EXPECT_EQ(Status(), v1::TrackingStatus::IN_TRANSIT);
  ASSERT_OK(Record("a", {"DELIVERED@5"}));
  EXPECT_EQ(Status(), v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(EventTypes(kTrackingShipment),
              ElementsAre("shipment.created", "shipment.delivered", "shipment.in_transit",
                          "shipment.delivered"));
}

// Many reporters of one parcel at once: nothing is lost, and the latest event wins.
TEST_P(TrackingTest, ReportersOfOneParcelDoNotOverwriteEachOther) {
  constexpr int kThreads = 8;
  constexpr int kEach = 10;
  Advance(absl::Hours(700));
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const bool last = t == 3 && i == kEach / 2;
        const int hours = last ? 700 : 1 + t * kEach + i;
        EXPECT_OK(Record("a", {absl::StrCat(last ? "DELIVERED@" : "IN_TRANSIT@", hours)}));
        // A second reporter says the same.
        EXPECT_OK(Record("a", {"PICKED_UP@0"}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Events().size(), static_cast<size_t>(kThreads * kEach + 1));
  v1::ListTrackingEventsRequest request;
  request.set_parent(kTrackingShipment);
  int kept = 0;
  for (const auto& page : Pages<v1::ListTrackingEventsResponse>(ListTrackingEvents, request)) {
    kept += page.events_size();
  }
  EXPECT_EQ(kept, kThreads * kEach + 1);
  int delivered = 0;
  for (const std::string& type : EventTypes(kTrackingShipment))
    delivered += type == "shipment.delivered";
  EXPECT_EQ(delivered, 1);
}

// Two requests that name the same parcels in different orders don't wait for each other for ever.
TEST_P(TrackingTest, BatchesOfTheSameParcelsDoNotBlock) {
  for (const char* id : {"b", "c", "d"}) ASSERT_OK(CreateShipment(id));
  Advance(absl::Hours(40));
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
