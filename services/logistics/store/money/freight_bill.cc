#include "services/logistics/store/money/freight_bill.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kFreightBillSnapshot = {
    "logistics.snapshot_freight_bill",
    "SELECT 'shops/' || shop || '/freightBills/' || freight_bill, data FROM freight_bills "
    "WHERE shop = $1 AND freight_bill > substr($2, length('shops/' || $1 || '/freightBills/') "
    "+ 1) "
    "ORDER BY freight_bill LIMIT $3"};

namespace {

constexpr sql::Statement kSelectFreightBill = {
    "logistics.select_freight_bill",
    "SELECT data FROM freight_bills WHERE shop = $1 AND freight_bill = $2"};
constexpr sql::Statement kSelectFreightBillForUpdate = {
    "logistics.select_freight_bill_for_update",
    "SELECT data FROM freight_bills WHERE shop = $1 AND freight_bill = $2 FOR UPDATE"};
constexpr sql::Statement kInsertFreightBill = {
    "logistics.insert_freight_bill",
    "INSERT INTO freight_bills (shop, freight_bill, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateFreightBill = {
    "logistics.update_freight_bill",
    "UPDATE freight_bills SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND freight_bill = $2 AND version = $6"};
constexpr sql::Statement kListFreightBills = {
    "logistics.list_freight_bills",
    "SELECT data FROM freight_bills WHERE shop = $1 AND (create_ms, freight_bill) < ($2, $3) "
    "ORDER BY create_ms DESC, freight_bill DESC LIMIT $4"};
constexpr sql::Statement kListFreightBillsByState = {
    "logistics.list_freight_bills_by_state",
    "SELECT data FROM freight_bills WHERE shop = $1 AND state = $5 "
    "AND (create_ms, freight_bill) < ($2, $3) ORDER BY create_ms DESC, freight_bill DESC LIMIT "
    "$4"};
#define SELECT_BILLED                                                                  \
  "SELECT data, CASE WHEN EXISTS (SELECT 1 FROM freight_bills AS b WHERE b.shop = $1 " \
  "AND b.freight_bill = shipments.shipment) THEN 1 ELSE 0 END, "                       \
  "(SELECT t.data FROM shipping_terms AS t WHERE t.shop = $1 "                         \
  "AND t.shipment = shipments.shipment) "                                              \
  "FROM shipments WHERE shop = $1 AND (create_ms, shipment) < ($2, $3) "
constexpr sql::Statement kListBilledShipments = {"logistics.list_billed_shipments", SELECT_BILLED
                                                 "ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
constexpr sql::Statement kListBilledShipmentsOfCarrier = {
    "logistics.list_billed_shipments_of_carrier",
    SELECT_BILLED "AND carrier = $5 ORDER BY create_ms DESC, shipment DESC LIMIT $4"};
#undef SELECT_BILLED

}  // namespace

absl::StatusOr<v1::FreightBill> LoadFreightBill(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::FreightBill>(txn, kSelectFreightBill,
                                           {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::FreightBill> LoadFreightBillForUpdate(sql::Transaction& txn,
                                                         absl::string_view name) {
  return sql::LoadMessage<v1::FreightBill>(txn, kSelectFreightBillForUpdate,
                                           {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::FreightBill>> FindFreightBillForUpdate(sql::Transaction& txn,
                                                                         absl::string_view name) {
  return sql::FindMessage<v1::FreightBill>(txn, kSelectFreightBillForUpdate,
                                           {ShopOf(name), LastSegment(name)});
}

absl::Status InsertFreightBill(sql::Transaction& txn, v1::FreightBill& freight_bill) {
  const std::string& name = freight_bill.name();
  return sql::InsertVersioned(txn, kInsertFreightBill, freight_bill, ShopOf(name),
                              LastSegment(name), LastSegment(freight_bill.order()),
                              static_cast<int>(freight_bill.state()),
                              ToMillis(FromProto(freight_bill.create_time())));
}

absl::Status SaveFreightBill(sql::Transaction& txn, v1::FreightBill& freight_bill) {
  const std::string& name = freight_bill.name();
  return sql::SaveVersioned(txn, kUpdateFreightBill, freight_bill, ShopOf(name), LastSegment(name),
                            static_cast<int>(freight_bill.state()));
}

absl::StatusOr<std::vector<v1::FreightBill>> ListFreightBills(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              v1::FreightBill::State state,
                                                              const CreationKey& before,
                                                              int limit) {
  const auto& [before_ms, before_id] = before;
  if (state != v1::FreightBill::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::FreightBill>(
        txn, kListFreightBillsByState,
        {shop, before_ms, before_id, limit, static_cast<int>(state)});
  }
  return sql::ListMessages<v1::FreightBill>(txn, kListFreightBills,
                                            {shop, before_ms, before_id, limit});
}

absl::StatusOr<std::vector<BilledShipment>> ListBilledShipments(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view carrier,
                                                                const CreationKey& before,
                                                                int limit) {
  const auto& [before_ms, before_id] = before;
  std::vector<BilledShipment> rows;
  const auto add = [&](const sql::Row& row) -> absl::Status {
    BilledShipment& next = rows.emplace_back();
    next.billed = row.Int(1) != 0;
    RETURN_IF_ERROR(sql::ParseColumn(row, 2, next.terms));
    return sql::ParseColumn(row, 0, next.shipment);
  };
  RETURN_IF_ERROR(carrier.empty()
                      ? txn.Query(kListBilledShipments, {shop, before_ms, before_id, limit}, add)
                      : txn.Query(kListBilledShipmentsOfCarrier,
                                  {shop, before_ms, before_id, limit, carrier}, add));
  return rows;
}

}  // namespace shopdesk::logistics::store
