#include "services/logistics/store/returning/return_insurance.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kReturnInsuranceSnapshot = {
    "logistics.snapshot_return_insurance",
    "SELECT order_id, data FROM return_insurances WHERE shop = $1 AND order_id > $2 "
    "ORDER BY order_id LIMIT $3"};

namespace {

constexpr sql::Statement kSelectReturnInsurance = {
    "logistics.select_return_insurance",
    "SELECT data FROM return_insurances WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kSelectReturnInsuranceForUpdate = {
    "logistics.select_return_insurance_for_update",
    "SELECT data FROM return_insurances WHERE shop = $1 AND order_id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertReturnInsurance = {
    "logistics.insert_return_insurance",
    "INSERT INTO return_insurances (shop, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateReturnInsurance = {
    "logistics.update_return_insurance",
    "UPDATE return_insurances SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND order_id = $2 AND version = $6"};
constexpr sql::Statement kListReturnInsurances = {
    "logistics.list_return_insurances",
    "SELECT data FROM return_insurances WHERE shop = $1 AND (create_ms, order_id) < ($2, $3) "
    "ORDER BY create_ms DESC, order_id DESC LIMIT $4"};
constexpr sql::Statement kListReturnInsurancesByState = {
    "logistics.list_return_insurances_by_state",
    "SELECT data FROM return_insurances WHERE shop = $1 AND state = $5 "
    "AND (create_ms, order_id) < ($2, $3) ORDER BY create_ms DESC, order_id DESC LIMIT $4"};

}  // namespace

absl::StatusOr<v1::ReturnInsurance> LoadReturnInsurance(sql::Transaction& txn,
                                                        absl::string_view name) {
  return sql::LoadMessage<v1::ReturnInsurance>(txn, kSelectReturnInsurance,
                                               {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::ReturnInsurance> LoadReturnInsuranceForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name) {
  return sql::LoadMessage<v1::ReturnInsurance>(txn, kSelectReturnInsuranceForUpdate,
                                               {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertReturnInsurance(sql::Transaction& txn, v1::ReturnInsurance& insurance) {
  const std::string& name = insurance.name();
  return sql::InsertVersioned(txn, kInsertReturnInsurance, insurance, ShopOf(name),
                              LastSegment(name), static_cast<int>(insurance.state()),
                              ToMillis(FromProto(insurance.create_time())));
}

absl::Status SaveReturnInsurance(sql::Transaction& txn, v1::ReturnInsurance& insurance) {
  const std::string& name = insurance.name();
  return sql::SaveVersioned(txn, kUpdateReturnInsurance, insurance, ShopOf(name), LastSegment(name),
                            static_cast<int>(insurance.state()));
}

absl::StatusOr<std::vector<v1::ReturnInsurance>> ListReturnInsurances(
    sql::Transaction& txn, absl::string_view shop, v1::ReturnInsurance::State state,
    const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  if (state != v1::ReturnInsurance::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::ReturnInsurance>(
        txn, kListReturnInsurancesByState,
        {shop, before_ms, before_id, limit, static_cast<int>(state)});
  }
  return sql::ListMessages<v1::ReturnInsurance>(txn, kListReturnInsurances,
                                                {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
