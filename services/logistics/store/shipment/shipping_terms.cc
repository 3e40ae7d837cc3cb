#include "services/logistics/store/shipment/shipping_terms.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kShippingTermsSnapshot = {
    "logistics.snapshot_shipping_terms",
    "SELECT shipment, data FROM shipping_terms WHERE shop = $1 AND shipment > $2 "
    "ORDER BY shipment LIMIT $3"};

namespace {

constexpr sql::Statement kSelectShippingTerms = {
    "logistics.select_shipping_terms",
    "SELECT data FROM shipping_terms WHERE shop = $1 AND shipment = $2"};
constexpr sql::Statement kSelectShippingTermsForUpdate = {
    "logistics.select_shipping_terms_for_update",
    "SELECT data FROM shipping_terms WHERE shop = $1 AND shipment = $2 FOR UPDATE"};
constexpr sql::Statement kInsertShippingTerms = {
    "logistics.insert_shipping_terms",
    "INSERT INTO shipping_terms (shop, shipment, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateShippingTerms = {
    "logistics.update_shipping_terms",
    "UPDATE shipping_terms SET version = $3, data = $4 "
    "WHERE shop = $1 AND shipment = $2 AND version = $5"};

}  // namespace

absl::StatusOr<v1::ShippingTerms> LoadShippingTerms(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::ShippingTerms>(
      txn, kSelectShippingTerms, {ShopOf(name), LastSegment(domain::ShipmentOfTerms(name))}, name);
}

absl::StatusOr<absl::optional<v1::ShippingTerms>> FindShippingTermsForUpdate(
    sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::ShippingTerms>(
      txn, kSelectShippingTermsForUpdate,
      {ShopOf(name), LastSegment(domain::ShipmentOfTerms(name))});
}

absl::Status InsertShippingTerms(sql::Transaction& txn, v1::ShippingTerms& terms) {
  return sql::InsertVersioned(txn, kInsertShippingTerms, terms, ShopOf(terms.name()),
                              LastSegment(domain::ShipmentOfTerms(terms.name())));
}

absl::Status SaveShippingTerms(sql::Transaction& txn, v1::ShippingTerms& terms) {
  return sql::SaveVersioned(txn, kUpdateShippingTerms, terms, ShopOf(terms.name()),
                            LastSegment(domain::ShipmentOfTerms(terms.name())));
}

}  // namespace shopdesk::logistics::store
