#include "services/logistics/store/intercept/intercept.h"

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kInterceptSnapshot = {
    "logistics.snapshot_intercept",
    "SELECT shipment, intercept, data FROM intercepts WHERE shop = $1 "
    "AND (shipment, intercept) > ($2, $3) ORDER BY shipment, intercept LIMIT $4"};

namespace {

constexpr sql::Statement kSelectIntercept = {
    "logistics.select_intercept",
    "SELECT data FROM intercepts WHERE shop = $1 AND shipment = $2 AND intercept = $3"};
constexpr sql::Statement kSelectInterceptForUpdate = {
    "logistics.select_intercept_for_update",
    "SELECT data FROM intercepts WHERE shop = $1 AND shipment = $2 AND intercept = $3 FOR UPDATE"};
constexpr sql::Statement kInsertIntercept = {
    "logistics.insert_intercept",
    "INSERT INTO intercepts (shop, shipment, intercept, kind, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateIntercept = {
    "logistics.update_intercept",
    "UPDATE intercepts SET state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND shipment = $2 AND intercept = $3 AND version = $7"};
constexpr sql::Statement kListIntercepts = {
    "logistics.list_intercepts",
    "SELECT data FROM intercepts WHERE shop = $1 AND (create_ms, intercept) < ($2, $3) "
    "ORDER BY create_ms DESC, intercept DESC LIMIT $4"};
constexpr sql::Statement kListInterceptsByState = {
    "logistics.list_intercepts_by_state",
    "SELECT data FROM intercepts WHERE shop = $1 AND state = $5 "
    "AND (create_ms, intercept) < ($2, $3) ORDER BY create_ms DESC, intercept DESC LIMIT $4"};
// A shipment has few.
constexpr sql::Statement kListInterceptsOfShipment = {
    "logistics.list_intercepts_of_shipment",
    "SELECT data FROM intercepts WHERE shop = $1 AND shipment = $5 AND ($6 = 0 OR state = $6) "
    "AND (create_ms, intercept) < ($2, $3) ORDER BY create_ms DESC, intercept DESC LIMIT $4"};

}  // namespace

absl::StatusOr<v1::Intercept> LoadIntercept(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Intercept>(
      txn, kSelectIntercept, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Intercept> LoadInterceptForUpdate(sql::Transaction& txn,
                                                     absl::string_view name) {
  return sql::LoadMessage<v1::Intercept>(
      txn, kSelectInterceptForUpdate, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)},
      name);
}

absl::Status InsertIntercept(sql::Transaction& txn, v1::Intercept& intercept) {
  const std::string& name = intercept.name();
  return sql::InsertVersioned(
      txn, kInsertIntercept, intercept, ShopOf(name), domain::ParentIdOf(name), LastSegment(name),
      static_cast<int>(intercept.kind()), static_cast<int>(intercept.state()),
      ToMillis(FromProto(intercept.create_time())));
}

absl::Status SaveIntercept(sql::Transaction& txn, v1::Intercept& intercept) {
  const std::string& name = intercept.name();
  return sql::SaveVersioned(txn, kUpdateIntercept, intercept, ShopOf(name),
                            domain::ParentIdOf(name), LastSegment(name),
                            static_cast<int>(intercept.state()));
}

absl::StatusOr<std::vector<v1::Intercept>> ListIntercepts(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const InterceptFilter& filter,
                                                          const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.shipment.empty()) {
    return sql::ListMessages<v1::Intercept>(
        txn, kListInterceptsOfShipment,
        {shop, before_ms, before_id, limit, filter.shipment, state});
  }
  if (state != v1::Intercept::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::Intercept>(txn, kListInterceptsByState,
                                            {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::Intercept>(txn, kListIntercepts,
                                          {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
