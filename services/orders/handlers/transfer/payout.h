#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/payout.pb.h"

namespace shopdesk::orders::handlers {

absl::Status GetPayout(runtime::ReadContext& ctx, const v1::GetPayoutRequest& request,
                       v1::Payout* response);
absl::Status ListPayouts(runtime::ReadContext& ctx, const v1::ListPayoutsRequest& request,
                         v1::ListPayoutsResponse* response);
absl::Status AskPayout(runtime::WriteContext& ctx, const v1::AskPayoutRequest& request,
                       v1::Payout* response);
absl::Status ApprovePayout(runtime::WriteContext& ctx, const v1::ApprovePayoutRequest& request,
                           v1::Payout* response);
absl::Status SendPayout(runtime::WriteContext& ctx, const v1::SendPayoutRequest& request,
                        v1::Payout* response);
absl::Status ConfirmPayout(runtime::WriteContext& ctx, const v1::ConfirmPayoutRequest& request,
                           v1::Payout* response);
absl::Status BouncePayout(runtime::WriteContext& ctx, const v1::BouncePayoutRequest& request,
                          v1::Payout* response);
absl::Status RevealPayee(runtime::WriteContext& ctx, const v1::RevealPayeeRequest& request,
                         v1::Payee* response);

}  // namespace shopdesk::orders::handlers
