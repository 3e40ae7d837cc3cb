#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/case/compensation_effect.h"
#include "shopdesk/orders/v1/compensation.pb.h"

// What buyers were given for their orders, as far as the feed of orders has told: times and
// amounts, nothing that people wrote. The buyer is locked where something is changed or a case
// depends on it.
namespace shopdesk::feedback::store {

// Keeps one that was given; one that wasn't, or isn't any more, is forgotten.
absl::Status PutCompensation(sql::Transaction& txn, const orders::v1::Compensation& compensation);
absl::Status ForgetCompensation(sql::Transaction& txn, absl::string_view name);

// What the buyer of an order was given for it in all; nullopt: nothing. Escaped ids.
absl::StatusOr<absl::optional<domain::Compensated>> FindCompensated(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view order_id);

}  // namespace shopdesk::feedback::store
