#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/logistics/domain/shipment/lateness.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Shipments. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of shipments (runtime::SnapshotTable).
extern const sql::Statement kShipmentSnapshot;

// The slot of the vault that keeps the receiver in clear, of a shipment or of an intercept.
inline constexpr char kReceiverSlot[] = "receiver";
// The slot of who sends it.
inline constexpr char kSenderSlot[] = "sender";

// A shipment and what is kept beside it.
struct ShipmentRow {
  v1::Shipment shipment;
  // Business time of the last report.
  absl::Time news_time;
  // How long without a report until EXPIRED; fixed when it was created. 0: never.
  int64_t silent_seconds = 0;
  int64_t event_count = 0;
  // Where the last of its events stands.
  domain::EventOrder latest;
  // Another shipment may have its waybill number.
  bool number_freed = false;
  // When it is late; fixed when it was created.
  domain::LateRules late_rules;
  // The status and whether its number was freed as they are stored: what indexes are made of.
  v1::TrackingStatus::Value stored_status = v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
  bool stored_number_freed = false;
};

absl::StatusOr<v1::Shipment> LoadShipment(sql::Transaction& txn, absl::string_view name);
// With how many tracking events are kept of it. NOT_FOUND naming it.
struct CountedShipment {
  v1::Shipment shipment;
  int64_t event_count = 0;
};
absl::StatusOr<CountedShipment> LoadCounted(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<ShipmentRow>> FindShipmentForUpdate(sql::Transaction& txn,
                                                                  absl::string_view name);
// NOT_FOUND naming the shipment.
absl::StatusOr<ShipmentRow> LoadShipmentForUpdate(sql::Transaction& txn, absl::string_view name);
// The name of the shipment that holds that number, else of the newest that had it; empty if there
// is none. The number as FoldCode makes it.
absl::StatusOr<std::string> FindWaybill(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view carrier,
                                        absl::string_view waybill_number);

// Only the one that holds it.
absl::StatusOr<std::string> FindHolder(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view carrier, absl::string_view waybill_number);

// Sets the etag. ALREADY_EXISTS if the name, or the carrier's number, is taken.
absl::Status InsertShipment(sql::Transaction& txn, ShipmentRow& row);
// Saves the next version of what was loaded for update; sets the etag. One that isn't cancelled any
// more takes its number back unless another shipment has it.
absl::Status SaveShipment(sql::Transaction& txn, ShipmentRow& row);
// The same with another carrier and number, which hold its old ones no more. ALREADY_EXISTS if the
// number is taken.
absl::Status SaveWaybill(sql::Transaction& txn, ShipmentRow& row);

// Which shipments to list: at most one of these is set.
struct ShipmentFilter {
  std::string order;
  std::string carrier;
  v1::TrackingStatus::Value status = v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Shipment>> ListShipments(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const ShipmentFilter& filter,
                                                        const CreationKey& before, int limit);
}  // namespace shopdesk::logistics::store
