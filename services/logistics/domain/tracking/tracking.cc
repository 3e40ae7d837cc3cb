#include "services/logistics/domain/tracking/tracking.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/tracking/tracking_codes.h"
#include "services/logistics/domain/tracking/tracking_machine.h"

namespace shopdesk::logistics::domain {
namespace {

// How far a carrier's clock may be ahead of ours.
constexpr absl::Duration kMaxAhead = absl::Minutes(5);
// A shipment may be recorded some time after its parcel left. What is much older is of another
// parcel: carriers give their numbers again after months.
constexpr absl::Duration kMaxBefore = absl::Hours(30 * 24);

// From which status a report goes on.
v1::TrackingStatus::Value PresentOf(const v1::Shipment& shipment) {
  return shipment.underlying_status() == v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED
             ? shipment.status()
             : shipment.underlying_status();
}

// Sets what a status that was reached at `time` brings with it.
void Enter(v1::Shipment& shipment, v1::TrackingStatus::Value status,
           const google::protobuf::Timestamp& time) {
  const v1::TrackingStatus::Value present = PresentOf(shipment);
  const bool on_way_back =
      present == v1::TrackingStatus::RETURNING && status == v1::TrackingStatus::EXCEPTION;
  if (status == v1::TrackingStatus::EXPIRED || on_way_back) {
    shipment.set_underlying_status(present);
  } else {
    shipment.clear_underlying_status();
  }
  shipment.set_status(status);
  *shipment.mutable_status_time() = time;
  const v1::TrackingStatus::Value reached = PresentOf(shipment);
  if (status == v1::TrackingStatus::DELIVERED) {
    *shipment.mutable_deliver_time() = time;
  } else if (reached != v1::TrackingStatus::RETURNING && reached != v1::TrackingStatus::RETURNED) {
    shipment.clear_deliver_time();
  }
}

// The event of the machine.
std::string MachineEvent(const v1::TrackingEvent& event) {
  switch (event.step()) {
    case v1::TrackingStep::CANCEL:
      return "cancel";
    case v1::TrackingStep::SILENCE:
      return "silent";
    case v1::TrackingStep::CORRECTION:
      return absl::StrCat("correct_", StatusWord(event.status()));
    default:
      return StatusWord(event.status());
  }
}

// The status from which an event goes on: what is done to the shipment sees the status that people
// see, what happens to the parcel where it was.
v1::TrackingStatus::Value BeforeOf(const v1::Shipment& shipment, const v1::TrackingEvent& event) {
  switch (event.step()) {
    case v1::TrackingStep::CANCEL:
    case v1::TrackingStep::SILENCE:
    case v1::TrackingStep::CORRECTION:
      return shipment.status();
    default:
      return PresentOf(shipment);
  }
}

// A step of our own that leads to `status`.
absl::StatusOr<v1::TrackingEvent> OwnStep(v1::Shipment& shipment, v1::TrackingStep::Value step,
                                          v1::TrackingStatus::Value status, absl::string_view text,
                                          const EventOrder& latest, absl::Time now) {
  v1::TrackingEvent event;
  event.set_source(kCanonical);
  event.set_code(v1::TrackingStatus::Value_Name(status));
  event.set_text(std::string(text));
  event.set_status(status);
  event.set_step(step);
  if (latest.order_ms != 0) *event.mutable_after_time() = ToProto(FromMillis(latest.order_ms));
  event.set_step_number(latest.step_number + 1);
  *event.mutable_event_time() = ToProto(now);
  *event.mutable_receive_time() = event.event_time();
  RETURN_IF_ERROR(TrackingMachine()
                      .Next(shipment.name(), BeforeOf(shipment, event), MachineEvent(event))
                      .status());
  TakeEvent(shipment, event);
  return event;
}

}  // namespace

std::string StatusWord(v1::TrackingStatus::Value status) {
  return absl::AsciiStrToLower(v1::TrackingStatus::Value_Name(status));
}

absl::string_view StatusEvent(v1::TrackingStatus::Value status) {
  // By the number of the status. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kShipmentPending,
                                            events::kShipmentInfoReceived,
                                            events::kShipmentPickedUp,
                                            events::kShipmentInTransit,
                                            events::kShipmentCustoms,
                                            events::kShipmentOutForDelivery,
                                            events::kShipmentAvailableForPickup,
                                            events::kShipmentAttemptFailed,
                                            events::kShipmentDelivered,
                                            events::kShipmentRefused,
                                            events::kShipmentException,
                                            events::kShipmentIntercepted,
                                            events::kShipmentReturning,
                                            events::kShipmentReturned,
                                            events::kShipmentCancelled,
                                            events::kShipmentExpired};
  static_assert(std::size(kEvents) == v1::TrackingStatus::Value_ARRAYSIZE);
  return v1::TrackingStatus::Value_IsValid(status) ? kEvents[status] : "";
}

bool IsFinal(v1::TrackingStatus::Value status) {
  return status == v1::TrackingStatus::DELIVERED || status == v1::TrackingStatus::RETURNED ||
         status == v1::TrackingStatus::CANCELLED;
}

bool AwaitsNews(v1::TrackingStatus::Value status) {
  return !IsFinal(status) && status != v1::TrackingStatus::EXPIRED;
}

int RankOf(v1::TrackingStatus::Value status) {
  switch (status) {
    case v1::TrackingStatus::PENDING:
      return 0;
    case v1::TrackingStatus::INFO_RECEIVED:
      return 1;
    case v1::TrackingStatus::PICKED_UP:
      return 2;
    case v1::TrackingStatus::IN_TRANSIT:
    case v1::TrackingStatus::CUSTOMS:
    case v1::TrackingStatus::EXPIRED:
      return 3;
    case v1::TrackingStatus::OUT_FOR_DELIVERY:
      return 4;
    case v1::TrackingStatus::AVAILABLE_FOR_PICKUP:
    case v1::TrackingStatus::ATTEMPT_FAILED:
    case v1::TrackingStatus::EXCEPTION:
      return 5;
    case v1::TrackingStatus::DELIVERED:
    case v1::TrackingStatus::REFUSED:
    case v1::TrackingStatus::INTERCEPTED:
      return 6;
    case v1::TrackingStatus::RETURNING:
      return 7;
    case v1::TrackingStatus::RETURNED:
    case v1::TrackingStatus::CANCELLED:
      return 8;
    default:
      return -1;
  }
}

bool IsScan(v1::TrackingStatus::Value status) {
  return status != v1::TrackingStatus::CANCELLED && status != v1::TrackingStatus::EXPIRED &&
         RankOf(status) >= RankOf(v1::TrackingStatus::PICKED_UP);
}

EventOrder OrderOf(const v1::TrackingEvent& event) {
  if (event.step() != v1::TrackingStep::TRACKING_STEP_UNSPECIFIED) {
    return {ToMillis(FromProto(event.after_time())), event.step_number(), 0, ""};
  }
  return {ToMillis(FromProto(event.event_time())), 0, RankOf(event.status()),
          EventFingerprint(event)};
}

absl::Status CheckEventTime(const v1::Shipment& shipment, const v1::TrackingEvent& event,
                            absl::Time now) {
  const absl::Time time = FromProto(event.event_time());
  if (time > now + kMaxAhead) {
    return InvalidFieldError(
        "event.event_time",
        absl::StrCat("must be at most ", absl::FormatDuration(kMaxAhead),
                     " ahead of the clock, which shows ", absl::FormatTime(now)));
  }
  if (time < FromProto(shipment.create_time()) - kMaxBefore) {
    return InvalidFieldError("event.event_time",
                             "must be at most 30 days before the shipment was made: an older scan "
                             "is of another parcel that had the number");
  }
  return absl::OkStatus();
}

void NameEvent(absl::string_view shipment_name, v1::TrackingEvent& event) {
  event.set_name(absl::StrCat(shipment_name, "/trackingEvents/",
                              ToMillis(FromProto(event.event_time())), ".",
                              EventFingerprint(event)));
}

News TakeEvent(v1::Shipment& shipment, v1::TrackingEvent& event) {
  NameEvent(shipment.name(), event);
  event.set_applied(false);
  if (event.status() == v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED) return News::kIdle;
  const StateMachine<v1::TrackingStatus::Value>& machine = TrackingMachine();
  const std::string word = MachineEvent(event);
  const v1::TrackingStatus::Value before = BeforeOf(shipment, event);
  if (!machine.Can(before, word)) return News::kIdle;
  event.set_applied(true);
  *shipment.mutable_last_event() = event;
  const v1::TrackingStatus::Value next = machine.Next("", before, word).value();
  if (next == shipment.status()) return News::kLatest;
  Enter(shipment, next, event.event_time());
  return News::kMoved;
}

Folded FoldEvents(v1::Shipment& shipment, std::vector<v1::TrackingEvent>& events) {
  std::vector<std::pair<EventOrder, v1::TrackingEvent>> ordered;
  for (v1::TrackingEvent& event : events) {
    EventOrder order = OrderOf(event);
    ordered.emplace_back(std::move(order), std::move(event));
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  shipment.set_status(v1::TrackingStatus::PENDING);
  shipment.clear_underlying_status();
  *shipment.mutable_status_time() = shipment.create_time();
  shipment.clear_deliver_time();
  shipment.clear_last_event();
  Folded folded;
  for (size_t i = 0; i < ordered.size(); ++i) {
    events[i] = std::move(ordered[i].second);
    const bool before = events[i].applied();
    TakeEvent(shipment, events[i]);
    if (events[i].applied() != before) folded.changed.push_back(i);
    folded.belies = folded.belies || BeliesCancellation(shipment, events[i]);
  }
  return folded;
}

bool BeliesCancellation(const v1::Shipment& shipment, const v1::TrackingEvent& event) {
  if (event.applied()) return false;
  if (event.step() == v1::TrackingStep::CANCEL) return true;
  return event.step() == v1::TrackingStep::TRACKING_STEP_UNSPECIFIED &&
         shipment.status() == v1::TrackingStatus::CANCELLED && IsScan(event.status());
}

absl::StatusOr<v1::TrackingEvent> CancelShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                 absl::Time now) {
  return OwnStep(shipment, v1::TrackingStep::CANCEL, v1::TrackingStatus::CANCELLED, "", latest,
                 now);
}

absl::StatusOr<v1::TrackingEvent> ExpireShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                 absl::Time now) {
  return OwnStep(shipment, v1::TrackingStep::SILENCE, v1::TrackingStatus::EXPIRED, "", latest, now);
}

absl::StatusOr<v1::TrackingEvent> CorrectShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                  v1::TrackingStatus::Value status,
                                                  absl::string_view masked_reason, absl::Time now) {
  return OwnStep(shipment, v1::TrackingStep::CORRECTION, status, masked_reason, latest, now);
}

absl::StatusOr<v1::TrackingEvent> InterceptShipment(v1::Shipment& shipment,
                                                    const EventOrder& latest, absl::Time now) {
  return OwnStep(shipment, v1::TrackingStep::INTERCEPT, v1::TrackingStatus::INTERCEPTED, "", latest,
                 now);
}

absl::StatusOr<v1::TrackingEvent> RedirectShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                   absl::Time now) {
  return OwnStep(shipment, v1::TrackingStep::REDIRECT, v1::TrackingStatus::IN_TRANSIT, "", latest,
                 now);
}

std::string EventFingerprint(const v1::TrackingEvent& event) {
  // Of one that has its name: it stays when the text is erased.
  if (!event.name().empty()) return std::string(event.name().substr(event.name().rfind('.') + 1));
  const std::string& source = event.source();
  if (event.step() == v1::TrackingStep::TRACKING_STEP_UNSPECIFIED) {
    return DerivedId({source, event.code(), event.text()});
  }
  return DerivedId({source, event.code(), event.text(), v1::TrackingStep::Value_Name(event.step()),
                    absl::StrCat(ToMillis(FromProto(event.after_time()))),
                    absl::StrCat(event.step_number())});
}

}  // namespace shopdesk::logistics::domain
