#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/refund/refund_success.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What every step of a refund's life is made of.
namespace shopdesk::orders::domain {

// Takes the refund through its machine; it has no deadline then.
absl::Status StepRefund(Refund& refund, absl::string_view event, const Moment& moment);
void SetRefundDeadline(Refund& refund, absl::string_view event, int64_t seconds,
                       const Moment& moment);

// The pieces that the refund locks against shipping.
std::vector<v1::LineQuantity> LockedBy(const Refund& refund);

// Ends it: unlocks, and pays out; or without any money; `order` is its order.
absl::Status SucceedRefund(Order& order, Refund& refund, absl::string_view event,
                           const Success& success, const v1::Policy& policy, const Moment& moment,
                           std::vector<v1::LedgerEntry>& ledger);
absl::Status CloseRefund(Order& order, Refund& refund, absl::string_view event,
                         const Moment& moment);

// What the shop owes the buyer for the way back of goods that were taken for the refund.
void PayReturnFreight(const Order& order, const Refund& refund, const v1::Policy& policy,
                      const Moment& moment, std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
