#include "services/logistics/store/problem/problem_parcel.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kProblemParcelSnapshot = {
    "logistics.snapshot_problem_parcel",
    "SELECT 'shops/' || shop || '/problemParcels/' || problem_parcel, data FROM problem_parcels "
    "WHERE shop = $1 AND problem_parcel > substr($2, length('shops/' || $1 || '/problemParcels/') "
    "+ 1) "
    "ORDER BY problem_parcel LIMIT $3"};

namespace {

constexpr sql::Statement kSelectProblemParcel = {
    "logistics.select_problem_parcel",
    "SELECT data FROM problem_parcels WHERE shop = $1 AND problem_parcel = $2"};
constexpr sql::Statement kSelectProblemParcelForUpdate = {
    "logistics.select_problem_parcel_for_update",
    "SELECT data FROM problem_parcels WHERE shop = $1 AND problem_parcel = $2 FOR UPDATE"};
constexpr sql::Statement kInsertProblemParcel = {
    "logistics.insert_problem_parcel",
    "INSERT INTO problem_parcels (shop, problem_parcel, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateProblemParcel = {
    "logistics.update_problem_parcel",
    "UPDATE problem_parcels SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND problem_parcel = $2 AND version = $6"};
constexpr sql::Statement kListProblemParcels = {
    "logistics.list_problem_parcels",
    "SELECT data FROM problem_parcels WHERE shop = $1 AND (create_ms, problem_parcel) < ($2, $3) "
    "ORDER BY create_ms DESC, problem_parcel DESC LIMIT $4"};
constexpr sql::Statement kListProblemParcelsByState = {
    "logistics.list_problem_parcels_by_state",
    "SELECT data FROM problem_parcels WHERE shop = $1 AND state = $5 "
    "AND (create_ms, problem_parcel) < ($2, $3) ORDER BY create_ms DESC, problem_parcel DESC LIMIT "
    "$4"};
// An order has few.
constexpr sql::Statement kListProblemParcelsOfOrder = {
    "logistics.list_problem_parcels_of_order",
    "SELECT data FROM problem_parcels WHERE shop = $1 AND order_id = $5 AND ($6 = 0 OR state = $6) "
    "AND (create_ms, problem_parcel) < ($2, $3) ORDER BY create_ms DESC, problem_parcel DESC LIMIT "
    "$4"};

}  // namespace

absl::StatusOr<v1::ProblemParcel> LoadProblemParcel(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::ProblemParcel>(txn, kSelectProblemParcel,
                                             {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::ProblemParcel> LoadProblemParcelForUpdate(sql::Transaction& txn,
                                                             absl::string_view name) {
  return sql::LoadMessage<v1::ProblemParcel>(txn, kSelectProblemParcelForUpdate,
                                             {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertProblemParcel(sql::Transaction& txn, v1::ProblemParcel& problem_parcel) {
  const std::string& name = problem_parcel.name();
  return sql::InsertVersioned(txn, kInsertProblemParcel, problem_parcel, ShopOf(name),
                              LastSegment(name), LastSegment(problem_parcel.order()),
                              static_cast<int>(problem_parcel.state()),
                              ToMillis(FromProto(problem_parcel.create_time())));
}

absl::Status SaveProblemParcel(sql::Transaction& txn, v1::ProblemParcel& problem_parcel) {
  const std::string& name = problem_parcel.name();
  return sql::SaveVersioned(txn, kUpdateProblemParcel, problem_parcel, ShopOf(name),
                            LastSegment(name), static_cast<int>(problem_parcel.state()));
}

absl::StatusOr<std::vector<v1::ProblemParcel>> ListProblemParcels(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const ProblemParcelFilter& filter,
                                                                  const CreationKey& before,
                                                                  int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<v1::ProblemParcel>(
        txn, kListProblemParcelsOfOrder, {shop, before_ms, before_id, limit, filter.order, state});
  }
  if (state != v1::ProblemParcel::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::ProblemParcel>(txn, kListProblemParcelsByState,
                                                {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::ProblemParcel>(txn, kListProblemParcels,
                                              {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
