#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Money of an order: the escrow and what carriers collect. Every function that moves money appends
// what the ledger says of it.
namespace shopdesk::orders::domain {

using v1::LedgerEntry;
using v1::PaymentState;
using v1::Policy;

const StateMachine<PaymentState::Value>& PaymentMachine();
// Takes the payment through `event`. WRONG_STATE if the table has no such row.
absl::Status MovePayment(Order& order, absl::string_view event);
// Whether all that is due was paid, or is paid as goods arrive (COD).
bool IsPaid(const Order& order);

// Pieces of all lines.
int64_t Units(const Order& order);

// Goods, freight and COD surcharge of an amount, in minor units.
struct Parts {
  int64_t goods = 0;
  int64_t freight = 0;
  int64_t surcharge = 0;
  int64_t total() const { return goods + freight + surcharge; }
};

// An entry for the order's ledger; its sequence is given when it is stored.
LedgerEntry MakeEntry(const Order& order, LedgerEntry::Kind kind, const Parts& parts, int64_t units,
                      absl::string_view reference, const Moment& moment);

// Whether the buyer is to pay exactly this for freight that became dearer (top_up.h).
bool IsTopUp(const Order& order, const type::v1::Money& amount);

// What a payment means.
enum class PaymentVerdict {
  // It pays the order.
  kAccept,
  // It pays what a paid order waits for since its freight became dearer (top_up.h).
  kTopUp,
  // The order can't take it (closed, paid already, or to be paid by bank transfer): recorded and
  // refunded.
  kStray,
};
// CARRIED_OUT_ELSEWHERE; WRONG_STATE for COD orders; AMOUNT_MISMATCH (metadata due, paid),
// PAYEE_MISMATCH. A stray payment is not measured.
absl::StatusOr<PaymentVerdict> JudgePayment(const Order& order, const Policy& policy,
                                            const type::v1::Money& amount,
                                            absl::string_view payee_account);
// The buyer paid what is due; it is held. Waits to be shipped then.
absl::Status AcceptPayment(Order& order, const Policy& policy, absl::string_view transaction_id,
                           const Moment& moment, std::vector<LedgerEntry>& ledger);
// An order that costs nothing is paid by being placed: what the ledger says of it. Empty for any
// other.
std::vector<LedgerEntry> PaidByPlacing(const Order& order, const Moment& moment);
// In and out again; the order is as it was.
void RecordStray(const Order& order, const type::v1::Money& amount,
                 absl::string_view transaction_id, const Moment& moment,
                 std::vector<LedgerEntry>& ledger);

// Nothing was left when the order was to be packed: shipping stops; a paid order is refunded at its
// deadline if the policy says so.
void HoldOutOfStock(Order& order, const Policy& policy, const Moment& moment);

// What is held goes to the seller. Nothing held: nothing changes.
absl::Status Release(Order& order, const Moment& moment, std::vector<LedgerEntry>& ledger);

// The carrier collected `parts` for `units` pieces; more may come.
absl::Status CollectCod(Order& order, const Parts& parts, int64_t units,
                        absl::string_view reference, const Moment& moment,
                        std::vector<LedgerEntry>& ledger);
// What CollectCod booked was not collected after all.
absl::Status UndoCollection(Order& order, const Parts& parts, int64_t units,
                            absl::string_view reference, const Moment& moment,
                            std::vector<LedgerEntry>& ledger);
// Everything that will be collected was.
absl::Status CompleteCod(Order& order);

// Money paid back, after the amounts were moved: PARTLY_REFUNDED or REFUNDED.
absl::Status MarkRefunded(Order& order);
// Nothing was or will be paid.
absl::Status CancelPayment(Order& order);

// 2 % of goods and freight by default, within bounds.
absl::StatusOr<int64_t> CodSurchargeMinor(const Policy& policy, int64_t goods_and_freight_minor);

// COD: the buyer confirmed, having been told the surcharge. SURCHARGE_MISMATCH (metadata due,
// told).
absl::Status ConfirmCod(Order& order, const Policy& policy, const type::v1::Money& told,
                        const Moment& moment);
// Closes an order that is not paid or not confirmed, for `event`: kClose, kUnpaidClose,
// kCodDecline, kCodUnreachable. kClose: TOO_YOUNG (metadata seconds_left).
absl::Status CloseUnpaid(Order& order, absl::string_view event, v1::CloseReason::Value reason,
                         const Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
