#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/domain/trade/sender.h"

namespace shopdesk::orders::handlers {

// The places of a shop's return addresses; its id is escaped.
absl::StatusOr<domain::Senders> LoadSenders(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::orders::handlers
