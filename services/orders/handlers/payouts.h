#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/payout.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetPayout(rpc::ReadContext& ctx, const v1::GetPayoutRequest& req, v1::Payout* resp);
absl::Status ListPayouts(rpc::ReadContext& ctx, const v1::ListPayoutsRequest& req,
                         v1::ListPayoutsResponse* resp);
absl::Status AskPayout(rpc::WriteContext& ctx, const v1::AskPayoutRequest& req, v1::Payout* resp);
absl::Status ApprovePayout(rpc::WriteContext& ctx, const v1::ApprovePayoutRequest& req,
                           v1::Payout* resp);
absl::Status SendPayout(rpc::WriteContext& ctx, const v1::SendPayoutRequest& req, v1::Payout* resp);
absl::Status ConfirmPayout(rpc::WriteContext& ctx, const v1::ConfirmPayoutRequest& req,
                           v1::Payout* resp);
absl::Status BouncePayout(rpc::WriteContext& ctx, const v1::BouncePayoutRequest& req,
                          v1::Payout* resp);
absl::Status RevealPayee(rpc::WriteContext& ctx, const v1::RevealPayeeRequest& req,
                         v1::Payee* resp);

// Asks the payout that an entry of the order's ledger owes (BANK_REFUNDED, BANK_SURPLUS), to who
// made the transfer if his account is known. The order was loaded for update.
absl::Status OpenPayout(rpc::WriteContext& ctx, const v1::Order& order,
                        const v1::LedgerEntry& entry);

}  // namespace shopdesk::orders::handlers
