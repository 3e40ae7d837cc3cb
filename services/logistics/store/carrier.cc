#include "services/logistics/store/carrier.h"

#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kCarrierSnapshot = {
    "logistics.carrier_snapshot",
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

template <class Message>
absl::StatusOr<std::vector<Message>> QueryMessages(sql::Transaction& txn,
                                                   const sql::Statement& statement,
                                                   std::initializer_list<sql::Value> parameters) {
  std::vector<Message> messages;
  RETURN_IF_ERROR(txn.Query(statement, parameters, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, messages.emplace_back());
  }));
  return messages;
}

// "{carrier}" in "shops/{shop}/carriers/{carrier}/rateTables/{rate_table}".
absl::string_view CarrierOf(absl::string_view name) { return LastSegment(ParentOf(name)); }

}  // namespace

absl::StatusOr<v1::Carrier> LoadCarrier(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Carrier>(txn, kSelectCarrier, {ShopOf(name), LastSegment(name)},
                                       name);
}

absl::StatusOr<absl::optional<v1::Carrier>> FindCarrierForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name) {
  return sql::FindMessage<v1::Carrier>(txn, kSelectCarrierForUpdate,
                                       {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<bool> InsertCarrier(sql::Transaction& txn, v1::Carrier& carrier) {
  carrier.set_etag(MakeEtag(1));
  const std::string data = carrier.SerializeAsString();
  ASSIGN_OR_RETURN(int64_t inserted,
                   txn.Execute(kInsertCarrier, {ShopOf(carrier.name()), LastSegment(carrier.name()),
                                                1, sql::Blob{data}}));
  return inserted == 1;
}

absl::Status SaveCarrier(sql::Transaction& txn, v1::Carrier& carrier) {
  const int64_t before = VersionOf(carrier.etag());
  carrier.set_etag(MakeEtag(before + 1));
  const std::string data = carrier.SerializeAsString();
  ASSIGN_OR_RETURN(int64_t changed,
                   txn.Execute(kUpdateCarrier, {ShopOf(carrier.name()), LastSegment(carrier.name()),
                                                before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, carrier.name());
}

absl::StatusOr<std::vector<v1::Carrier>> ListCarriers(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return QueryMessages<v1::Carrier>(txn, kListCarriers, {shop, after, limit});
}

absl::StatusOr<v1::RateTable> LoadRateTable(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::RateTable>(txn, kSelectRateTable,
                                         {ShopOf(name), CarrierOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::RateTable>> FindRateTableForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name) {
  return sql::FindMessage<v1::RateTable>(txn, kSelectRateTableForUpdate,
                                         {ShopOf(name), CarrierOf(name), LastSegment(name)});
}

absl::StatusOr<bool> InsertRateTable(sql::Transaction& txn, v1::RateTable& table) {
  table.set_etag(MakeEtag(1));
  const std::string data = table.SerializeAsString();
  const std::string& name = table.name();
  ASSIGN_OR_RETURN(int64_t inserted,
                   txn.Execute(kInsertRateTable, {ShopOf(name), CarrierOf(name), LastSegment(name),
                                                  1, sql::Blob{data}}));
  return inserted == 1;
}

absl::Status SaveRateTable(sql::Transaction& txn, v1::RateTable& table) {
  const int64_t before = VersionOf(table.etag());
  table.set_etag(MakeEtag(before + 1));
  const std::string data = table.SerializeAsString();
  const std::string& name = table.name();
  ASSIGN_OR_RETURN(int64_t changed,
                   txn.Execute(kUpdateRateTable, {ShopOf(name), CarrierOf(name), LastSegment(name),
                                                  before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, name);
}

absl::StatusOr<std::vector<v1::RateTable>> ListRateTables(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view carrier,
                                                          const RateTableKey& after, int limit) {
  if (!carrier.empty()) {
    return QueryMessages<v1::RateTable>(txn, kListRateTablesOfCarrier,
                                        {shop, carrier, after.rate_table, limit});
  }
  return QueryMessages<v1::RateTable>(txn, kListRateTables,
                                      {shop, after.carrier, after.rate_table, limit});
}

}  // namespace shopdesk::logistics::store
