#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"

// The errors in orders that agents answer for, as orders tells them. Shops, errors and agents are
// escaped ids.
namespace shopdesk::feedback::store {

struct OrderError {
  absl::string_view id;
  absl::string_view agent;
  int64_t create_ms = 0;
  // False once it is dismissed.
  bool counts = true;
};
// Inserts or replaces.
absl::Status PutOrderError(sql::Transaction& txn, absl::string_view shop, const OrderError& error);
// How many errors of an agent that count were recorded in [start_ms, end_ms).
absl::StatusOr<int64_t> CountErrorsOf(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view agent, int64_t start_ms, int64_t end_ms);

}  // namespace shopdesk::feedback::store
