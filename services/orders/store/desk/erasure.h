#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/privacy/erase.h"
#include "libs/privacy/vault.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/order.pb.h"

// What is kept of an order in other tables than its own. The order was loaded for update.
namespace shopdesk::orders::store {

// Whether money for it is on its way to somebody: a payout that the bank hasn't carried out.
absl::StatusOr<bool> HasOpenPayout(sql::Transaction& txn, absl::string_view order_name);
// Whether an agent is still to keep what he promised its buyer.
absl::StatusOr<bool> HasOpenPromise(sql::Transaction& txn, absl::string_view order_name);

// Erases what is personal of its refunds, remarks, promises, compensations, errors, payouts,
// statement lines and pairs, and the hashes by which it was found. The number of resources.
absl::StatusOr<int64_t> EraseBesidesOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                          const v1::Order& order, privacy::TellFn tell);

}  // namespace shopdesk::orders::store
