#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/payout.pb.h"

namespace shopdesk::orders::handlers {

// Where the originals of a payout's payee and of a statement line are in the vault.
inline constexpr char kPayeeSlot[] = "payee";
inline constexpr char kStatementLineSlot[] = "line";

// Seals the payee; its masked form stays in the payout.
absl::Status SetPayee(runtime::WriteContext& ctx, v1::Payee payee, v1::Payout& payout);
// Asks the payout that an entry of the order's ledger owes (BANK_REFUNDED, BANK_SURPLUS,
// RETURN_FREIGHT), to who made the transfer if his account is known. The order was loaded for
// update.
absl::Status OpenPayout(runtime::WriteContext& ctx, const v1::Order& order,
                        const v1::LedgerEntry& entry);

}  // namespace shopdesk::orders::handlers
