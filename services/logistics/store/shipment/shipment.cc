#include "services/logistics/store/shipment/shipment.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/errors.h"

namespace shopdesk::logistics::store {

const sql::Statement kShipmentSnapshot = {
    "logistics.snapshot_shipment",
    "SELECT 'shops/' || shop || '/shipments/' || shipment, data FROM shipments "
    "WHERE shop = $1 AND shipment > substr($2, length('shops/' || $1 || '/shipments/') + 1) "
    "ORDER BY shipment LIMIT $3"};

namespace {

constexpr sql::Statement kSelectShipment = {
    "logistics.select_shipment", "SELECT data FROM shipments WHERE shop = $1 AND shipment = $2"};
constexpr sql::Statement kSelectCountedShipment = {
    "logistics.select_counted_shipment",
    "SELECT data, event_count FROM shipments WHERE shop = $1 AND shipment = $2"};
constexpr sql::Statement kSelectShipmentForUpdate = {
    "logistics.select_shipment_for_update",
    "SELECT data, news_ms, silent_seconds, event_count, unscanned_seconds, stuck_seconds, "
    "order_ms, order_step, order_rank, order_fingerprint, number_freed FROM shipments "
    "WHERE shop = $1 AND shipment = $2 FOR UPDATE"};
constexpr sql::Statement kSelectShipmentByWaybill = {
    "logistics.select_shipment_by_waybill",
    "SELECT shipment FROM shipments WHERE shop = $1 AND carrier = $2 AND waybill_number = $3 "
    "ORDER BY number_freed, create_ms DESC LIMIT 1"};
constexpr sql::Statement kSelectHolderOfWaybill = {
    "logistics.select_holder_of_waybill",
    "SELECT shipment FROM shipments WHERE shop = $1 AND carrier = $2 AND waybill_number = $3 "
    "AND number_freed = 0"};
constexpr sql::Statement kInsertShipment = {
    "logistics.insert_shipment",
    "INSERT INTO shipments (shop, shipment, order_id, carrier, waybill_number, mode, status, "
    "create_ms, news_ms, silent_seconds, event_count, unscanned_seconds, stuck_seconds, version, "
    "data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kInsertShipmentOrder = {
    "logistics.insert_shipment_order",
    "INSERT INTO shipment_orders (shop, order_id, shipment) VALUES ($1, $2, $3) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateShipment = {
    "logistics.update_shipment",
    "UPDATE shipments SET status = $3, news_ms = $4, event_count = $5, order_ms = $6, "
    "order_step = $7, order_rank = $8, order_fingerprint = $9, number_freed = $10, version = $11, "
    "data = $12 WHERE shop = $1 AND shipment = $2 AND version = $13"};
// News without a change of what indexes are made of: they aren't written anew.
constexpr sql::Statement kUpdateShipmentNews = {
    "logistics.update_shipment_news",
    "UPDATE shipments SET news_ms = $3, event_count = $4, order_ms = $5, order_step = $6, "
    "order_rank = $7, order_fingerprint = $8, version = $9, data = $10 "
    "WHERE shop = $1 AND shipment = $2 AND version = $11"};
constexpr sql::Statement kUpdateWaybill = {
    "logistics.update_waybill",
    "UPDATE shipments SET carrier = $3, waybill_number = $4 WHERE shop = $1 AND shipment = $2"};
constexpr sql::Statement kListShipments = {
    "logistics.list_shipments",
    "SELECT data FROM shipments WHERE shop = $1 AND (create_ms, shipment) < ($2, $3) "
    "ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
// CROSS: SQLite would walk all shipments by time to find the few of the order.
constexpr sql::Statement kListShipmentsByOrder = {
    "logistics.list_shipments_by_order",
    "SELECT data FROM ("
    "SELECT create_ms, shipment, data FROM shipments WHERE shop = $1 AND order_id = $5 UNION ALL "
    "SELECT s.create_ms, s.shipment, s.data FROM shipment_orders AS o CROSS JOIN shipments AS s "
    "WHERE o.shop = $1 AND o.order_id = $5 AND s.shop = $1 AND s.shipment = o.shipment) AS found "
    "WHERE (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListShipmentsByCarrier = {
    "logistics.list_shipments_by_carrier",
    "SELECT data FROM shipments WHERE shop = $1 AND carrier = $5 "
    "AND (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListShipmentsByStatus = {
    "logistics.list_shipments_by_status",
    "SELECT data FROM shipments WHERE shop = $1 AND status = $5 "
    "AND (create_ms, shipment) < ($2, $3) ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
// The name of the shipment that a statement finds; empty if it finds none.
absl::StatusOr<std::string> FindName(sql::Transaction& txn, const sql::Statement& statement,
                                     absl::string_view shop, absl::string_view carrier,
                                     absl::string_view waybill_number) {
  std::string name;
  RETURN_IF_ERROR(txn.QueryOne(statement, {shop, carrier, waybill_number},
                               [&](const sql::Row& row) {
                                 name = absl::StrCat("shops/", shop, "/shipments/", row.Text(0));
                                 return absl::OkStatus();
                               })
                      .status());
  return name;
}

void NoteStored(ShipmentRow& row) {
  row.stored_status = row.shipment.status();
  row.stored_number_freed = row.number_freed;
}

}  // namespace

absl::StatusOr<v1::Shipment> LoadShipment(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Shipment>(txn, kSelectShipment, {ShopOf(name), LastSegment(name)},
                                        name);
}

absl::StatusOr<CountedShipment> LoadCounted(sql::Transaction& txn, absl::string_view name) {
  CountedShipment counted;
  ASSIGN_OR_RETURN(const bool found,
                   txn.QueryOne(kSelectCountedShipment, {ShopOf(name), LastSegment(name)},
                                [&](const sql::Row& row) {
                                  counted.event_count = row.Int(1);
                                  return sql::ParseColumn(row, 0, counted.shipment);
                                }));
  if (!found) return shopdesk::NotFoundError(name);
  return counted;
}

absl::StatusOr<absl::optional<ShipmentRow>> FindShipmentForUpdate(sql::Transaction& txn,
                                                                  absl::string_view name) {
  absl::optional<ShipmentRow> found;
  RETURN_IF_ERROR(
      txn.QueryOne(kSelectShipmentForUpdate, {ShopOf(name), LastSegment(name)},
                   [&](const sql::Row& row) -> absl::Status {
                     found.emplace();
                     found->news_time = FromMillis(row.Int(1));
                     found->silent_seconds = row.Int(2);
                     found->event_count = row.Int(3);
                     found->late_rules = {absl::Seconds(row.Int(4)), absl::Seconds(row.Int(5))};
                     found->latest = {row.Int(6), static_cast<int>(row.Int(7)),
                                      static_cast<int>(row.Int(8)), std::string(row.Text(9))};
                     found->number_freed = row.Int(10) != 0;
                     RETURN_IF_ERROR(sql::ParseColumn(row, 0, found->shipment));
                     NoteStored(*found);
                     return absl::OkStatus();
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
  return FindName(txn, kSelectShipmentByWaybill, shop, carrier, waybill_number);
}

absl::StatusOr<std::string> FindHolder(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view carrier,
                                       absl::string_view waybill_number) {
  return FindName(txn, kSelectHolderOfWaybill, shop, carrier, waybill_number);
}

absl::Status InsertShipment(sql::Transaction& txn, ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  const absl::string_view shop = ShopOf(shipment.name());
  const absl::string_view id = LastSegment(shipment.name());
  RETURN_IF_ERROR(sql::InsertVersioned(
      txn, kInsertShipment, shipment, shop, id, LastSegment(shipment.order()),
      EscapeId(shipment.carrier_id()), shipment.waybill_number(), static_cast<int>(shipment.mode()),
      static_cast<int>(shipment.status()), ToMillis(FromProto(shipment.create_time())),
      ToMillis(row.news_time), row.silent_seconds, row.event_count,
      absl::ToInt64Seconds(row.late_rules.unscanned), absl::ToInt64Seconds(row.late_rules.stuck)));
  NoteStored(row);
  for (const std::string& order : shipment.merged_orders()) {
    RETURN_IF_ERROR(txn.Execute(kInsertShipmentOrder, {shop, LastSegment(order), id}).status());
  }
  return absl::OkStatus();
}

absl::Status SaveShipment(sql::Transaction& txn, ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  if (shipment.status() == v1::TrackingStatus::CANCELLED) {
    row.number_freed = true;
  } else if (row.number_freed) {
    ASSIGN_OR_RETURN(const std::string holder,
                     FindHolder(txn, ShopOf(shipment.name()), EscapeId(shipment.carrier_id()),
                                shipment.waybill_number()));
    row.number_freed = !holder.empty();
  }
  const absl::string_view shop = ShopOf(shipment.name());
  const absl::string_view id = LastSegment(shipment.name());
  if (shipment.status() == row.stored_status && row.number_freed == row.stored_number_freed) {
    return sql::SaveVersioned(txn, kUpdateShipmentNews, shipment, shop, id, ToMillis(row.news_time),
                              row.event_count, row.latest.order_ms, row.latest.step_number,
                              row.latest.rank, row.latest.fingerprint);
  }
  RETURN_IF_ERROR(sql::SaveVersioned(txn, kUpdateShipment, shipment, shop, id,
                                     static_cast<int>(shipment.status()), ToMillis(row.news_time),
                                     row.event_count, row.latest.order_ms, row.latest.step_number,
                                     row.latest.rank, row.latest.fingerprint, row.number_freed));
  NoteStored(row);
  return absl::OkStatus();
}

absl::Status SaveWaybill(sql::Transaction& txn, ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  const absl::string_view shop = ShopOf(shipment.name());
  ASSIGN_OR_RETURN(const std::string holder, FindHolder(txn, shop, EscapeId(shipment.carrier_id()),
                                                        shipment.waybill_number()));
  if (!holder.empty() && holder != shipment.name()) {
    return domain::WaybillTakenError(shipment.waybill_number(), holder);
  }
  RETURN_IF_ERROR(
      txn.Execute(kUpdateWaybill, {shop, LastSegment(shipment.name()),
                                   EscapeId(shipment.carrier_id()), shipment.waybill_number()})
          .status());
  return SaveShipment(txn, row);
}

absl::StatusOr<std::vector<v1::Shipment>> ListShipments(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const ShipmentFilter& filter,
                                                        const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  if (!filter.order.empty()) {
    return sql::ListMessages<v1::Shipment>(txn, kListShipmentsByOrder,
                                           {shop, before_ms, before_id, limit, filter.order});
  }
  if (!filter.carrier.empty()) {
    return sql::ListMessages<v1::Shipment>(txn, kListShipmentsByCarrier,
                                           {shop, before_ms, before_id, limit, filter.carrier});
  }
  if (filter.status != v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED) {
    return sql::ListMessages<v1::Shipment>(
        txn, kListShipmentsByStatus,
        {shop, before_ms, before_id, limit, static_cast<int>(filter.status)});
  }
  return sql::ListMessages<v1::Shipment>(txn, kListShipments, {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
