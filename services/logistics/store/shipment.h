#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/logistics/domain/lateness.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Shipments and their tracking events. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of shipments (runtime::SnapshotTable).
extern const sql::Statement kShipmentSnapshot;

// The slot of the vault that keeps the receiver in clear, of a shipment or of an intercept.
inline constexpr char kReceiverSlot[] = "receiver";

// A shipment and what is kept beside it.
struct ShipmentRow {
  v1::Shipment shipment;
  // Business time of the last report.
  absl::Time news_time;
  // How long without a report until EXPIRED; fixed when it was created. 0: never.
  int64_t silent_seconds = 0;
  int64_t event_count = 0;
  // When it is late; fixed when it was created.
  domain::LateRules late_rules;
};

absl::StatusOr<v1::Shipment> LoadShipment(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<ShipmentRow>> FindShipmentForUpdate(sql::Transaction& txn,
                                                                  absl::string_view name);
// NOT_FOUND naming the shipment.
absl::StatusOr<ShipmentRow> LoadShipmentForUpdate(sql::Transaction& txn, absl::string_view name);
// The name of the shipment with that number; empty if there is none.
absl::StatusOr<std::string> FindWaybill(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view carrier,
                                        absl::string_view waybill_number);

// Sets the etag. False if the name, or the carrier's number, is taken.
absl::StatusOr<bool> InsertShipment(sql::Transaction& txn, ShipmentRow& row);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveShipment(sql::Transaction& txn, ShipmentRow& row);

// Which shipments to list: at most one of these is set.
struct ShipmentFilter {
  std::string order;
  std::string carrier;
  v1::TrackingStatus status = v1::TRACKING_STATUS_UNSPECIFIED;
};
struct ShipmentKey {
  int64_t create_ms = 0;
  std::string shipment;
};
// Newest first, those after `after` in that order.
absl::StatusOr<std::vector<v1::Shipment>> ListShipments(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const ShipmentFilter& filter,
                                                        const ShipmentKey& after, int limit);
// The sums over a shop; reads its whole index of shipments.
absl::StatusOr<v1::ShipmentFigures> SumShipments(sql::Transaction& txn, absl::string_view shop);

// False if the event is known already.
absl::StatusOr<bool> InsertEvent(sql::Transaction& txn, absl::string_view shipment_name,
                                 const v1::TrackingEvent& event);

struct EventKey {
  int64_t event_ms = 0;
  std::string fingerprint;
};
struct EventRow {
  EventKey key;
  v1::TrackingEvent event;
};
// By the carrier's time, those after `after`.
absl::StatusOr<std::vector<EventRow>> ListEvents(sql::Transaction& txn,
                                                 absl::string_view shipment_name,
                                                 const EventKey& after, int limit);

}  // namespace shopdesk::logistics::store
