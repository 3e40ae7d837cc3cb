#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/hand_over.pb.h"

// The table of hand-over lists. What is saved was loaded for update in the same transaction; a list
// is locked before the jobs on it.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::HandOverList> LoadHandOverList(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::HandOverList> LoadHandOverListForUpdate(sql::Transaction& txn,
                                                           absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertHandOverList(sql::Transaction& txn, v1::HandOverList& list);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveHandOverList(sql::Transaction& txn, v1::HandOverList& list);

// Of a shop, whose id is escaped, in this state or in any: newest first, before a key.
absl::StatusOr<std::vector<v1::HandOverList>> ListHandOverLists(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                v1::HandOverList::State state,
                                                                const CreationKey& before,
                                                                int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kHandOverListSnapshot;

}  // namespace shopdesk::orders::store
