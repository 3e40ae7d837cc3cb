#include "services/feedback/store/follow_up/late_parcel.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::LateParcel;

const sql::Statement kLateParcelSnapshot = {
    "feedback.snapshot_late_parcel",
    "SELECT 'shops/' || shop || '/lateParcels/' || id, data FROM late_parcels WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/lateParcels/') + 1) "
    "ORDER BY id LIMIT $3"};
const sql::Statement kListOrdersWithLateParcels = {
    "feedback.list_orders_with_late_parcels",
    "SELECT 'shops/' || $1 || '/orders/' || order_id, order_id FROM ("
    "SELECT order_id FROM (SELECT DISTINCT order_id FROM late_parcels WHERE shop = $1 AND "
    "order_id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id LIMIT $3) AS first UNION "
    "SELECT order_id FROM (SELECT DISTINCT order_id FROM late_parcel_orders WHERE shop = $1 AND "
    "order_id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/orders/') + 1) "
    "ORDER BY order_id LIMIT $3) AS other) AS found ORDER BY order_id LIMIT $3"};

namespace {

constexpr sql::Statement kFindLateParcel = {
    "feedback.find_late_parcel", "SELECT data FROM late_parcels WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindLateParcelForUpdate = {
    "feedback.find_late_parcel_for_update",
    "SELECT data FROM late_parcels WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListLateParcelsOfOrderForUpdate = {
    "feedback.list_late_parcels_of_order_for_update",
    "SELECT data FROM late_parcels WHERE shop = $1 AND state = $3 AND id IN ("
    "SELECT id FROM late_parcels WHERE shop = $1 AND order_id = $2 UNION ALL "
    "SELECT id FROM late_parcel_orders WHERE shop = $1 AND order_id = $2) ORDER BY id "
    "FOR UPDATE"};
constexpr sql::Statement kInsertLateParcel = {
    "feedback.insert_late_parcel",
    "INSERT INTO late_parcels (shop, id, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kInsertLateParcelOrder = {
    "feedback.insert_late_parcel_order",
    "INSERT INTO late_parcel_orders (shop, order_id, id) VALUES ($1, $2, $3) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveLateParcel = {
    "feedback.save_late_parcel",
    "UPDATE late_parcels SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListLateParcels = {"feedback.list_late_parcels",
                                             "SELECT data FROM late_parcels WHERE shop = $1 " PAGE};
constexpr sql::Statement kListLateParcelsByState = {
    "feedback.list_late_parcels_by_state",
    "SELECT data FROM late_parcels WHERE shop = $1 AND state = $5 " PAGE};
// CROSS: SQLite would walk all late parcels by time to find the few of the order.
constexpr sql::Statement kListLateParcelsByOrder = {
    "feedback.list_late_parcels_by_order",
    "SELECT data FROM (SELECT shop, create_ms, id, data FROM late_parcels "
    "WHERE shop = $1 AND order_id = $5 UNION ALL SELECT p.shop, p.create_ms, p.id, p.data "
    "FROM late_parcel_orders AS o CROSS JOIN late_parcels AS p WHERE o.shop = $1 "
    "AND o.order_id = $5 AND p.shop = $1 AND p.id = o.id) AS found WHERE shop = $1 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<LateParcel> LoadLateParcel(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view id) {
  return sql::LoadMessage<LateParcel>(txn, kFindLateParcel, {shop, id},
                                      domain::LateParcelName(shop, id));
}

absl::StatusOr<LateParcel> LoadLateParcelForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                   absl::string_view id) {
  return sql::LoadMessage<LateParcel>(txn, kFindLateParcelForUpdate, {shop, id},
                                      domain::LateParcelName(shop, id));
}

absl::StatusOr<absl::optional<LateParcel>> FindLateParcelForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view id) {
  return sql::FindMessage<LateParcel>(txn, kFindLateParcelForUpdate, {shop, id});
}

absl::StatusOr<std::vector<LateParcel>> ListLateParcelsOfOrderForUpdate(sql::Transaction& txn,
                                                                        absl::string_view shop,
                                                                        absl::string_view order_id,
                                                                        LateParcel::State state) {
  return sql::ListMessages<LateParcel>(txn, kListLateParcelsOfOrderForUpdate,
                                       {shop, order_id, int64_t{state}});
}

absl::Status InsertLateParcel(sql::Transaction& txn, LateParcel& parcel) {
  const absl::string_view shop = ShopOf(parcel.name());
  const absl::string_view id = LastSegment(parcel.name());
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertLateParcel, parcel, shop, id,
                                       LastSegment(parcel.order()), int64_t{parcel.state()},
                                       ToMillis(FromProto(parcel.create_time()))));
  for (const std::string& order : parcel.merged_orders()) {
    RETURN_IF_ERROR(txn.Execute(kInsertLateParcelOrder, {shop, LastSegment(order), id}).status());
  }
  return absl::OkStatus();
}

absl::Status SaveLateParcel(sql::Transaction& txn, LateParcel& parcel) {
  return sql::SaveVersioned(txn, kSaveLateParcel, parcel, ShopOf(parcel.name()),
                            LastSegment(parcel.name()), int64_t{parcel.state()});
}

absl::StatusOr<std::vector<LateParcel>> ListLateParcels(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const LateParcelFilter& filter,
                                                        const CreationKey& after, int limit) {
  if (filter.state != 0) {
    return ListAfter<LateParcel>(txn, kListLateParcelsByState, shop, after, limit, filter.state);
  }
  if (!filter.order.empty()) {
    return ListAfter<LateParcel>(txn, kListLateParcelsByOrder, shop, after, limit, filter.order);
  }
  return ListAfter<LateParcel>(txn, kListLateParcels, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
