#include "services/logistics/store/shipment/pickup.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kPickupSnapshot = {
    "logistics.snapshot_pickup",
    "SELECT pickup, data FROM pickups WHERE shop = $1 AND pickup > $2 ORDER BY pickup LIMIT $3"};

const sql::Statement kPickupSources = {
    "logistics.pickup_sources",
    "SELECT 'shops/' || shop || '/pickups/' || pickup FROM pickups "
    "WHERE shop = $1 AND pickup > substr($2, length('shops/' || $1 || '/pickups/') + 1) "
    "ORDER BY pickup LIMIT $3"};

namespace {

constexpr sql::Statement kSelectPickup = {
    "logistics.select_pickup", "SELECT data FROM pickups WHERE shop = $1 AND pickup = $2"};
constexpr sql::Statement kSelectPickupForUpdate = {
    "logistics.select_pickup_for_update",
    "SELECT data FROM pickups WHERE shop = $1 AND pickup = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPickup = {
    "logistics.insert_pickup",
    "INSERT INTO pickups (shop, pickup, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kInsertPickupShipment = {
    "logistics.insert_pickup_shipment",
    "INSERT INTO pickup_shipments (shop, shipment, pickup) VALUES ($1, $2, $3) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdatePickup = {"logistics.update_pickup",
                                          "UPDATE pickups SET state = $3, version = $4, data = $5 "
                                          "WHERE shop = $1 AND pickup = $2 AND version = $6"};
constexpr sql::Statement kListPickups = {
    "logistics.list_pickups",
    "SELECT data FROM pickups WHERE shop = $1 AND (create_ms, pickup) < ($2, $3) "
    "ORDER BY create_ms DESC, pickup DESC LIMIT $4"};
constexpr sql::Statement kListPickupsByState = {
    "logistics.list_pickups_by_state",
    "SELECT data FROM pickups WHERE shop = $1 AND state = $5 AND (create_ms, pickup) < ($2, $3) "
    "ORDER BY create_ms DESC, pickup DESC LIMIT $4"};
// A shipment has few.
constexpr sql::Statement kListPickupsOfShipment = {
    "logistics.list_pickups_of_shipment",
    "SELECT p.data FROM pickup_shipments s "
    "JOIN pickups p ON p.shop = s.shop AND p.pickup = s.pickup "
    "WHERE s.shop = $1 AND s.shipment = $5 AND ($6 = 0 OR p.state = $6) "
    "AND (p.create_ms, p.pickup) < ($2, $3) ORDER BY p.create_ms DESC, p.pickup DESC LIMIT $4"};

}  // namespace

absl::StatusOr<v1::Pickup> LoadPickup(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Pickup>(txn, kSelectPickup, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Pickup> LoadPickupForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Pickup>(txn, kSelectPickupForUpdate,
                                      {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertPickup(sql::Transaction& txn, v1::Pickup& pickup) {
  const absl::string_view shop = ShopOf(pickup.name());
  const absl::string_view id = LastSegment(pickup.name());
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertPickup, pickup, shop, id,
                                       static_cast<int>(pickup.state()),
                                       ToMillis(FromProto(pickup.create_time()))));
  for (const std::string& shipment : pickup.shipments()) {
    RETURN_IF_ERROR(txn.Execute(kInsertPickupShipment, {shop, LastSegment(shipment), id}).status());
  }
  return absl::OkStatus();
}

absl::Status SavePickup(sql::Transaction& txn, v1::Pickup& pickup) {
  return sql::SaveVersioned(txn, kUpdatePickup, pickup, ShopOf(pickup.name()),
                            LastSegment(pickup.name()), static_cast<int>(pickup.state()));
}

absl::StatusOr<std::vector<v1::Pickup>> ListPickups(sql::Transaction& txn, absl::string_view shop,
                                                    const PickupFilter& filter,
                                                    const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.shipment.empty()) {
    return sql::ListMessages<v1::Pickup>(
        txn, kListPickupsOfShipment, {shop, before_ms, before_id, limit, filter.shipment, state});
  }
  if (state != v1::Pickup::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::Pickup>(txn, kListPickupsByState,
                                         {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::Pickup>(txn, kListPickups, {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
