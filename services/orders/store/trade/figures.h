#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::store {

// The sums of a shop (escaped id), made in the database.
absl::StatusOr<v1::OrderFigures> LoadFigures(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::orders::store
