#include "services/logistics/store/tracking/tracking_event.h"

#include <limits>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/tracking/tracking.h"

namespace shopdesk::logistics::store {

const sql::Statement kTrackingEventSnapshot = {
    "logistics.snapshot_tracking_event",
    "SELECT shipment, event_ms, fingerprint, data FROM tracking_events WHERE shop = $1 "
    "AND (shipment, event_ms, fingerprint) > ($2, $3, $4) "
    "ORDER BY shipment, event_ms, fingerprint LIMIT $5"};

namespace {

constexpr sql::Statement kInsertTrackingEvent = {
    "logistics.insert_tracking_event",
    "INSERT INTO tracking_events (shop, shipment, event_ms, fingerprint, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateTrackingEvent = {
    "logistics.update_tracking_event",
    "UPDATE tracking_events SET data = $5 WHERE shop = $1 "
    "AND shipment = $2 AND event_ms = $3 AND fingerprint = $4"};
constexpr sql::Statement kListTrackingEvents = {
    "logistics.list_tracking_events",
    "SELECT data FROM tracking_events WHERE shop = $1 AND shipment = $2 "
    "AND (event_ms, fingerprint) > ($3, $4) ORDER BY event_ms, fingerprint LIMIT $5"};

}  // namespace

TrackingEventKey TrackingEventKeyOf(const v1::TrackingEvent& event) {
  return {ToMillis(FromProto(event.event_time())), domain::EventFingerprint(event)};
}

absl::StatusOr<bool> InsertEvent(sql::Transaction& txn, absl::string_view shipment_name,
                                 const v1::TrackingEvent& event) {
  const auto [event_ms, fingerprint] = TrackingEventKeyOf(event);
  const std::string data = event.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsertTrackingEvent, {ShopOf(shipment_name), LastSegment(shipment_name),
                                         event_ms, fingerprint, sql::Blob{data}}));
  return inserted == 1;
}

absl::Status SaveEvent(sql::Transaction& txn, absl::string_view shipment_name,
                       const v1::TrackingEvent& event) {
  const auto [event_ms, fingerprint] = TrackingEventKeyOf(event);
  const std::string data = event.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t saved,
      txn.Execute(kUpdateTrackingEvent, {ShopOf(shipment_name), LastSegment(shipment_name),
                                         event_ms, fingerprint, sql::Blob{data}}));
  return sql::CheckOneRow(saved, shipment_name);
}

absl::StatusOr<std::vector<v1::TrackingEvent>> ListEvents(sql::Transaction& txn,
                                                          absl::string_view shipment_name,
                                                          const TrackingEventKey& after,
                                                          int limit) {
  const auto& [after_ms, after_fingerprint] = after;
  return sql::ListMessages<v1::TrackingEvent>(
      txn, kListTrackingEvents,
      {ShopOf(shipment_name), LastSegment(shipment_name), after_ms, after_fingerprint, limit});
}

absl::StatusOr<std::vector<v1::TrackingEvent>> ListAllEvents(sql::Transaction& txn,
                                                             absl::string_view shipment_name) {
  return ListEvents(txn, shipment_name, FromTheFirst(), std::numeric_limits<int>::max());
}

}  // namespace shopdesk::logistics::store
