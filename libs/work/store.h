#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::work::internal {

// The item of a kind, by its name, about the resource.
std::string NameOf(absl::string_view kind, absl::string_view resource);
// NOT_FOUND.
absl::StatusOr<v1::WorkItem> Load(sql::Transaction& txn, absl::string_view name, bool for_update);
// Saves an item that was loaded for update, with the next etag.
absl::Status Save(sql::Transaction& txn, v1::WorkItem& item);
// What was removed; nullopt if it wasn't there.
absl::StatusOr<absl::optional<v1::WorkItem>> Remove(sql::Transaction& txn, absl::string_view name);

// The column due_ms, by which items are listed; what has no due time comes last.
int64_t DueMillis(const v1::WorkItem& item);

// Kind, role, how many items wait and how many of them are overdue at $1. Of an index that holds
// all of that, and only what waits: an item goes when it is done.
extern const sql::Statement kCountItems;

}  // namespace shopdesk::work::internal
