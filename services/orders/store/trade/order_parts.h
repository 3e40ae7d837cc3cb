#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"

namespace shopdesk::orders::store {

// What there is of an order beside itself: of most there is nothing, which one look tells.
struct OrderParts {
  bool ledger = false;
  bool refunds = false;
  bool advice = false;
  bool promises = false;
  bool compensations = false;
  bool outcomes = false;
};
void AnnounceOrderParts(sql::Reads& reads, absl::string_view order_name);
absl::StatusOr<OrderParts> FindOrderParts(sql::Transaction& txn, absl::string_view order_name);

}  // namespace shopdesk::orders::store
