#include "services/orders/store/block_entries.h"

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::BlockEntry;

constexpr sql::Statement kLoad = {"block_entries_load",
                                  "SELECT data FROM block_entries WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kInsert = {
    "block_entries_insert",
    "INSERT INTO block_entries (shop, id, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kDelete = {"block_entries_delete",
                                    "DELETE FROM block_entries WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kHas = {
    "block_entries_has", "SELECT id FROM block_entries WHERE shop = $1 AND id IN LIST($2) LIMIT 1"};
constexpr sql::Statement kList = {
    "block_entries_list",
    "SELECT data FROM block_entries WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

}  // namespace

absl::StatusOr<BlockEntry> LoadBlockEntry(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<BlockEntry>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertBlockEntry(sql::Transaction& txn, const BlockEntry& entry) {
  const std::string data = entry.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(entry.name()), LastSegment(entry.name()), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(entry.name());
}

absl::Status DeleteBlockEntry(sql::Transaction& txn, absl::string_view name) {
  return txn.Execute(kDelete, {ShopOf(name), LastSegment(name)}).status();
}

absl::StatusOr<bool> HasBlockEntry(sql::Transaction& txn, absl::string_view shop,
                                   absl::Span<const std::string> ids) {
  const std::string list = sql::List(ids);
  return txn.QueryOne(kHas, {shop, list}, [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<std::vector<BlockEntry>> ListBlockEntries(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view after, int limit) {
  std::vector<BlockEntry> entries;
  RETURN_IF_ERROR(txn.Query(kList, {shop, after, limit}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, entries.emplace_back());
  }));
  return entries;
}

}  // namespace shopdesk::orders::store
