#include "services/logistics/domain/tracking.h"

#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/events.h"
#include "services/logistics/domain/tracking_machine.h"

namespace shopdesk::logistics::domain {
namespace {

// Sets what a status that was reached at `time` brings with it.
void Enter(v1::Shipment& shipment, v1::TrackingStatus status,
           const google::protobuf::Timestamp& time) {
  shipment.set_status(status);
  *shipment.mutable_status_time() = time;
  if (status == v1::DELIVERED) {
    *shipment.mutable_deliver_time() = time;
  } else if (status != v1::RETURNING && status != v1::RETURNED) {
    shipment.clear_deliver_time();
  }
}

// Where a report leads by the machine; UNSPECIFIED if it can't follow.
v1::TrackingStatus NextStatus(v1::TrackingStatus present, v1::TrackingStatus reported) {
  if (reported == v1::TRACKING_STATUS_UNSPECIFIED) return v1::TRACKING_STATUS_UNSPECIFIED;
  const std::string event = StatusWord(reported);
  const StateMachine<v1::TrackingStatus>& machine = TrackingMachine();
  if (!machine.Can(present, event)) return v1::TRACKING_STATUS_UNSPECIFIED;
  return machine.Next("", present, event).value();
}

// A step of our own: `word` decides in the machine, and the event records it.
absl::StatusOr<v1::TrackingEvent> OwnStep(v1::Shipment& shipment, absl::string_view word,
                                          absl::string_view text, absl::Time now) {
  ASSIGN_OR_RETURN(v1::TrackingStatus next,
                   TrackingMachine().Next(shipment.name(), shipment.status(), word));
  v1::TrackingEvent event;
  event.set_source(v1::CANONICAL);
  event.set_code(v1::TrackingStatus_Name(next));
  event.set_text(std::string(text));
  event.set_status(next);
  event.set_applied(true);
  *event.mutable_event_time() = ToProto(now);
  *event.mutable_receive_time() = event.event_time();
  Enter(shipment, next, event.event_time());
  *shipment.mutable_last_event() = event;
  return event;
}

}  // namespace

std::string StatusWord(v1::TrackingStatus status) {
  return absl::AsciiStrToLower(v1::TrackingStatus_Name(status));
}

absl::string_view StatusEvent(v1::TrackingStatus status) {
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
  static_assert(std::size(kEvents) == v1::TrackingStatus_ARRAYSIZE);
  return v1::TrackingStatus_IsValid(status) ? kEvents[status] : "";
}

bool IsFinal(v1::TrackingStatus status) {
  return status == v1::DELIVERED || status == v1::RETURNED || status == v1::CANCELLED;
}

bool AwaitsNews(v1::TrackingStatus status) { return !IsFinal(status) && status != v1::EXPIRED; }

int RankOf(v1::TrackingStatus status) {
  switch (status) {
    case v1::PENDING:
      return 0;
    case v1::INFO_RECEIVED:
      return 1;
    case v1::PICKED_UP:
      return 2;
    case v1::IN_TRANSIT:
    case v1::CUSTOMS:
    case v1::EXPIRED:
      return 3;
    case v1::OUT_FOR_DELIVERY:
      return 4;
    case v1::AVAILABLE_FOR_PICKUP:
    case v1::ATTEMPT_FAILED:
    case v1::EXCEPTION:
      return 5;
    case v1::DELIVERED:
    case v1::REFUSED:
    case v1::INTERCEPTED:
      return 6;
    case v1::RETURNING:
      return 7;
    case v1::RETURNED:
    case v1::CANCELLED:
      return 8;
    default:
      return -1;
  }
}

News JudgeEvent(const v1::Shipment& shipment, v1::TrackingEvent& event) {
  event.set_applied(false);
  if (shipment.has_last_event()) {
    const absl::Time latest = FromProto(shipment.last_event().event_time());
    const absl::Time time = FromProto(event.event_time());
    if (time < latest) return News::kLate;
    if (time == latest && RankOf(event.status()) < RankOf(shipment.status())) return News::kLate;
  }
  const v1::TrackingStatus next = NextStatus(shipment.status(), event.status());
  if (next == v1::TRACKING_STATUS_UNSPECIFIED) return News::kLate;
  event.set_applied(true);
  return next == shipment.status() ? News::kLatest : News::kMoved;
}

void ApplyEvent(v1::Shipment& shipment, const v1::TrackingEvent& event) {
  *shipment.mutable_last_event() = event;
  const v1::TrackingStatus next = NextStatus(shipment.status(), event.status());
  if (next != shipment.status()) Enter(shipment, next, event.event_time());
}

absl::StatusOr<v1::TrackingEvent> CancelShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "cancel", "", now);
}

absl::StatusOr<v1::TrackingEvent> ExpireShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "silent", "", now);
}

absl::StatusOr<v1::TrackingEvent> CorrectShipment(v1::Shipment& shipment, v1::TrackingStatus status,
                                                  absl::string_view masked_reason, absl::Time now) {
  return OwnStep(shipment, absl::StrCat("correct_", StatusWord(status)), masked_reason, now);
}

absl::StatusOr<v1::TrackingEvent> InterceptShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "intercepted", "", now);
}

absl::StatusOr<v1::TrackingEvent> RedirectShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "in_transit", "", now);
}

std::string EventFingerprint(const v1::TrackingEvent& event) {
  return DerivedId({v1::TrackingSource_Name(event.source()), event.code(), event.text()});
}

}  // namespace shopdesk::logistics::domain
