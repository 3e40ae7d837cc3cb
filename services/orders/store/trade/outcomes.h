#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/order.pb.h"

// What orders came to, for the shop's rates: a row an order and outcome, so that counting contends
// with nobody.
namespace shopdesk::orders::store {

// Stored numbers: never change one.
enum class Outcome {
  kShippedInTime = 1,
  kShippedLate = 2,
  // Unpaid when its reminder was due; and paid within a day of it.
  kReminded = 3,
  kRemindedPaid = 4,
  kNotReminded = 5,
  kNotRemindedPaid = 6,
  kCodContacted = 7,
  kCodContactMissed = 8,
  kConfirmedDelivered = 9,
  kConfirmedRefused = 10,
  kUnconfirmedDelivered = 11,
  kUnconfirmedRefused = 12,
};

// Counts the order once, however often it is called.
absl::Status AddOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome,
                        absl::Time time);
// The order didn't come to it after all. Not counted: nothing changes.
absl::Status DropOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome);
// Fills ship_by, reminders and cod_rates as far as there are any.
absl::Status LoadRates(sql::Transaction& txn, absl::string_view shop, v1::OrderFigures& figures);

}  // namespace shopdesk::orders::store
