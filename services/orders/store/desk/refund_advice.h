#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/refund_advice.pb.h"

// The table of advice on refunds. The order, which is the lock of its refunds, was loaded for
// update where something is saved.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::RefundAdvice> LoadRefundAdvice(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::RefundAdvice>> FindRefundAdviceForUpdate(sql::Transaction& txn,
                                                                           absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertRefundAdvice(sql::Transaction& txn, v1::RefundAdvice& advice);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SaveRefundAdvice(sql::Transaction& txn, v1::RefundAdvice& advice);

// Of an order's refunds, by their ids, after one.
absl::StatusOr<std::vector<v1::RefundAdvice>> ListRefundAdvice(sql::Transaction& txn,
                                                               absl::string_view order_name,
                                                               absl::string_view after_refund_id,
                                                               int limit);
// The refunds that a buyer asked for since a time, newest first; `shop` is the escaped id.
absl::StatusOr<std::vector<v1::Refund>> ListRefundsOfBuyer(sql::Transaction& txn,
                                                           absl::string_view shop,
                                                           absl::string_view buyer,
                                                           int64_t since_ms, int limit);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kRefundAdviceSnapshot;

}  // namespace shopdesk::orders::store
