#pragma once

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "services/orders/domain/trade/outcome.h"

// What orders came to, for the shop's rates: a row an order and outcome.
namespace shopdesk::orders::store {

using domain::Outcome;

// Counts the order once, however often it is called.
absl::Status AddOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome,
                        absl::Time time);
// The order didn't come to it after all. Not counted: nothing changes.
absl::Status DropOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome);
// What an order came to, and when.
absl::StatusOr<std::vector<std::pair<Outcome, absl::Time>>> ListOutcomes(
    sql::Transaction& txn, absl::string_view order_name);

}  // namespace shopdesk::orders::store
