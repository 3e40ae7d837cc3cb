#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/refund.pb.h"

// The table of refunds. A refund is changed only in a transaction that loaded its order for update:
// that is its lock.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::Refund> LoadRefund(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Refund> LoadRefundForUpdate(sql::Transaction& txn, absl::string_view name);
// All of an order, oldest first: few.
absl::StatusOr<std::vector<v1::Refund>> LoadRefundsOf(sql::Transaction& txn,
                                                      absl::string_view order_name);

// Sets the etag and stores a new refund. ALREADY_EXISTS.
absl::Status InsertRefund(sql::Transaction& txn, v1::Refund& refund);
// Sets the next etag and stores the refund. ABORTED if it was not loaded for update.
absl::Status SaveRefund(sql::Transaction& txn, v1::Refund& refund);

// Oldest first, after a key.
struct RefundQuery {
  // Escaped ids; an empty order means all orders, and needs a state.
  std::string shop;
  std::string order_id;
  v1::RefundState::Value state = v1::RefundState::REFUND_STATE_UNSPECIFIED;
};
absl::StatusOr<std::vector<v1::Refund>> ListRefunds(sql::Transaction& txn, const RefundQuery& query,
                                                    const ChildCreationKey& after, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kRefundSnapshot;

}  // namespace shopdesk::orders::store
