#include "services/logistics/store/rate/rate_table.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kRateTableSnapshot = {
    "logistics.snapshot_rate_table",
    "SELECT carrier, rate_table, data FROM rate_tables WHERE shop = $1 "
    "AND (carrier, rate_table) > ($2, $3) ORDER BY carrier, rate_table LIMIT $4"};

namespace {

constexpr sql::Statement kSelectRateTable = {
    "logistics.select_rate_table",
    "SELECT data FROM rate_tables WHERE shop = $1 AND carrier = $2 AND rate_table = $3"};
constexpr sql::Statement kSelectRateTableForUpdate = {
    "logistics.select_rate_table_for_update",
    "SELECT data FROM rate_tables WHERE shop = $1 AND carrier = $2 AND rate_table = $3 FOR UPDATE"};
constexpr sql::Statement kInsertRateTable = {
    "logistics.insert_rate_table",
    "INSERT INTO rate_tables (shop, carrier, rate_table, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateRateTable = {
    "logistics.update_rate_table",
    "UPDATE rate_tables SET version = $4, data = $5 "
    "WHERE shop = $1 AND carrier = $2 AND rate_table = $3 AND version = $6"};
constexpr sql::Statement kListRateTables = {
    "logistics.list_rate_tables",
    "SELECT data FROM rate_tables WHERE shop = $1 AND (carrier, rate_table) > ($2, $3) "
    "ORDER BY carrier, rate_table LIMIT $4"};
constexpr sql::Statement kListRateTablesOfCarrier = {
    "logistics.list_rate_tables_of_carrier",
    "SELECT data FROM rate_tables WHERE shop = $1 AND carrier = $2 AND rate_table > $3 "
    "ORDER BY rate_table LIMIT $4"};

}  // namespace

absl::StatusOr<v1::RateTable> LoadRateTable(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::RateTable>(
      txn, kSelectRateTable, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::RateTable>> FindRateTableForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name) {
  return sql::FindMessage<v1::RateTable>(
      txn, kSelectRateTableForUpdate, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)});
}

absl::Status InsertRateTable(sql::Transaction& txn, v1::RateTable& table) {
  const std::string& name = table.name();
  return sql::InsertVersioned(txn, kInsertRateTable, table, ShopOf(name), domain::ParentIdOf(name),
                              LastSegment(name));
}

absl::Status SaveRateTable(sql::Transaction& txn, v1::RateTable& table) {
  const std::string& name = table.name();
  return sql::SaveVersioned(txn, kUpdateRateTable, table, ShopOf(name), domain::ParentIdOf(name),
                            LastSegment(name));
}

RateTableKey RateTableKeyOf(const v1::RateTable& table) {
  return RateTableKey(domain::ParentIdOf(table.name()), LastSegment(table.name()));
}

absl::StatusOr<std::vector<v1::RateTable>> ListRateTables(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view carrier,
                                                          const RateTableKey& after, int limit) {
  const auto& [after_carrier, after_table] = after;
  if (carrier.empty()) {
    return sql::ListMessages<v1::RateTable>(txn, kListRateTables,
                                            {shop, after_carrier, after_table, limit});
  }
  return sql::ListMessages<v1::RateTable>(txn, kListRateTablesOfCarrier,
                                          {shop, carrier, after_table, limit});
}

}  // namespace shopdesk::logistics::store
