#include "services/orders/store/refund/return_address.h"

#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::ReturnAddress;

// Names of one shop sort as their ids do.
const sql::Statement kReturnAddressSnapshot = {
    "orders.snapshot_return_address",
    "SELECT 'shops/' || shop || '/returnAddresses/' || id, data FROM return_addresses "
    "WHERE shop = $1 AND id > substr(CAST($2 AS text), length('shops/' || $1 || "
    "'/returnAddresses/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadReturnAddress = {
    "orders.load_return_address", "SELECT data FROM return_addresses WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadReturnAddressForUpdate = {
    "orders.load_return_address_for_update",
    "SELECT data FROM return_addresses WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertReturnAddress = {
    "orders.insert_return_address",
    "INSERT INTO return_addresses (shop, id, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveReturnAddress = {
    "orders.save_return_address",
    "UPDATE return_addresses SET version = $3, data = $4 "
    "WHERE shop = $1 AND id = $2 AND version = $5"};
constexpr sql::Statement kDeleteReturnAddress = {
    "orders.delete_return_address", "DELETE FROM return_addresses WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kListReturnAddresses = {
    "orders.list_return_addresses",
    "SELECT data FROM return_addresses WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

}  // namespace

absl::StatusOr<ReturnAddress> LoadReturnAddress(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<ReturnAddress>(txn, kLoadReturnAddress, {ShopOf(name), LastSegment(name)},
                                         name);
}

absl::StatusOr<absl::optional<ReturnAddress>> FindReturnAddressForUpdate(sql::Transaction& txn,
                                                                         absl::string_view name) {
  return sql::FindMessage<ReturnAddress>(txn, kLoadReturnAddressForUpdate,
                                         {ShopOf(name), LastSegment(name)});
}

absl::Status InsertReturnAddress(sql::Transaction& txn, ReturnAddress& address) {
  return sql::InsertVersioned(txn, kInsertReturnAddress, address, ShopOf(address.name()),
                              LastSegment(address.name()));
}

absl::Status SaveReturnAddress(sql::Transaction& txn, ReturnAddress& address) {
  return sql::SaveVersioned(txn, kSaveReturnAddress, address, ShopOf(address.name()),
                            LastSegment(address.name()));
}

absl::Status DeleteReturnAddress(sql::Transaction& txn, absl::string_view name) {
  return txn.Execute(kDeleteReturnAddress, {ShopOf(name), LastSegment(name)}).status();
}

absl::StatusOr<std::vector<ReturnAddress>> ListReturnAddresses(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view after, int limit) {
  return sql::ListMessages<ReturnAddress>(txn, kListReturnAddresses, {shop, after, limit});
}

}  // namespace shopdesk::orders::store
