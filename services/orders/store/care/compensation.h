#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/domain/care/compensation.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/compensation.pb.h"

// The tables of compensations and of agents' budgets. What is saved was loaded for update in the
// same transaction, after its order; a budget is locked after both.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Compensation> LoadCompensation(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Compensation> LoadCompensationForUpdate(sql::Transaction& txn,
                                                           absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertCompensation(sql::Transaction& txn, v1::Compensation& compensation);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveCompensation(sql::Transaction& txn, v1::Compensation& compensation);

// Escaped ids. An order, or of all orders a state.
struct CompensationQuery {
  std::string shop;
  std::string order_id;
  v1::Compensation::State state = v1::Compensation::STATE_UNSPECIFIED;
};
// Oldest first, after a key.
absl::StatusOr<std::vector<v1::Compensation>> ListCompensations(sql::Transaction& txn,
                                                                const CompensationQuery& query,
                                                                const ChildCreationKey& after,
                                                                int limit);

// What was given for an order, which was loaded for update; in_month is 0.
absl::StatusOr<domain::Given> GivenForOrder(sql::Transaction& txn, absl::string_view order_name);
// What an agent gave in a month; locked until the transaction ends.
absl::StatusOr<int64_t> LockBudget(sql::Transaction& txn, absl::string_view shop,
                                   absl::string_view agent, absl::string_view month);
// Adds to what was locked.
absl::Status AddToBudget(sql::Transaction& txn, absl::string_view shop, absl::string_view agent,
                         absl::string_view month, int64_t minor);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCompensationSnapshot;

}  // namespace shopdesk::orders::store
