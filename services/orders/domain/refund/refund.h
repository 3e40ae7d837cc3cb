#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/orders/domain/refund/refund_lines.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// A refund's life. Each function takes the refund through its machine and does to the order what
// follows from it (settlement.h); etags and storing are the caller's. After an error both are
// dropped. FAILED_PRECONDITION (WRONG_STATE) names what is allowed.
namespace shopdesk::orders::domain {

struct RefundRequest {
  v1::RefundKind::Value kind = v1::RefundKind::REFUND_KIND_UNSPECIFIED;
  v1::RefundReason::Value reason = v1::RefundReason::REFUND_REASON_UNSPECIFIED;
  // None: everything left.
  RefundLines lines;
  // Unset: all of it when nothing of an order of which nothing was shipped is left, else 0.
  absl::optional<int64_t> freight_minor;
  // No goods: only freight, which is given then.
  bool freight_only = false;
  // Of goods that are back already; only for what the seller gives.
  v1::Inspection::Value inspection = v1::Inspection::INSPECTION_UNSPECIFIED;
};

// The buyer asks: fills `refund`, whose name is set. `others` are the order's other refunds,
// oldest first. Errors: as ResolveLines and CheckWindow;
// FAILED_PRECONDITION (REFUSED_BEFORE, metadata line); INVALID_ARGUMENT for a return without
// pieces.
absl::Status AskRefund(Order& order, absl::Span<const Refund> others, const RefundRequest& request,
                       const v1::Policy& policy, const Moment& moment, Refund& refund);
// The seller gives: succeeds at once, whatever the windows; a return's goods are back.
absl::Status GiveRefund(Order& order, absl::Span<const Refund> others, const RefundRequest& request,
                        const v1::Policy& policy, const Moment& moment, Refund& refund,
                        std::vector<v1::LedgerEntry>& ledger);
// A refused request changed: what `request` leaves unset stays.
absl::Status ReviseRefund(Order& order, absl::Span<const Refund> others,
                          const RefundRequest& request, const v1::Policy& policy,
                          const Moment& moment, Refund& refund);

absl::Status AgreeRefund(Order& order, Refund& refund, const v1::Policy& policy,
                         const Moment& moment, std::vector<v1::LedgerEntry>& ledger);
// FAILED_PRECONDITION (NOT_REFUSABLE) for what was asked before hand-over.
// Whether the seller may refuse it: not what was asked before hand-over, nor a return without
// reason in time.
bool MayBeRefused(const Refund& refund);
absl::Status RefuseRefund(Refund& refund, absl::string_view refusal, const v1::Policy& policy,
                          const Moment& moment);
absl::Status WithdrawRefund(Order& order, Refund& refund, const Moment& moment);
absl::Status EscalateRefund(Refund& refund, const v1::Policy& policy, const Moment& moment);
// Part of the total asked is spread over lines and freight in proportion. AMOUNT_EXCEEDED (most);
// INVALID_ARGUMENT for another currency.
absl::Status DecideRefund(Order& order, Refund& refund, const type::v1::Money& granted,
                          const v1::Policy& policy, const Moment& moment,
                          std::vector<v1::LedgerEntry>& ledger);

struct ReturnWaybill {
  std::string carrier_id;
  std::string waybill_number;
  bool surface = false;
  // What the buyer paid for it, in the order's currency.
  absl::optional<type::v1::Money> freight;
};
absl::Status SendBackGoods(Refund& refund, const ReturnWaybill& waybill, const v1::Policy& policy,
                           const Moment& moment);
absl::Status ConfirmReturnedGoods(Order& order, Refund& refund, v1::Inspection::Value inspection,
                                  const v1::Policy& policy, const Moment& moment,
                                  std::vector<v1::LedgerEntry>& ledger);
absl::Status RefuseReturnedGoods(Refund& refund, absl::string_view refusal,
                                 const v1::Policy& policy, const Moment& moment);

// The default outcome of the present state, whose deadline has come.
absl::Status ExpireRefund(Order& order, Refund& refund, const v1::Policy& policy,
                          const Moment& moment, std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
