#include "services/logistics/store/carrier/carrier.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kCarrierSnapshot = {
    "logistics.snapshot_carrier",
    "SELECT 'shops/' || shop || '/carriers/' || carrier, data FROM carriers "
    "WHERE shop = $1 AND carrier > substr($2, length('shops/' || $1 || '/carriers/') + 1) "
    "ORDER BY carrier LIMIT $3"};

namespace {

constexpr sql::Statement kSelectCarrier = {
    "logistics.select_carrier", "SELECT data FROM carriers WHERE shop = $1 AND carrier = $2"};
constexpr sql::Statement kSelectCarrierForUpdate = {
    "logistics.select_carrier_for_update",
    "SELECT data FROM carriers WHERE shop = $1 AND carrier = $2 FOR UPDATE"};
constexpr sql::Statement kInsertCarrier = {"logistics.insert_carrier",
                                           "INSERT INTO carriers (shop, carrier, version, data) "
                                           "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateCarrier = {"logistics.update_carrier",
                                           "UPDATE carriers SET version = $3, data = $4 "
                                           "WHERE shop = $1 AND carrier = $2 AND version = $5"};
constexpr sql::Statement kListCarriers = {
    "logistics.list_carriers",
    "SELECT data FROM carriers WHERE shop = $1 AND carrier > $2 ORDER BY carrier LIMIT $3"};

}  // namespace

absl::StatusOr<v1::Carrier> LoadCarrier(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Carrier>(txn, kSelectCarrier, {ShopOf(name), LastSegment(name)},
                                       name);
}

absl::StatusOr<v1::Carrier> LoadCarrierForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Carrier>(txn, kSelectCarrierForUpdate,
                                       {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::Carrier>> FindCarrierForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name) {
  return sql::FindMessage<v1::Carrier>(txn, kSelectCarrierForUpdate,
                                       {ShopOf(name), LastSegment(name)});
}

absl::Status InsertCarrier(sql::Transaction& txn, v1::Carrier& carrier) {
  return sql::InsertVersioned(txn, kInsertCarrier, carrier, ShopOf(carrier.name()),
                              LastSegment(carrier.name()));
}

absl::Status SaveCarrier(sql::Transaction& txn, v1::Carrier& carrier) {
  return sql::SaveVersioned(txn, kUpdateCarrier, carrier, ShopOf(carrier.name()),
                            LastSegment(carrier.name()));
}

absl::StatusOr<std::vector<v1::Carrier>> ListCarriers(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return sql::ListMessages<v1::Carrier>(txn, kListCarriers, {shop, after, limit});
}

}  // namespace shopdesk::logistics::store
