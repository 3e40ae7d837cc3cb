#include "services/logistics/store/shipment.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/mode.h"
#include "services/logistics/domain/tracking.h"

namespace shopdesk::logistics::store {

const sql::Statement kShipmentSnapshot = {
    "logistics.shipment_snapshot",
    "SELECT 'shops/' || shop || '/shipments/' || shipment, data FROM shipments "
    "WHERE shop = $1 AND shipment > substr($2, length('shops/' || $1 || '/shipments/') + 1) "
    "ORDER BY shipment LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"logistics.select_shipment",
                                    "SELECT data FROM shipments WHERE shop = $1 AND shipment = $2"};
constexpr sql::Statement kSelectForUpdate = {
    "logistics.select_shipment_for_update",
    "SELECT data, news_ms, silent_seconds, event_count, unscanned_seconds, stuck_seconds "
    "FROM shipments "
    "WHERE shop = $1 AND shipment = $2 FOR UPDATE"};
constexpr sql::Statement kSelectByWaybill = {
    "logistics.select_shipment_by_waybill",
    "SELECT shipment FROM shipments WHERE shop = $1 AND carrier = $2 AND waybill_number = $3"};
constexpr sql::Statement kInsert = {
    "logistics.insert_shipment",
    "INSERT INTO shipments (shop, shipment, order_id, carrier, waybill_number, mode, status, "
    "create_ms, news_ms, silent_seconds, event_count, version, data, unscanned_seconds, "
    "stuck_seconds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "logistics.update_shipment",
    "UPDATE shipments SET status = $3, news_ms = $4, event_count = $5, version = $6, data = $7, "
    "late_reason = $9, late_now = $10 WHERE shop = $1 AND shipment = $2 AND version = $8"};

constexpr sql::Statement kList = {
    "logistics.list_shipments",
    "SELECT data FROM shipments WHERE shop = $1 AND (create_ms, shipment) < ($2, $3) "
    "ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListByOrder = {
    "logistics.list_shipments_by_order",
    "SELECT data FROM shipments WHERE shop = $1 AND order_id = $5 "
    "AND (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListByCarrier = {
    "logistics.list_shipments_by_carrier",
    "SELECT data FROM shipments WHERE shop = $1 AND carrier = $5 "
    "AND (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListByStatus = {
    "logistics.list_shipments_by_status",
    "SELECT data FROM shipments WHERE shop = $1 AND status = $5 "
    "AND (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kSum = {
    "logistics.sum_shipments",
    "SELECT mode, status, COUNT(shipment), CAST(SUM(event_count) AS bigint) FROM shipments "
    "WHERE shop = $1 GROUP BY mode, status"};

constexpr sql::Statement kSumLate = {
    "logistics.sum_late_shipments",
    "SELECT late_reason, late_now, COUNT(*) FROM shipments WHERE shop = $1 AND late_reason > 0 "
    "GROUP BY late_reason, late_now"};

constexpr sql::Statement kInsertEvent = {
    "logistics.insert_tracking_event",
    "INSERT INTO tracking_events (shop, shipment, event_ms, fingerprint, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kListEvents = {
    "logistics.list_tracking_events",
    "SELECT event_ms, fingerprint, data FROM tracking_events WHERE shop = $1 AND shipment = $2 "
    "AND (event_ms, fingerprint) > ($3, $4) ORDER BY event_ms, fingerprint LIMIT $5"};

}  // namespace

absl::StatusOr<v1::Shipment> LoadShipment(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Shipment>(txn, kSelect, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<ShipmentRow>> FindShipmentForUpdate(sql::Transaction& txn,
                                                                  absl::string_view name) {
  absl::optional<ShipmentRow> found;
  RETURN_IF_ERROR(
      txn.QueryOne(kSelectForUpdate, {ShopOf(name), LastSegment(name)},
                   [&](const sql::Row& row) {
                     found.emplace();
                     found->news_time = FromMillis(row.Int(1));
                     found->silent_seconds = row.Int(2);
                     found->event_count = row.Int(3);
                     found->late_rules = {absl::Seconds(row.Int(4)), absl::Seconds(row.Int(5))};
                     return sql::ParseColumn(row, 0, found->shipment);
                   })
          .status());
  return found;
}

absl::StatusOr<ShipmentRow> LoadShipmentForUpdate(sql::Transaction& txn, absl::string_view name) {
  ASSIGN_OR_RETURN(absl::optional<ShipmentRow> found, FindShipmentForUpdate(txn, name));
  if (!found.has_value()) return shopdesk::NotFoundError(name);
  return *std::move(found);
}

absl::StatusOr<std::string> FindWaybill(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view carrier,
                                        absl::string_view waybill_number) {
  std::string name;
  RETURN_IF_ERROR(txn.QueryOne(kSelectByWaybill, {shop, carrier, waybill_number},
                               [&](const sql::Row& row) {
                                 name = absl::StrCat("shops/", shop, "/shipments/", row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return name;
}

absl::StatusOr<bool> InsertShipment(sql::Transaction& txn, ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  shipment.set_etag(MakeEtag(1));
  const std::string data = shipment.SerializeAsString();
  const std::string carrier = EscapeId(shipment.carrier_id());
  ASSIGN_OR_RETURN(
      int64_t inserted,
      txn.Execute(kInsert, {ShopOf(shipment.name()), LastSegment(shipment.name()),
                            LastSegment(shipment.order()), carrier, shipment.waybill_number(),
                            static_cast<int>(shipment.mode()), static_cast<int>(shipment.status()),
                            ToMillis(FromProto(shipment.create_time())), ToMillis(row.news_time),
                            row.silent_seconds, row.event_count, 1, sql::Blob{data},
                            absl::ToInt64Seconds(row.late_rules.unscanned),
                            absl::ToInt64Seconds(row.late_rules.stuck)}));
  return inserted == 1;
}

absl::Status SaveShipment(sql::Transaction& txn, ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  const int64_t before = VersionOf(shipment.etag());
  shipment.set_etag(MakeEtag(before + 1));
  const std::string data = shipment.SerializeAsString();
  ASSIGN_OR_RETURN(
      int64_t changed,
      txn.Execute(kUpdate,
                  {ShopOf(shipment.name()), LastSegment(shipment.name()),
                   static_cast<int>(shipment.status()), ToMillis(row.news_time), row.event_count,
                   before + 1, sql::Blob{data}, before,
                   static_cast<int>(shipment.lateness().reason()), domain::IsLate(shipment)}));
  return sql::CheckOneRow(changed, shipment.name());
}

absl::StatusOr<std::vector<v1::Shipment>> ListShipments(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const ShipmentFilter& filter,
                                                        const ShipmentKey& after, int limit) {
  std::vector<v1::Shipment> shipments;
  const auto append = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, shipments.emplace_back());
  };
  absl::Status status;
  if (!filter.order.empty()) {
    status = txn.Query(kListByOrder, {shop, after.create_ms, after.shipment, limit, filter.order},
                       append);
  } else if (!filter.carrier.empty()) {
    status = txn.Query(kListByCarrier,
                       {shop, after.create_ms, after.shipment, limit, filter.carrier}, append);
  } else if (filter.status != v1::TRACKING_STATUS_UNSPECIFIED) {
    status = txn.Query(
        kListByStatus,
        {shop, after.create_ms, after.shipment, limit, static_cast<int>(filter.status)}, append);
  } else {
    status = txn.Query(kList, {shop, after.create_ms, after.shipment, limit}, append);
  }
  RETURN_IF_ERROR(status);
  return shipments;
}

absl::StatusOr<v1::ShipmentFigures> SumShipments(sql::Transaction& txn, absl::string_view shop) {
  v1::ShipmentFigures figures;
  RETURN_IF_ERROR(txn.Query(kSum, {shop}, [&](const sql::Row& row) {
    const int64_t shipments = row.Int(2);
    const std::string& mode = domain::ModeName(static_cast<v1::Mode>(row.Int(0)));
    const std::string& status =
        v1::TrackingStatus_Name(static_cast<v1::TrackingStatus>(row.Int(1)));
    figures.set_shipments(figures.shipments() + shipments);
    (*figures.mutable_shipments_by_mode())[mode] += shipments;
    (*figures.mutable_shipments_by_status())[status] += shipments;
    figures.set_tracking_events(figures.tracking_events() + row.Int(3));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(txn.Query(kSumLate, {shop}, [&](const sql::Row& row) {
    const auto reason = static_cast<v1::Lateness::Reason>(row.Int(0));
    (*figures.mutable_late_by_reason())[v1::Lateness::Reason_Name(reason)] += row.Int(2);
    if (row.Int(1) != 0) figures.set_late_now(figures.late_now() + row.Int(2));
    return absl::OkStatus();
  }));
  return figures;
}

absl::StatusOr<bool> InsertEvent(sql::Transaction& txn, absl::string_view shipment_name,
                                 const v1::TrackingEvent& event) {
  const std::string fingerprint = domain::EventFingerprint(event);
  const std::string data = event.SerializeAsString();
  ASSIGN_OR_RETURN(int64_t inserted,
                   txn.Execute(kInsertEvent, {ShopOf(shipment_name), LastSegment(shipment_name),
                                              ToMillis(FromProto(event.event_time())), fingerprint,
                                              sql::Blob{data}}));
  return inserted == 1;
}

absl::StatusOr<std::vector<EventRow>> ListEvents(sql::Transaction& txn,
                                                 absl::string_view shipment_name,
                                                 const EventKey& after, int limit) {
  std::vector<EventRow> rows;
  RETURN_IF_ERROR(txn.Query(
      kListEvents,
      {ShopOf(shipment_name), LastSegment(shipment_name), after.event_ms, after.fingerprint, limit},
      [&](const sql::Row& row) {
        EventRow& found = rows.emplace_back();
        found.key = {row.Int(0), std::string(row.Text(1))};
        return sql::ParseColumn(row, 2, found.event);
      }));
  return rows;
}

}  // namespace shopdesk::logistics::store
