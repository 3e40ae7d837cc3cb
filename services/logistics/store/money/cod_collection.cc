#include "services/logistics/store/money/cod_collection.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kCodCollectionSnapshot = {
    "logistics.snapshot_cod_collection",
    "SELECT 'shops/' || shop || '/codCollections/' || cod_collection, data FROM cod_collections "
    "WHERE shop = $1 AND cod_collection > substr($2, length('shops/' || $1 || '/codCollections/') "
    "+ 1) "
    "ORDER BY cod_collection LIMIT $3"};

namespace {

constexpr sql::Statement kSelectCodCollection = {
    "logistics.select_cod_collection",
    "SELECT data FROM cod_collections WHERE shop = $1 AND cod_collection = $2"};
constexpr sql::Statement kSelectCodCollectionForUpdate = {
    "logistics.select_cod_collection_for_update",
    "SELECT data FROM cod_collections WHERE shop = $1 AND cod_collection = $2 FOR UPDATE"};
constexpr sql::Statement kInsertCodCollection = {
    "logistics.insert_cod_collection",
    "INSERT INTO cod_collections (shop, cod_collection, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateCodCollection = {
    "logistics.update_cod_collection",
    "UPDATE cod_collections SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND cod_collection = $2 AND version = $6"};
constexpr sql::Statement kListCodCollections = {
    "logistics.list_cod_collections",
    "SELECT data FROM cod_collections WHERE shop = $1 AND (create_ms, cod_collection) < ($2, $3) "
    "ORDER BY create_ms DESC, cod_collection DESC LIMIT $4"};
constexpr sql::Statement kListCodCollectionsByState = {
    "logistics.list_cod_collections_by_state",
    "SELECT data FROM cod_collections WHERE shop = $1 AND state = $5 "
    "AND (create_ms, cod_collection) < ($2, $3) ORDER BY create_ms DESC, cod_collection DESC LIMIT "
    "$4"};
// An order has few.
constexpr sql::Statement kListCodCollectionsOfOrder = {
    "logistics.list_cod_collections_of_order",
    "SELECT data FROM cod_collections WHERE shop = $1 AND order_id = $5 AND ($6 = 0 OR state = $6) "
    "AND (create_ms, cod_collection) < ($2, $3) ORDER BY create_ms DESC, cod_collection DESC LIMIT "
    "$4"};

}  // namespace

absl::StatusOr<v1::CodCollection> LoadCodCollection(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::CodCollection>(txn, kSelectCodCollection,
                                             {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::CodCollection> LoadCodCollectionForUpdate(sql::Transaction& txn,
                                                             absl::string_view name) {
  return sql::LoadMessage<v1::CodCollection>(txn, kSelectCodCollectionForUpdate,
                                             {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::CodCollection>> FindCodCollectionForUpdate(
    sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::CodCollection>(txn, kSelectCodCollectionForUpdate,
                                             {ShopOf(name), LastSegment(name)});
}

absl::Status InsertCodCollection(sql::Transaction& txn, v1::CodCollection& cod_collection) {
  const std::string& name = cod_collection.name();
  return sql::InsertVersioned(txn, kInsertCodCollection, cod_collection, ShopOf(name),
                              LastSegment(name), LastSegment(cod_collection.order()),
                              static_cast<int>(cod_collection.state()),
                              ToMillis(FromProto(cod_collection.create_time())));
}

absl::Status SaveCodCollection(sql::Transaction& txn, v1::CodCollection& cod_collection) {
  const std::string& name = cod_collection.name();
  return sql::SaveVersioned(txn, kUpdateCodCollection, cod_collection, ShopOf(name),
                            LastSegment(name), static_cast<int>(cod_collection.state()));
}

absl::StatusOr<std::vector<v1::CodCollection>> ListCodCollections(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const CodCollectionFilter& filter,
                                                                  const CreationKey& before,
                                                                  int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<v1::CodCollection>(
        txn, kListCodCollectionsOfOrder, {shop, before_ms, before_id, limit, filter.order, state});
  }
  if (state != v1::CodCollection::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::CodCollection>(txn, kListCodCollectionsByState,
                                                {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::CodCollection>(txn, kListCodCollections,
                                              {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
