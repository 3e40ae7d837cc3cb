#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Receipt: the deadline after which it counts as confirmed, its pauses and its extension.
namespace shopdesk::orders::domain {

// How long the buyer has from a parcel's shipping, by its mode.
absl::Duration ReceiptTimeOf(absl::string_view mode, const v1::Policy& policy);
// The same from the last parcel.
absl::Duration ReceiptTime(const Order& order, const v1::Policy& policy);

// Everything that goes was shipped: escrow orders get their receipt deadline (counted from
// `shipped`); it starts paused while something pauses it.
void StartReceipt(Order& order, const v1::Policy& policy, absl::Time shipped, const Moment& moment);
// Pauses the deadline of receipt (or of a signed COD order) while a refund is open or a parcel is
// in trouble, and lets it run on afterwards. To be called after each change of these.
void UpdateReceiptClock(Order& order, const Moment& moment);

// 3, 5, 7 or 10 days more, once. INVALID_ARGUMENT (days); WRONG_STATE; ALREADY_EXTENDED.
absl::Status ExtendReceipt(Order& order, int days, const Moment& moment);

// The trade finishes: kConfirmReceipt, kAutoConfirm or kCodFinish; what is held goes to the seller.
// REFUND_OPEN while a refund is open.
absl::Status Finish(Order& order, absl::string_view event, const Moment& moment,
                    std::vector<v1::LedgerEntry>& ledger);

// COD, everything shipped, no parcel on its way any more: signed if anything was delivered, else
// refused. True if the trade moved.
absl::StatusOr<bool> SettleCod(Order& order, const v1::Policy& policy, const Moment& moment);
// A parcel of a COD order is no longer delivered, or no longer back: what SettleCod made of the
// order is taken back. Nothing settled: nothing changes.
absl::Status UnsettleCod(Order& order, const Moment& moment);
// A parcel that is stuck or came back leaves the buyer with nothing to confirm, until what was in
// it is refunded.
bool InTrouble(const Order& order);

}  // namespace shopdesk::orders::domain
