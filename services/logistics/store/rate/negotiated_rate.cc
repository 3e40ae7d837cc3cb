#include "services/logistics/store/rate/negotiated_rate.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kNegotiatedRateSnapshot = {
    "logistics.snapshot_negotiated_rate",
    "SELECT carrier, negotiated_rate, data FROM negotiated_rates WHERE shop = $1 "
    "AND (carrier, negotiated_rate) > ($2, $3) ORDER BY carrier, negotiated_rate LIMIT $4"};

namespace {

constexpr sql::Statement kSelectNegotiatedRate = {
    "logistics.select_negotiated_rate",
    "SELECT data FROM negotiated_rates WHERE shop = $1 AND carrier = $2 AND negotiated_rate = $3"};
constexpr sql::Statement kSelectNegotiatedRateForUpdate = {
    "logistics.select_negotiated_rate_for_update",
    "SELECT data FROM negotiated_rates WHERE shop = $1 AND carrier = $2 AND negotiated_rate = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kInsertNegotiatedRate = {
    "logistics.insert_negotiated_rate",
    "INSERT INTO negotiated_rates (shop, carrier, negotiated_rate, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateNegotiatedRate = {
    "logistics.update_negotiated_rate",
    "UPDATE negotiated_rates SET version = $4, data = $5 "
    "WHERE shop = $1 AND carrier = $2 AND negotiated_rate = $3 AND version = $6"};
constexpr sql::Statement kListNegotiatedRates = {
    "logistics.list_negotiated_rates",
    "SELECT data FROM negotiated_rates WHERE shop = $1 AND (carrier, negotiated_rate) > ($2, $3) "
    "ORDER BY carrier, negotiated_rate LIMIT $4"};
constexpr sql::Statement kListNegotiatedRatesOfCarrier = {
    "logistics.list_negotiated_rates_of_carrier",
    "SELECT data FROM negotiated_rates WHERE shop = $1 AND carrier = $2 AND negotiated_rate > $3 "
    "ORDER BY negotiated_rate LIMIT $4"};

}  // namespace

absl::StatusOr<v1::NegotiatedRate> LoadNegotiatedRate(sql::Transaction& txn,
                                                      absl::string_view name) {
  return sql::LoadMessage<v1::NegotiatedRate>(
      txn, kSelectNegotiatedRate, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)},
      name);
}

absl::StatusOr<absl::optional<v1::NegotiatedRate>> FindNegotiatedRateForUpdate(
    sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::NegotiatedRate>(
      txn, kSelectNegotiatedRateForUpdate,
      {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)});
}

absl::Status InsertNegotiatedRate(sql::Transaction& txn, v1::NegotiatedRate& rate) {
  const std::string& name = rate.name();
  return sql::InsertVersioned(txn, kInsertNegotiatedRate, rate, ShopOf(name),
                              domain::ParentIdOf(name), LastSegment(name));
}

absl::Status SaveNegotiatedRate(sql::Transaction& txn, v1::NegotiatedRate& rate) {
  const std::string& name = rate.name();
  return sql::SaveVersioned(txn, kUpdateNegotiatedRate, rate, ShopOf(name),
                            domain::ParentIdOf(name), LastSegment(name));
}

NegotiatedRateKey NegotiatedRateKeyOf(const v1::NegotiatedRate& rate) {
  return NegotiatedRateKey(domain::ParentIdOf(rate.name()), LastSegment(rate.name()));
}

absl::StatusOr<std::vector<v1::NegotiatedRate>> ListNegotiatedRates(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view carrier,
                                                                    const NegotiatedRateKey& after,
                                                                    int limit) {
  const auto& [after_carrier, after_rate] = after;
  if (carrier.empty()) {
    return sql::ListMessages<v1::NegotiatedRate>(txn, kListNegotiatedRates,
                                                 {shop, after_carrier, after_rate, limit});
  }
  return sql::ListMessages<v1::NegotiatedRate>(txn, kListNegotiatedRatesOfCarrier,
                                               {shop, carrier, after_rate, limit});
}

}  // namespace shopdesk::logistics::store
