#include "services/logistics/domain/tracking/tracking.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;

const absl::Time kTrackingTime = absl::FromUnixSeconds(1'700'000'000);

const v1::TrackingStatus::Value kAll[] = {v1::TrackingStatus::PENDING,
                                          v1::TrackingStatus::INFO_RECEIVED,
                                          v1::TrackingStatus::PICKED_UP,
                                          v1::TrackingStatus::IN_TRANSIT,
                                          v1::TrackingStatus::CUSTOMS,
                                          v1::TrackingStatus::OUT_FOR_DELIVERY,
                                          v1::TrackingStatus::AVAILABLE_FOR_PICKUP,
                                          v1::TrackingStatus::ATTEMPT_FAILED,
                                          v1::TrackingStatus::DELIVERED,
                                          v1::TrackingStatus::REFUSED,
                                          v1::TrackingStatus::EXCEPTION,
                                          v1::TrackingStatus::INTERCEPTED,
                                          v1::TrackingStatus::RETURNING,
                                          v1::TrackingStatus::RETURNED,
                                          v1::TrackingStatus::CANCELLED,
                                          v1::TrackingStatus::EXPIRED};

v1::Shipment TrackingShipmentIn(v1::TrackingStatus::Value status) {
  v1::Shipment shipment;
  shipment.set_name("shops/1/shipments/a");
  // As a shipment begins.
  *shipment.mutable_create_time() = ToProto(kTrackingTime - absl::Hours(1));
  *shipment.mutable_status_time() = shipment.create_time();
  shipment.set_status(status);
  return shipment;
}

v1::TrackingEvent Event(v1::TrackingStatus::Value status, absl::Time time) {
  v1::TrackingEvent event;
  event.set_source("CANONICAL");
  event.set_code(v1::TrackingStatus::Value_Name(status));
  event.set_status(status);
  *event.mutable_event_time() = ToProto(time);
  return event;
}

News Take(v1::Shipment& shipment, v1::TrackingEvent event) {
  const News news = TakeEvent(shipment, event);
  EXPECT_EQ(event.applied(), news != News::kIdle);
  return news;
}

// A shipment with its events, to which reports come in any order.
struct TrackingParcel {
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::PENDING);
  std::vector<v1::TrackingEvent> events;
  EventOrder latest;

  void Report(v1::TrackingEvent event) {
    const EventOrder order = OrderOf(event);
    if (latest < order) {
      TakeEvent(shipment, event);
      events.push_back(std::move(event));
      latest = order;
    } else {
      events.push_back(std::move(event));
      FoldEvents(shipment, events);
    }
  }
  // Whether the step can be taken.
  bool Step(absl::StatusOr<v1::TrackingEvent> event) {
    if (!event.ok()) return false;
    latest = OrderOf(*event);
    events.push_back(*std::move(event));
    return true;
  }
  // The shipment, and each event with whether it is applied.
  std::string Outcome() {
    std::vector<std::string> lines;
    for (const v1::TrackingEvent& event : events) lines.push_back(event.ShortDebugString());
    std::sort(lines.begin(), lines.end());
    return absl::StrCat(shipment.ShortDebugString(), "\n", absl::StrJoin(lines, "\n"));
  }
};

int Pick(std::mt19937& random, int64_t below) {
  return std::uniform_int_distribution<int>(0, static_cast<int>(below) - 1)(random);
}

// Reports of a random parcel: few times, so that many are of one moment.
std::vector<v1::TrackingEvent> RandomTrace(std::mt19937& random, int most) {
  std::vector<v1::TrackingEvent> trace;
  const int size = 1 + Pick(random, most);
  std::set<std::pair<int, int>> seen;
  while (static_cast<int>(trace.size()) < size) {
    const int status = Pick(random, std::size(kAll));
    const int hour = Pick(random, most);
    if (!seen.insert({status, hour}).second) continue;
    trace.push_back(Event(kAll[status], kTrackingTime + absl::Hours(hour)));
  }
  return trace;
}

TEST(TrackingMachineTest, ReportsMoveAsTheTableSays) {
  for (v1::TrackingStatus::Value from : kAll) {
    for (v1::TrackingStatus::Value report : kAll) {
      v1::Shipment shipment = TrackingShipmentIn(from);
      const News news = Take(shipment, Event(report, kTrackingTime));
      const bool reopens =
          report == v1::TrackingStatus::RETURNING || report == v1::TrackingStatus::RETURNED;
      const std::string what = absl::StrCat(v1::TrackingStatus::Value_Name(from), " + ",
                                            v1::TrackingStatus::Value_Name(report));
      if (from == v1::TrackingStatus::RETURNED ||
          ((from == v1::TrackingStatus::DELIVERED || from == v1::TrackingStatus::CANCELLED) &&
           !reopens)) {
        EXPECT_EQ(news, News::kIdle) << what;
        EXPECT_EQ(shipment.status(), from) << what;
      } else if (news == News::kMoved) {
        const bool comes_back =
            from == v1::TrackingStatus::RETURNING && report == v1::TrackingStatus::DELIVERED;
        EXPECT_EQ(shipment.status(), comes_back ? v1::TrackingStatus::RETURNED : report) << what;
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
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::IN_TRANSIT);
  absl::Time time = kTrackingTime;
  for (v1::TrackingStatus::Value next :
       {v1::TrackingStatus::CUSTOMS, v1::TrackingStatus::IN_TRANSIT,
        v1::TrackingStatus::OUT_FOR_DELIVERY, v1::TrackingStatus::ATTEMPT_FAILED,
        v1::TrackingStatus::OUT_FOR_DELIVERY, v1::TrackingStatus::AVAILABLE_FOR_PICKUP,
        v1::TrackingStatus::EXCEPTION, v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::EXPIRED,
        v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::INTERCEPTED,
        v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::INTERCEPTED,
        v1::TrackingStatus::RETURNING, v1::TrackingStatus::RETURNED}) {
    time += absl::Hours(1);
    EXPECT_EQ(Take(shipment, Event(next, time)), News::kMoved) << next;
    EXPECT_EQ(shipment.status(), next);
  }
}

TEST(TrackingMachineTest, ScansOfTheWayBackStayThere) {
  for (v1::TrackingStatus::Value scan :
       {v1::TrackingStatus::PICKED_UP, v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::CUSTOMS,
        v1::TrackingStatus::OUT_FOR_DELIVERY, v1::TrackingStatus::ATTEMPT_FAILED}) {
    v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::RETURNING);
    EXPECT_EQ(Take(shipment, Event(scan, kTrackingTime)), News::kLatest);
    EXPECT_EQ(shipment.status(), v1::TrackingStatus::RETURNING);
  }
}

TEST(TrackingTest, AnOlderEventStandsBeforeWhatIsKnown) {
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::OUT_FOR_DELIVERY, kTrackingTime));
  parcel.Report(Event(v1::TrackingStatus::IN_TRANSIT, kTrackingTime - absl::Seconds(1)));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::OUT_FOR_DELIVERY);
  EXPECT_TRUE(parcel.events[0].applied());
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime + absl::Hours(1)));
  EXPECT_EQ(FromProto(parcel.shipment.deliver_time()), kTrackingTime + absl::Hours(1));
  EXPECT_EQ(FromProto(parcel.shipment.status_time()), kTrackingTime + absl::Hours(1));
}

// Two scanners' clocks differ: it was delivered all the same.
TEST(TrackingTest, ADeliveryStampedBeforeTheTourCounts) {
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::OUT_FOR_DELIVERY, kTrackingTime));
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime - absl::Minutes(5)));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(FromProto(parcel.shipment.deliver_time()), kTrackingTime - absl::Minutes(5));
  EXPECT_EQ(parcel.shipment.last_event().code(), "DELIVERED");
}

TEST(TrackingTest, EventsOfOneMomentGoForward) {
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::OUT_FOR_DELIVERY, kTrackingTime));
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime));
  parcel.Report(Event(v1::TrackingStatus::IN_TRANSIT, kTrackingTime));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::DELIVERED);
  for (const v1::TrackingEvent& event : parcel.events) EXPECT_TRUE(event.applied());
}

// The seed is printed with a failure.
TEST(TrackingPropertyTest, TheOutcomeDoesNotDependOnTheOrderOfArrival) {
  for (int round = 0; round < 10000; ++round) {
    std::mt19937 random(round);
    std::vector<v1::TrackingEvent> trace = RandomTrace(random, 9);
    TrackingParcel first;
    for (const v1::TrackingEvent& event : trace) first.Report(event);
    std::shuffle(trace.begin(), trace.end(), random);
    TrackingParcel second;
    // A batch comes in order.
    for (auto begin = trace.begin(); begin != trace.end();) {
      const auto end = begin + 1 + Pick(random, trace.end() - begin);
      std::sort(begin, end, [](const auto& a, const auto& b) { return OrderOf(a) < OrderOf(b); });
      for (; begin != end; ++begin) second.Report(*begin);
    }
    ASSERT_EQ(first.Outcome(), second.Outcome()) << "seed " << round;
  }
}

// What happened to a parcel without a step of our own and of a later time than all that was known
// when the step was made, happens to it with the step too, whatever our clock shows.
TEST(TrackingPropertyTest, NoLaterNewsIsLostBehindAStepOfOurs) {
  int expired = 0;
  for (int round = 0; round < 10000; ++round) {
    std::mt19937 random(round);
    const std::vector<v1::TrackingEvent> trace = RandomTrace(random, 9);
    const int known = Pick(random, trace.size());
    const absl::Time ours = kTrackingTime + absl::Hours(Pick(random, 200) - 100);
    TrackingParcel without;
    TrackingParcel with;
    for (int i = 0; i < known; ++i) {
      without.Report(trace[i]);
      with.Report(trace[i]);
    }
    if (!with.Step(ExpireShipment(with.shipment, with.latest, ours))) continue;
    ++expired;
    for (size_t i = known; i < trace.size(); ++i) {
      without.Report(trace[i]);
      with.Report(trace[i]);
    }
    // Silence is undone by the first news that counts: there was none, and the parcel is where it
    // would be.
    if (with.shipment.status() == v1::TrackingStatus::EXPIRED &&
        without.shipment.status() != v1::TrackingStatus::EXPIRED) {
      const v1::TrackingStatus::Value underlying = without.shipment.underlying_status();
      ASSERT_EQ(with.shipment.underlying_status(),
                underlying != v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED
                    ? underlying
                    : without.shipment.status())
          << "seed " << round;
      continue;
    }
    // It may have come to its status once more.
    with.shipment.clear_status_time();
    without.shipment.clear_status_time();
    ASSERT_EQ(with.shipment.ShortDebugString(), without.shipment.ShortDebugString())
        << "seed " << round;
  }
  EXPECT_GT(expired, 500);
}

TEST(TrackingPropertyTest, StepsStandWhereTheyWereMade) {
  for (int round = 0; round < 10000; ++round) {
    std::mt19937 random(round);
    std::vector<v1::TrackingEvent> trace = RandomTrace(random, 9);
    const int known = Pick(random, trace.size());
    const auto run = [&](const std::vector<v1::TrackingEvent>& later) {
      TrackingParcel parcel;
      for (int i = 0; i < known; ++i) parcel.Report(trace[i]);
      parcel.Step(CancelShipment(parcel.shipment, parcel.latest, kTrackingTime));
      parcel.Step(ExpireShipment(parcel.shipment, parcel.latest, kTrackingTime));
      parcel.Step(CorrectShipment(parcel.shipment, parcel.latest, v1::TrackingStatus::IN_TRANSIT,
                                  "", kTrackingTime));
      for (const v1::TrackingEvent& event : later) parcel.Report(event);
      return parcel.Outcome();
    };
    std::vector<v1::TrackingEvent> later(trace.begin() + known, trace.end());
    const std::string first = run(later);
    std::shuffle(later.begin(), later.end(), random);
    ASSERT_EQ(first, run(later)) << "seed " << round;
  }
}

TEST(TrackingTest, NewsWithoutMoveIsTheLatestEvent) {
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::IN_TRANSIT);
  EXPECT_EQ(Take(shipment, Event(v1::TrackingStatus::IN_TRANSIT, kTrackingTime)), News::kLatest);
  EXPECT_EQ(FromProto(shipment.last_event().event_time()), kTrackingTime);
  EXPECT_EQ(FromProto(shipment.status_time()), kTrackingTime - absl::Hours(1)) << "no move";
}

TEST(TrackingTest, ACodeThatNobodyKnowsMovesNothing) {
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::IN_TRANSIT);
  EXPECT_EQ(Take(shipment, Event(v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED, kTrackingTime)),
            News::kIdle);
  EXPECT_FALSE(shipment.has_last_event());
}

TEST(TrackingTest, WhatComesBackIsDeliveredToTheSender) {
  for (const std::vector<v1::TrackingStatus::Value>& trace :
       {std::vector<v1::TrackingStatus::Value>{v1::TrackingStatus::REFUSED,
                                               v1::TrackingStatus::RETURNING},
        {v1::TrackingStatus::RETURNING, v1::TrackingStatus::EXCEPTION},
        {v1::TrackingStatus::RETURNING, v1::TrackingStatus::EXPIRED},
        {v1::TrackingStatus::RETURNING, v1::TrackingStatus::EXCEPTION, v1::TrackingStatus::EXPIRED},
        {v1::TrackingStatus::DELIVERED, v1::TrackingStatus::RETURNING, v1::TrackingStatus::EXPIRED,
         v1::TrackingStatus::EXCEPTION}}) {
    TrackingParcel parcel;
    absl::Time time = kTrackingTime;
    for (const v1::TrackingStatus::Value status : trace) {
      parcel.Report(Event(status, time += absl::Hours(1)));
      EXPECT_EQ(parcel.shipment.status(), status);
    }
    parcel.Report(Event(v1::TrackingStatus::DELIVERED, time += absl::Hours(1)));
    EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::RETURNED);
    // Of a parcel that the buyer had, when he had it.
    EXPECT_EQ(parcel.shipment.has_deliver_time(), trace[0] == v1::TrackingStatus::DELIVERED);
  }
  // He takes it after all.
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::REFUSED, kTrackingTime));
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime + absl::Hours(1)));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::DELIVERED);
}

TEST(TrackingTest, TimesThatCanNotBeAreRefused) {
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::PENDING);
  *shipment.mutable_create_time() = ToProto(kTrackingTime);
  const absl::Time now = kTrackingTime + absl::Hours(1);
  const auto check = [&](absl::Time time) {
    return CheckEventTime(shipment, Event(v1::TrackingStatus::IN_TRANSIT, time), now);
  };
  EXPECT_THAT(check(now + absl::Minutes(5)), IsOk());
  EXPECT_THAT(check(now + absl::Minutes(5) + absl::Milliseconds(1)), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check(kTrackingTime - absl::Hours(30 * 24)), IsOk());
  EXPECT_THAT(check(kTrackingTime - absl::Hours(30 * 24) - absl::Milliseconds(1)),
              HasReason("INVALID_ARGUMENT"));
}

TEST(TrackingTest, AScanBeliesACancellation) {
  TrackingParcel parcel;
  ASSERT_TRUE(parcel.Step(CancelShipment(parcel.shipment, parcel.latest, kTrackingTime)));
  v1::TrackingEvent event = Event(v1::TrackingStatus::INFO_RECEIVED, kTrackingTime);
  EXPECT_EQ(TakeEvent(parcel.shipment, event), News::kIdle);
  EXPECT_FALSE(BeliesCancellation(parcel.shipment, event));
  event = Event(v1::TrackingStatus::PICKED_UP, kTrackingTime);
  EXPECT_EQ(TakeEvent(parcel.shipment, event), News::kIdle);
  EXPECT_TRUE(BeliesCancellation(parcel.shipment, event));
  event = Event(v1::TrackingStatus::RETURNING, kTrackingTime);
  EXPECT_EQ(TakeEvent(parcel.shipment, event), News::kMoved);
  EXPECT_FALSE(BeliesCancellation(parcel.shipment, event));
}

TEST(TrackingTest, ACancellationThatCameTooLateIsNone) {
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::INFO_RECEIVED, kTrackingTime));
  ASSERT_TRUE(parcel.Step(CancelShipment(parcel.shipment, parcel.latest, kTrackingTime)));
  parcel.events.push_back(Event(v1::TrackingStatus::PICKED_UP, kTrackingTime - absl::Hours(1)));
  EXPECT_TRUE(FoldEvents(parcel.shipment, parcel.events).belies);
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::PICKED_UP);
}

TEST(TrackingTest, TheReturnLegReopensADeliveredParcel) {
  v1::Shipment shipment = TrackingShipmentIn(v1::TrackingStatus::PENDING);
  Take(shipment, Event(v1::TrackingStatus::DELIVERED, kTrackingTime));
  EXPECT_EQ(Take(shipment, Event(v1::TrackingStatus::RETURNING, kTrackingTime + absl::Hours(1))),
            News::kMoved);
  EXPECT_EQ(Take(shipment, Event(v1::TrackingStatus::RETURNED, kTrackingTime + absl::Hours(2))),
            News::kMoved);
  // It was delivered once.
  EXPECT_EQ(FromProto(shipment.deliver_time()), kTrackingTime);
}

TEST(TrackingTest, CancelledOnlyBeforeTheCarrierHasIt) {
  for (v1::TrackingStatus::Value from : kAll) {
    v1::Shipment shipment = TrackingShipmentIn(from);
    const auto event = CancelShipment(shipment, {}, kTrackingTime);
    if (from == v1::TrackingStatus::PENDING || from == v1::TrackingStatus::INFO_RECEIVED) {
      ASSERT_THAT(event, IsOk());
      EXPECT_EQ(shipment.status(), v1::TrackingStatus::CANCELLED);
      EXPECT_EQ(event->code(), "CANCELLED");
      EXPECT_TRUE(event->applied());
    } else {
      EXPECT_THAT(event, HasReason("WRONG_STATE")) << from;
      EXPECT_EQ(shipment.status(), from);
    }
  }
}

TEST(TrackingTest, SilentOnesExpireUnlessFinal) {
  for (v1::TrackingStatus::Value from : kAll) {
    v1::Shipment shipment = TrackingShipmentIn(from);
    const bool can = !IsFinal(from) && from != v1::TrackingStatus::EXPIRED;
    EXPECT_EQ(AwaitsNews(from), can) << from;
    EXPECT_EQ(ExpireShipment(shipment, {}, kTrackingTime).ok(), can) << from;
    EXPECT_EQ(shipment.status(), can ? v1::TrackingStatus::EXPIRED : from);
  }
}

TEST(TrackingTest, CorrectionsOpenFinalAndExpiredOnes) {
  for (v1::TrackingStatus::Value from : kAll) {
    for (v1::TrackingStatus::Value to : kAll) {
      v1::Shipment shipment = TrackingShipmentIn(from);
      const bool before_carrier =
          to == v1::TrackingStatus::PENDING || to == v1::TrackingStatus::INFO_RECEIVED;
      const bool can = (IsFinal(from) || from == v1::TrackingStatus::EXPIRED) && from != to &&
                       to != v1::TrackingStatus::EXPIRED &&
                       (from == v1::TrackingStatus::CANCELLED ||
                        from == v1::TrackingStatus::EXPIRED || !before_carrier);
      const auto event =
          CorrectShipment(shipment, {}, to, "signed but not received", kTrackingTime);
      EXPECT_EQ(event.ok(), can) << from << " to " << to;
      EXPECT_EQ(shipment.status(), can ? to : from);
      EXPECT_EQ(can ? event->text() : ReasonOf(event.status()),
                can ? "signed but not received" : "WRONG_STATE");
    }
  }
}

TEST(TrackingTest, ACorrectedDeliveryWasNone) {
  TrackingParcel parcel;
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime));
  ASSERT_TRUE(
      parcel.Step(CorrectShipment(parcel.shipment, parcel.latest, v1::TrackingStatus::IN_TRANSIT,
                                  "not received", kTrackingTime + absl::Hours(5))));
  EXPECT_FALSE(parcel.shipment.has_deliver_time());
  // What the carrier said of the time until then doesn't undo it.
  parcel.Report(Event(v1::TrackingStatus::OUT_FOR_DELIVERY, kTrackingTime - absl::Hours(1)));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::IN_TRANSIT);
  // What happened later does, though it was before the correction was written down.
  parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime + absl::Hours(1)));
  EXPECT_EQ(parcel.shipment.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(FromProto(parcel.shipment.deliver_time()), kTrackingTime + absl::Hours(1));
}

// Two of one moment that say the same.
TEST(TrackingTest, EachStepIsAnEventOfItsOwn) {
  TrackingParcel parcel;
  for (int i = 0; i < 2; ++i) {
    parcel.Report(Event(v1::TrackingStatus::DELIVERED, kTrackingTime + absl::Hours(i)));
    ASSERT_TRUE(
        parcel.Step(CorrectShipment(parcel.shipment, parcel.latest, v1::TrackingStatus::IN_TRANSIT,
                                    "not received", kTrackingTime)));
  }
  ASSERT_TRUE(parcel.Step(ExpireShipment(parcel.shipment, parcel.latest, kTrackingTime)));
  std::set<std::string> fingerprints;
  for (const v1::TrackingEvent& event : parcel.events) {
    if (event.step() != v1::TrackingStep::TRACKING_STEP_UNSPECIFIED) {
      EXPECT_TRUE(fingerprints.insert(EventFingerprint(event)).second);
    }
  }
  EXPECT_EQ(fingerprints.size(), 3u);
  EXPECT_EQ(parcel.events.back().step_number(), 2);
}

TEST(TrackingTest, FingerprintsTellEventsApart) {
  const v1::TrackingEvent event = Event(v1::TrackingStatus::IN_TRANSIT, kTrackingTime);
  v1::TrackingEvent other = event;
  EXPECT_EQ(EventFingerprint(event), EventFingerprint(other));
  // Where and when it was received doesn't make it another one.
  other.set_location("Hangzhou");
  other.set_applied(true);
  EXPECT_EQ(EventFingerprint(event), EventFingerprint(other));
  other.set_text("arrived");
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
  other = event;
  other.set_source("KDNIAO");
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
  other = event;
  other.set_code("CUSTOMS");
  EXPECT_NE(EventFingerprint(event), EventFingerprint(other));
}

TEST(TrackingTest, RanksAreComplete) {
  for (v1::TrackingStatus::Value status : kAll) EXPECT_GE(RankOf(status), 0) << status;
  EXPECT_EQ(StatusWord(v1::TrackingStatus::OUT_FOR_DELIVERY), "out_for_delivery");
}

TEST(TrackingTest, EveryStatusHasItsEvent) {
  for (v1::TrackingStatus::Value status : kAll) {
    EXPECT_EQ(StatusEvent(status), absl::StrCat("shipment.", StatusWord(status)));
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
