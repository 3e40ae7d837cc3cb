#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/refund.pb.h"

// The table of returns; they never change.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Return> LoadReturn(sql::Transaction& txn, absl::string_view name);
// Sets the etag and stores a new return. ALREADY_EXISTS.
absl::Status InsertReturn(sql::Transaction& txn, v1::Return& returned);

// Which returns ListReturns lists.
struct ReturnQuery {
  // The escaped id.
  std::string shop;
  bool unmatched_only = false;
};
// Newest first, those after `before` in this order.
absl::StatusOr<std::vector<v1::Return>> ListReturns(sql::Transaction& txn, const ReturnQuery& query,
                                                    const CreationKey& before, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kReturnSnapshot;

}  // namespace shopdesk::orders::store
