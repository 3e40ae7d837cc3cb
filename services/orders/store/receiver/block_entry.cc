#include "services/orders/store/receiver/block_entry.h"

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

const sql::Statement kBlockEntrySnapshot = {
    "orders.snapshot_block_entry",
    "SELECT id, data FROM block_entries WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

namespace {

using v1::BlockEntry;

constexpr sql::Statement kLoadBlockEntry = {
    "orders.load_block_entry", "SELECT data FROM block_entries WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kInsertBlockEntry = {
    "orders.insert_block_entry",
    "INSERT INTO block_entries (shop, id, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kDeleteBlockEntry = {
    "orders.delete_block_entry", "DELETE FROM block_entries WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kHasBlockEntry = {
    "orders.has_block_entry",
    "SELECT id FROM block_entries WHERE shop = $1 AND id IN ($2, $3, $4) LIMIT 1"};
constexpr sql::Statement kListBlockEntries = {
    "orders.list_block_entries",
    "SELECT data FROM block_entries WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

}  // namespace

absl::StatusOr<BlockEntry> LoadBlockEntry(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<BlockEntry>(txn, kLoadBlockEntry, {ShopOf(name), LastSegment(name)},
                                      name);
}

absl::Status InsertBlockEntry(sql::Transaction& txn, const BlockEntry& entry) {
  const std::string data = entry.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsertBlockEntry,
                               {ShopOf(entry.name()), LastSegment(entry.name()), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(entry.name());
}

absl::Status DeleteBlockEntry(sql::Transaction& txn, absl::string_view name) {
  return txn.Execute(kDeleteBlockEntry, {ShopOf(name), LastSegment(name)}).status();
}

absl::StatusOr<bool> HasBlockEntry(sql::Transaction& txn, absl::string_view shop,
                                   const std::array<std::string, 3>& ids) {
  return txn.QueryOne(kHasBlockEntry, {shop, ids[0], ids[1], ids[2]},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<std::vector<BlockEntry>> ListBlockEntries(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view after, int limit) {
  return sql::ListMessages<BlockEntry>(txn, kListBlockEntries, {shop, after, limit});
}

}  // namespace shopdesk::orders::store
