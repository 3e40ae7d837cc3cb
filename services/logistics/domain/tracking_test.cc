#include "services/logistics/domain/tracking.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

const absl::Time kTime = absl::FromUnixSeconds(1'700'000'000);

const v1::TrackingStatus kAll[] = {v1::PENDING,
                                   v1::INFO_RECEIVED,
                                   v1::PICKED_UP,
                                   v1::IN_TRANSIT,
                                   v1::CUSTOMS,
                                   v1::OUT_FOR_DELIVERY,
                                   v1::AVAILABLE_FOR_PICKUP,
                                   v1::ATTEMPT_FAILED,
                                   v1::DELIVERED,
                                   v1::REFUSED,
                                   v1::EXCEPTION,
                                   v1::INTERCEPTED,
                                   v1::RETURNING,
                                   v1::RETURNED,
                                   v1::CANCELLED,
                                   v1::EXPIRED};

v1::Shipment ShipmentIn(v1::TrackingStatus status) {
  v1::Shipment shipment;
  shipment.set_name("shops/1/shipments/a");
  shipment.set_status(status);
  return shipment;
}

v1::TrackingEvent Event(v1::TrackingStatus status, absl::Time time) {
  v1::TrackingEvent event;
  event.set_source(v1::CANONICAL);
  event.set_code(v1::TrackingStatus_Name(status));
  event.set_status(status);
  *event.mutable_event_time() = ToProto(time);
  return event;
}

News Take(v1::Shipment& shipment, v1::TrackingEvent event) {
  const News news = JudgeEvent(shipment, event);
  EXPECT_EQ(event.applied(), news != News::kLate);
  if (news != News::kLate) ApplyEvent(shipment, event);
  return news;
}

TEST(TrackingMachineTest, ReportsMoveAsTheTableSays) {
  for (v1::TrackingStatus from : kAll) {
    for (v1::TrackingStatus report : kAll) {
      v1::Shipment shipment = ShipmentIn(from);
      const News news = Take(shipment, Event(report, kTime));
      const bool reopens = report == v1::RETURNING || report == v1::RETURNED;
      const std::string what =
          absl::StrCat(v1::TrackingStatus_Name(from), " + ", v1::TrackingStatus_Name(report));
      if (from == v1::RETURNED || ((from == v1::DELIVERED || from == v1::CANCELLED) && !reopens)) {
        EXPECT_EQ(news, News::kLate) << what;
        EXPECT_EQ(shipment.status(), from) << what;
      } else if (news == News::kMoved) {
        EXPECT_EQ(shipment.status(), report) << what;
        EXPECT_NE(from, report) << what;
      } else {
        EXPECT_EQ(shipment.status(), from) << what;
      }
      // The same again is news, never a move.
      EXPECT_FALSE(from == report && news == News::kMoved) << what;
    }
  }
}

TEST(TrackingMachineTest, TheOthersLoop) {
  v1::Shipment shipment = ShipmentIn(v1::IN_TRANSIT);
  absl::Time time = kTime;
  for (v1::TrackingStatus next :
       {v1::CUSTOMS, v1::IN_TRANSIT, v1::OUT_FOR_DELIVERY, v1::ATTEMPT_FAILED, v1::OUT_FOR_DELIVERY,
        v1::AVAILABLE_FOR_PICKUP, v1::EXCEPTION, v1::IN_TRANSIT, v1::EXPIRED, v1::IN_TRANSIT,
        v1::INTERCEPTED, v1::IN_TRANSIT, v1::INTERCEPTED, v1::RETURNING, v1::RETURNED}) {
    time += absl::Hours(1);
    EXPECT_EQ(Take(shipment, Event(next, time)), News::kMoved) << next;
    EXPECT_EQ(shipment.status(), next);
  }
}

TEST(TrackingMachineTest, ScansOfTheWayBackStayThere) {
  for (v1::TrackingStatus scan :
       {v1::PICKED_UP, v1::IN_TRANSIT, v1::CUSTOMS, v1::OUT_FOR_DELIVERY, v1::ATTEMPT_FAILED}) {
    v1::Shipment shipment = ShipmentIn(v1::RETURNING);
    EXPECT_EQ(Take(shipment, Event(scan, kTime)), News::kLatest);
    EXPECT_EQ(shipment.status(), v1::RETURNING);
  }
}

TEST(TrackingTest, AnOlderEventIsKeptButMovesNothing) {
  v1::Shipment shipment = ShipmentIn(v1::PENDING);
  EXPECT_EQ(Take(shipment, Event(v1::OUT_FOR_DELIVERY, kTime)), News::kMoved);
  EXPECT_EQ(Take(shipment, Event(v1::IN_TRANSIT, kTime - absl::Seconds(1))), News::kLate);
  EXPECT_EQ(shipment.status(), v1::OUT_FOR_DELIVERY);
  EXPECT_EQ(Take(shipment, Event(v1::DELIVERED, kTime + absl::Hours(1))), News::kMoved);
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTime + absl::Hours(1));
  EXPECT_EQ(FromProto(shipment.status_time()), kTime + absl::Hours(1));
}

TEST(TrackingTest, EventsOfOneMomentGoForward) {
  v1::Shipment shipment = ShipmentIn(v1::PENDING);
  EXPECT_EQ(Take(shipment, Event(v1::OUT_FOR_DELIVERY, kTime)), News::kMoved);
  EXPECT_EQ(Take(shipment, Event(v1::IN_TRANSIT, kTime)), News::kLate);
  EXPECT_EQ(Take(shipment, Event(v1::DELIVERED, kTime)), News::kMoved);
}

TEST(TrackingTest, NewsWithoutMoveIsTheLatestEvent) {
  v1::Shipment shipment = ShipmentIn(v1::IN_TRANSIT);
  EXPECT_EQ(Take(shipment, Event(v1::IN_TRANSIT, kTime)), News::kLatest);
  EXPECT_EQ(FromProto(shipment.last_event().event_time()), kTime);
  EXPECT_FALSE(shipment.has_status_time());
  EXPECT_EQ(Take(shipment, Event(v1::OUT_FOR_DELIVERY, kTime - absl::Hours(1))), News::kLate);
}

TEST(TrackingTest, TheReturnLegReopensADeliveredParcel) {
  v1::Shipment shipment = ShipmentIn(v1::PENDING);
  Take(shipment, Event(v1::DELIVERED, kTime));
  EXPECT_EQ(Take(shipment, Event(v1::RETURNING, kTime + absl::Hours(1))), News::kMoved);
  EXPECT_EQ(Take(shipment, Event(v1::RETURNED, kTime + absl::Hours(2))), News::kMoved);
  // It was delivered once.
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTime);
}

TEST(TrackingTest, CancelledOnlyBeforeTheCarrierHasIt) {
  for (v1::TrackingStatus from : kAll) {
    v1::Shipment shipment = ShipmentIn(from);
    const auto event = CancelShipment(shipment, kTime);
    if (from == v1::PENDING || from == v1::INFO_RECEIVED) {
      ASSERT_THAT(event, IsOk());
      EXPECT_EQ(shipment.status(), v1::CANCELLED);
      EXPECT_EQ(event->code(), "CANCELLED");
      EXPECT_TRUE(event->applied());
    } else {
      EXPECT_THAT(event, HasReason("WRONG_STATE")) << from;
      EXPECT_EQ(shipment.status(), from);
    }
  }
}

TEST(TrackingTest, SilentOnesExpireUnlessFinal) {
  for (v1::TrackingStatus from : kAll) {
    v1::Shipment shipment = ShipmentIn(from);
    const bool can = !IsFinal(from) && from != v1::EXPIRED;
    EXPECT_EQ(AwaitsNews(from), can) << from;
    EXPECT_EQ(ExpireShipment(shipment, kTime).ok(), can) << from;
    EXPECT_EQ(shipment.status(), can ? v1::EXPIRED : from);
  }
}

TEST(TrackingTest, CorrectionsOpenFinalOnesOnly) {
  for (v1::TrackingStatus from : kAll) {
    for (v1::TrackingStatus to : kAll) {
      v1::Shipment shipment = ShipmentIn(from);
      const bool before_carrier = to == v1::PENDING || to == v1::INFO_RECEIVED;
      const bool can = IsFinal(from) && from != to && to != v1::EXPIRED &&
                       (from == v1::CANCELLED || !before_carrier);
      const auto event = CorrectShipment(shipment, to, "signed but not received", kTime);
      EXPECT_EQ(event.ok(), can) << from << " to " << to;
      EXPECT_EQ(shipment.status(), can ? to : from);
      EXPECT_EQ(can ? event->text() : ReasonOf(event.status()),
                can ? "signed but not received" : "WRONG_STATE");
    }
  }
}

TEST(TrackingTest, ACorrectedDeliveryWasNone) {
  v1::Shipment shipment = ShipmentIn(v1::PENDING);
  Take(shipment, Event(v1::DELIVERED, kTime));
  ASSERT_THAT(CorrectShipment(shipment, v1::IN_TRANSIT, "not received", kTime + absl::Hours(5)),
              IsOk());
  EXPECT_FALSE(shipment.has_deliver_time());
  // What the carrier said before the correction doesn't undo it.
  EXPECT_EQ(Take(shipment, Event(v1::DELIVERED, kTime + absl::Hours(1))), News::kLate);
  EXPECT_EQ(Take(shipment, Event(v1::DELIVERED, kTime + absl::Hours(6))), News::kMoved);
}

TEST(TrackingTest, FingerprintsTellEventsApart) {
  const v1::TrackingEvent event = Event(v1::IN_TRANSIT, kTime);
  v1::TrackingEvent other = event;
  EXPECT_EQ(EventFingerprint(event), EventFingerprint(other));
  // Where and when it was received doesn't make it another one.
  other.set_location("Hangzhou");
  other.set_applied(true);
  EXPECT_EQ(EventFingerprint(event), EventFingerprint(other));
  other.set_text("arrived");
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
  other = event;
  other.set_source(v1::KDNIAO);
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
  other = event;
  other.set_code("CUSTOMS");
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
}

TEST(TrackingTest, RanksAreComplete) {
  for (v1::TrackingStatus status : kAll) EXPECT_GE(RankOf(status), 0) << status;
  EXPECT_EQ(StatusWord(v1::OUT_FOR_DELIVERY), "out_for_delivery");
}

TEST(TrackingTest, EveryStatusHasItsEvent) {
  for (v1::TrackingStatus status : kAll) {
    EXPECT_EQ(StatusEvent(status), absl::StrCat("shipment.", StatusWord(status)));
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
