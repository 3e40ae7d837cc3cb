#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/refund.pb.h"

// How refunds in orders stand, as far as their feed has told: state and money, nothing that people
// wrote.
namespace shopdesk::feedback::store {

// `name` is the refund's.
absl::StatusOr<absl::optional<orders::v1::Refund>> FindRefund(sql::Transaction& txn,
                                                              absl::string_view name);
// Replaces what is known of it; the buyer is locked.
absl::Status PutRefund(sql::Transaction& txn, const orders::v1::Refund& refund);

}  // namespace shopdesk::feedback::store
