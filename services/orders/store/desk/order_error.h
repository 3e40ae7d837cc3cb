#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/order_error.pb.h"

// The table of order errors. What is saved was loaded for update in the same transaction.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::OrderError> LoadOrderError(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::OrderError> LoadOrderErrorForUpdate(sql::Transaction& txn,
                                                       absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertOrderError(sql::Transaction& txn, v1::OrderError& error);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveOrderError(sql::Transaction& txn, v1::OrderError& error);

// Newest first, before a key.
struct OrderErrorQuery {
  // Escaped ids; at most one of agent and order.
  std::string shop;
  std::string agent;
  std::string order_id;
};
absl::StatusOr<std::vector<v1::OrderError>> ListOrderErrors(sql::Transaction& txn,
                                                            const OrderErrorQuery& query,
                                                            const CreationKey& before, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kOrderErrorSnapshot;

}  // namespace shopdesk::orders::store
