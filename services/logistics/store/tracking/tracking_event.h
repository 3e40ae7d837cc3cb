#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What carriers reported of shipments, and our own steps. Of a row only `applied` changes.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kTrackingEventSnapshot;

// event_time in milliseconds, and the fingerprint of the event: a shipment has one event
// of a key.
using TrackingEventKey = PageKey<int64_t, std::string>;
TrackingEventKey TrackingEventKeyOf(const v1::TrackingEvent& event);
// The key before all events.
inline TrackingEventKey FromTheFirst() { return {INT64_MIN, ""}; }

// False if the event is known already.
absl::StatusOr<bool> InsertEvent(sql::Transaction& txn, absl::string_view shipment_name,
                                 const v1::TrackingEvent& event);
// Saves whether it is applied.
absl::Status SaveEvent(sql::Transaction& txn, absl::string_view shipment_name,
                       const v1::TrackingEvent& event);
// By event_time, those after a key.
absl::StatusOr<std::vector<v1::TrackingEvent>> ListEvents(sql::Transaction& txn,
                                                          absl::string_view shipment_name,
                                                          const TrackingEventKey& after, int limit);
// All of a shipment, of which it has domain::kMaxEvents at most.
absl::StatusOr<std::vector<v1::TrackingEvent>> ListAllEvents(sql::Transaction& txn,
                                                             absl::string_view shipment_name);

}  // namespace shopdesk::logistics::store
