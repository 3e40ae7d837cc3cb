#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/risk.pb.h"

// The block list.
namespace shopdesk::orders::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kBlockEntrySnapshot;

// NOT_FOUND if there is none.
absl::StatusOr<v1::BlockEntry> LoadBlockEntry(sql::Transaction& txn, absl::string_view name);
// ALREADY_EXISTS.
absl::Status InsertBlockEntry(sql::Transaction& txn, const v1::BlockEntry& entry);
absl::Status DeleteBlockEntry(sql::Transaction& txn, absl::string_view name);
// Whether the shop (its escaped id) has an entry with one of the ids that an order is looked up by.
absl::StatusOr<bool> HasBlockEntry(sql::Transaction& txn, absl::string_view shop,
                                   const std::array<std::string, 3>& ids);
// By id, after `after`.
absl::StatusOr<std::vector<v1::BlockEntry>> ListBlockEntries(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view after, int limit);

}  // namespace shopdesk::orders::store
