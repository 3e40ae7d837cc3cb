#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// How news moves a parcel along the canonical scale.
namespace shopdesk::logistics::domain {

// "in_transit" for IN_TRANSIT.
std::string StatusWord(v1::TrackingStatus status);
// The feed's event of a shipment that has got this status.
absl::string_view StatusEvent(v1::TrackingStatus status);

// DELIVERED, RETURNED, CANCELLED: left only by the return leg or a correction.
bool IsFinal(v1::TrackingStatus status);
// Whether the carrier is to report more: neither final nor EXPIRED.
bool AwaitsNews(v1::TrackingStatus status);
// How far along the parcel is; orders two events of the same moment.
int RankOf(v1::TrackingStatus status);

enum class News {
  // Older than what is known, or the status can't follow: kept, but the shipment is as it was.
  kLate,
  // The latest event, but the same status.
  kLatest,
  // The status changes.
  kMoved,
};

// What an event whose `status` says what its code means is for the shipment: sets its `applied`.
News JudgeEvent(const v1::Shipment& shipment, v1::TrackingEvent& event);
// Takes in an event that was judged kLatest or kMoved.
void ApplyEvent(v1::Shipment& shipment, const v1::TrackingEvent& event);

// Steps of our own: each makes the event that records it, as if the carrier had reported it at
// `now`. WRONG_STATE when TrackingMachine doesn't allow it.
absl::StatusOr<v1::TrackingEvent> CancelShipment(v1::Shipment& shipment, absl::Time now);
absl::StatusOr<v1::TrackingEvent> ExpireShipment(v1::Shipment& shipment, absl::Time now);
absl::StatusOr<v1::TrackingEvent> CorrectShipment(v1::Shipment& shipment, v1::TrackingStatus status,
                                                  absl::string_view masked_reason, absl::Time now);

// The carrier stopped the parcel, or sent it on to another receiver.
absl::StatusOr<v1::TrackingEvent> InterceptShipment(v1::Shipment& shipment, absl::Time now);
absl::StatusOr<v1::TrackingEvent> RedirectShipment(v1::Shipment& shipment, absl::Time now);

// Names an event among those of its shipment and moment: equal for a repetition (same source, code
// and text), different otherwise.
std::string EventFingerprint(const v1::TrackingEvent& event);

}  // namespace shopdesk::logistics::domain
