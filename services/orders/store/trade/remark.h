#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/remark.pb.h"

// The table of remarks on orders; they never change. The order is their lock.
namespace shopdesk::orders::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kRemarkSnapshot;

// The number at the end of a remark's name; 0, which none has, for anything else.
int64_t RemarkNumberOf(absl::string_view name);

// NOT_FOUND if there is none.
absl::StatusOr<v1::Remark> LoadRemark(sql::Transaction& txn, absl::string_view name);
absl::Status InsertRemark(sql::Transaction& txn, const v1::Remark& remark);
// Of an order, oldest first, after the one with this number.
absl::StatusOr<std::vector<v1::Remark>> ListRemarks(sql::Transaction& txn,
                                                    absl::string_view order_name, int64_t after,
                                                    int limit);

}  // namespace shopdesk::orders::store
