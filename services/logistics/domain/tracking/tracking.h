#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// How news moves a parcel along the canonical scale.
namespace shopdesk::logistics::domain {

// "in_transit" for IN_TRANSIT.
std::string StatusWord(v1::TrackingStatus::Value status);
// The feed's event of a shipment that has got this status.
absl::string_view StatusEvent(v1::TrackingStatus::Value status);

// DELIVERED, RETURNED, CANCELLED: left only by the return leg or a correction.
bool IsFinal(v1::TrackingStatus::Value status);
// Whether the carrier is to report more: neither final nor EXPIRED.
bool AwaitsNews(v1::TrackingStatus::Value status);
// How far along the parcel is; orders two events of the same moment.
int RankOf(v1::TrackingStatus::Value status);

// A scan shows that the carrier has the parcel, or had it.
bool IsScan(v1::TrackingStatus::Value status);

// Where an event stands among those of its shipment: by the carrier's time; of one time the
// carrier's before steps of our own, which stand as they were made, then how far along it is.
struct EventOrder {
  // Unix milliseconds. A step has the time of the latest carrier's event known when it was made, so
  // that it shuts out nothing that is true later, whatever the clocks say; 0: none was known.
  int64_t order_ms = 0;
  // The number of a step of our own, counted from 1 in a shipment; 0: the carrier's event.
  int step_number = 0;
  int rank = 0;
  std::string fingerprint;

  friend bool operator<(const EventOrder& a, const EventOrder& b) {
    return std::tie(a.order_ms, a.step_number, a.rank, a.fingerprint) <
           std::tie(b.order_ms, b.step_number, b.rank, b.fingerprint);
  }
};
EventOrder OrderOf(const v1::TrackingEvent& event);

// Events that are kept of one shipment: ten times what the busiest parcel has, and few enough to be
// read and folded when an older one comes.
inline constexpr int64_t kMaxEvents = 1000;
// INVALID_ARGUMENT (event.event_time) for a time that is too far ahead of `now`, or too long before
// the shipment was made.
absl::Status CheckEventTime(const v1::Shipment& shipment, const v1::TrackingEvent& event,
                            absl::Time now);

// Gives an event of the shipment its name.
void NameEvent(absl::string_view shipment_name, v1::TrackingEvent& event);

enum class News {
  // The status can't follow: kept, but the shipment is as it was.
  kIdle,
  // It follows, but the status stays.
  kLatest,
  // The status changes.
  kMoved,
};

// Takes an event into its shipment that stands after all that the shipment has taken in: sets its
// name and `applied`.
News TakeEvent(v1::Shipment& shipment, v1::TrackingEvent& event);
struct Folded {
  // The numbers of the events whose `applied` changed.
  std::vector<size_t> changed;
  // One of them belies a cancellation.
  bool belies = false;
};
// Brings a shipment to where all its events lead: puts them in order and sets their `applied`.
Folded FoldEvents(v1::Shipment& shipment, std::vector<v1::TrackingEvent>& events);
// Whether an event that has just been taken into the shipment shows that somebody has a parcel that
// was cancelled: a scan that the cancellation doesn't let through, or a cancellation that came too
// late for a scan before it.
bool BeliesCancellation(const v1::Shipment& shipment, const v1::TrackingEvent& event);

// Steps of our own: each makes the event that records it, after `latest`, the last of the
// shipment's events. WRONG_STATE when TrackingMachine doesn't allow it.
absl::StatusOr<v1::TrackingEvent> CancelShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                 absl::Time now);
absl::StatusOr<v1::TrackingEvent> ExpireShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                 absl::Time now);
absl::StatusOr<v1::TrackingEvent> CorrectShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                  v1::TrackingStatus::Value status,
                                                  absl::string_view masked_reason, absl::Time now);

// The carrier stopped the parcel, or sent it on to another receiver.
absl::StatusOr<v1::TrackingEvent> InterceptShipment(v1::Shipment& shipment,
                                                    const EventOrder& latest, absl::Time now);
absl::StatusOr<v1::TrackingEvent> RedirectShipment(v1::Shipment& shipment, const EventOrder& latest,
                                                   absl::Time now);

// Names an event among those of its shipment and moment: equal for a repetition (same source, code
// and text), different otherwise, and for each step of our own.
std::string EventFingerprint(const v1::TrackingEvent& event);

}  // namespace shopdesk::logistics::domain
