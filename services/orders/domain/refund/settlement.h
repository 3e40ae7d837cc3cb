#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What refunds do to an order: locks, quantities, money, the end of the trade. Each function either
// does all of its work or returns an error and leaves nothing usable: callers drop the order then.
namespace shopdesk::orders::domain {

using v1::LedgerEntry;
using v1::Policy;

// What a successful refund takes from one line. The three quantities are disjoint.
struct RefundedLine {
  int32_t line = 0;
  // Of goods; 0 or more, not more than RefundableMinor.
  int64_t amount_minor = 0;
  // to_ship → refunded.
  int64_t never_shipped = 0;
  // delivered or, beyond that, shipped → refunded: the buyer keeps it, or it got lost.
  int64_t kept = 0;
  // delivered or, beyond that, shipped → returned.
  int64_t came_back = 0;
};

// What can still be paid back for a line, and of freight and COD surcharge together.
int64_t RefundableMinor(const Order& order, const OrderLine& line);
int64_t RefundableFreightMinor(const Order& order);
// What can be paid back at all now: of what is held, else of what was released; of COD and of bank
// transfers, of what came in.
int64_t PayableMinor(const Order& order);
// What of a line's refund was never collected, and so isn't paid back: COD pieces that didn't go.
int64_t NotCollectedMinor(const Order& order, const OrderLine& line, const RefundedLine& refunded);
// The price paid for `quantity` pieces, not more than RefundableMinor.
int64_t PriceOfMinor(const Order& order, const OrderLine& line, int64_t quantity);
// A refund was opened: counted, its unshipped pieces locked against shipping, the receipt timer
// paused. QUANTITY_EXCEEDED (metadata line, most) if a piece is not free to lock.
absl::Status OpenRefundOn(Order& order, absl::Span<const v1::LineQuantity> locked,
                          const Moment& moment);
// It ended, however: unlocks what OpenRefundOn locked; the receipt timer runs on when no other is
// open.
absl::Status CloseRefundOn(Order& order, absl::Span<const v1::LineQuantity> locked,
                           const Moment& moment);

// Moves quantities and money of a refund that succeeds, and appends what the ledger says (held
// money is REFUNDED, released money TAKEN_BACK, collected money COD_REFUNDED, what came by bank
// BANK_REFUNDED, whose payout is to be asked; COD that is not collected yet is taken off what is
// due and needs no entry). `reference` is the refund's name. Unlock first. QUANTITY_EXCEEDED,
// AMOUNT_EXCEEDED (metadata line, most); WRONG_STATE for an order that is not paid (escrow) or not
// confirmed (COD).
absl::Status ApplyRefund(Order& order, absl::Span<const RefundedLine> lines, int64_t freight_minor,
                         absl::string_view reference, const Moment& moment,
                         std::vector<LedgerEntry>& ledger);

// After ApplyRefund (and CloseRefundOn): TRADE_CLOSED if nothing is left, with what is still held
// going to the seller; WAIT_BUYER_CONFIRM_GOODS if only shipped goods are left. A finished trade
// stays finished. Returns whether the trade was closed: emit events::kOrderClosed then.
absl::StatusOr<bool> SettleAfterRefund(Order& order, const Policy& policy, const Moment& moment,
                                       std::vector<LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
